"""Makes what a repository lacks: labels, the ledger's environment, its branch. Looks first; changes nothing else."""

from collections.abc import Callable
from urllib.parse import quote

from ideario.forge.hosting import LEDGER_ENVIRONMENT
from ideario.forge.port import ForgeFailure, NotFound
from ideario.forge.settings_port import Makeable
from ideario.github.answer_shapes import fields, rows, text
from ideario.github.refusals import Answer
from ideario.github.session import Session
from ideario.github.writing.contents_at import OID
from ideario.github.writing.sending import send
from ideario.messages.said import say

MADE = fields(sha=OID)
POLICIES = fields(branch_policies=rows(fields("name", name=text)))
RIGHT = "give GITHUB_TOKEN a token of an owner's, with the right to write administration, contents and issues"


class Maker:
    """Makes things in one repository. `below` is its path in REST."""

    def __init__(self, session: Session, below: Callable[[], str], branch: Callable[[], str]) -> None:
        self._session = session
        self._below = below
        self._branch = branch

    def make(self, makeable: Makeable, files: dict[str, bytes]) -> None:
        """Make this where it is not there; `files` are what a new branch of a ledger begins with."""
        match makeable.what:
            case "label":
                body = {"name": makeable.name, "color": makeable.colour, "description": makeable.text}
                self._sent("POST", "labels", body, makeable, there=422)
            case "environment":
                self._environment(makeable)
            case "branch of the environment":
                self._allow(LEDGER_ENVIRONMENT, makeable)
            case "ledger branch":
                self._ledger_branch(makeable, files)

    def _environment(self, makeable: Makeable) -> None:
        path = f"environments/{quote(makeable.name, safe='')}"
        if self._session.rest(f"{self._below()}/{path}").status != 200:
            policy = {"protected_branches": False, "custom_branch_policies": True}
            self._sent("PUT", path, {"deployment_branch_policy": policy}, makeable)
        self._allow(makeable.name, makeable)

    def _allow(self, environment: str, makeable: Makeable) -> None:
        """Let the default branch use an environment that names its branches; until then none may."""
        path = f"environments/{quote(environment, safe='')}/deployment-branch-policies"
        listed = self._session.rest(f"{self._below()}/{path}", params={"per_page": "100"}, shape=POLICIES)
        if listed.status != 200:
            raise NotFound(
                say("the environment {environment} does not name its branches", environment=environment), hint=RIGHT
            )
        if self._branch() not in {row.get("name") for row in listed.body["branch_policies"]}:
            self._sent("POST", path, {"name": self._branch(), "type": "branch"}, makeable)

    def _ledger_branch(self, makeable: Makeable, files: dict[str, bytes]) -> None:
        """A branch of its own that holds no ledger yet. All that comes before the last step is loose."""
        if self._session.rest(f"{self._below()}/git/ref/heads/{makeable.name}").status == 200:
            return
        entries = [
            {"path": path, "mode": "100644", "type": "blob", "content": content.decode()}
            for path, content in files.items()
        ]
        tree = self._sent("POST", "git/trees", {"tree": entries}, makeable)
        MADE(tree.body, "")
        message = "Begin a branch for the ledger"
        commit = self._sent(
            "POST", "git/commits", {"message": message, "tree": tree.body["sha"], "parents": []}, makeable
        )
        MADE(commit.body, "")
        ref = {"ref": f"refs/heads/{makeable.name}", "sha": commit.body["sha"]}
        self._sent("POST", "git/refs", ref, makeable, there=422)

    def _sent(self, method: str, path: str, body: object, makeable: Makeable, *, there: int = 0) -> Answer:
        """The answer to a write. `there` is the status that says that somebody else has made it meanwhile."""
        answer = send(self._session, method, f"{self._below()}/{path}", body)
        if answer.status not in (200, 201, there):
            told = self._session.said(answer.body.get("message")) if isinstance(answer.body, dict) else ""
            raise ForgeFailure(
                say(
                    "GitHub did not make the {what} {makeable} (status {status}): {told}",
                    what=makeable.what,
                    makeable=makeable.name,
                    status=answer.status,
                    told=told,
                ),
                hint=RIGHT,
            )
        return answer
