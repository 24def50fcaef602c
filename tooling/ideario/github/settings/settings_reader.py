"""Reads settings by REST: each address once, and says what a token lacks that may not see them. Judges none."""

from collections.abc import Mapping
from typing import Any

from ideario.forge.addresses import repository_url
from ideario.forge.port import NoAccess
from ideario.forge.settings_port import Makeable, NotLookedAt, Symptom
from ideario.github.answer_shapes import Row, Shape, fields, flag, matching, maybe, positive, rows, text
from ideario.github.connection import FULL_NAME
from ideario.github.refusals import Answer
from ideario.github.rest import Rest
from ideario.github.session import Session
from ideario.github.settings.settings_kinds import SETTINGS_KINDS
from ideario.messages.said import Said, say

REPOSITORY = fields(
    "visibility",
    id=positive, full_name=matching(FULL_NAME), private=flag, default_branch=text, fork=flag, archived=flag,
    disabled=flag, has_issues=flag, has_discussions=flag, has_pages=flag, visibility=text, owner=fields(type=text),
)  # fmt: skip
ADMINISTRATION = say("a token of an owner's, with read access to *Administration*")
ACTIONS = say("a token with read access to *Actions*")
ENVIRONMENTS = say("a token with read access to *Environments*")
SECRETS = say("a token with read access to *Secrets*")
PAGES = say("a token with read access to *Pages*")
CONTENTS = say("a token with read access to *Contents*")
ISSUES = say("a token with read access to *Issues*")
PLAN = say("a plan that offers this, or a public repository")
UPGRADE = "Upgrade to GitHub"
"""What GitHub begins with where it is not the token that lacks something."""
MOST = {"per_page": "100"}
Seen = Row | NotLookedAt | None
"""An answer, that it cannot be seen, or that there is none."""


class SettingsReader:
    """The settings of one repository. `host` is where its pages for people are."""

    def __init__(self, session: Session, rest: Rest, *, host: str) -> None:
        self._session = session
        self._rest = rest
        self._host = host
        self._answers: dict[str, Answer | NoAccess] = {}

    def repository(self) -> Row:
        """The repository itself. NotFound or NoAccess where it cannot be seen."""
        answer = self._answer(f"repos/{self._rest.home().name}", REPOSITORY, {})
        if isinstance(answer, NoAccess):
            raise answer
        return answer.body  # type: ignore[no-any-return] # as its shape says

    @property
    def branch(self) -> str:
        """The default branch."""
        return str(self.repository()["default_branch"])

    @property
    def page(self) -> str:
        """The address of the repository's pages for people."""
        return repository_url(self.repository()["full_name"], self._host)

    def ask(
        self, path: str, shape: Shape, *, what: Said, needs: Said, may_lack: str = "", params: Mapping[str, str] = MOST
    ) -> Seen:
        """What stands below the repository at `path`, which has the shape.

        None where there is nothing and `may_lack` stands in what GitHub says of that: elsewhere it says the same of
        what it does not show.
        """
        answer = self._answer(f"repos/{self._rest.home().name}/{path}", shape, params)
        if isinstance(answer, NoAccess):
            return NotLookedAt(what, PLAN if UPGRADE in answer.message else needs)
        if answer.status == 200:
            return answer.body  # type: ignore[no-any-return] # as its shape says
        told = answer.body.get("message") if isinstance(answer.body, dict) else ""
        lacks = answer.status in (404, 409) and may_lack and may_lack in str(told)
        return None if lacks else NotLookedAt(what, needs)

    def rows(self, path: str, name: str, shape: Shape, *, what: Said, needs: Said) -> list[Any] | NotLookedAt:
        """The rows of a list that stands below a name; those of its first hundred."""
        found = self.ask(path, fields(**{name: shape}), what=what, needs=needs)
        if isinstance(found, NotLookedAt):
            return found
        return [] if found is None else list(found[name])

    def listed(
        self, path: str, shape: Shape, *, what: Said, needs: Said, params: Mapping[str, str] = MOST
    ) -> list[Row] | NotLookedAt:
        """The rows of a list that stands alone; `shape` is a row's."""
        found = self.ask(path, rows(shape), what=what, needs=needs, params=params)
        if isinstance(found, NotLookedAt):
            return found
        return [] if found is None else list(found)  # type: ignore[arg-type] # a list, as its shape says

    def elsewhere(self, path: str, shape: Shape) -> Row | None:
        """What stands at a path of another repository, None where nothing is to be seen."""
        answer = self._answer(path, shape, {})
        return None if isinstance(answer, NoAccess) or answer.status != 200 else answer.body

    def _answer(self, path: str, shape: Shape, params: Mapping[str, str]) -> Answer | NoAccess:
        key = f"{path}?{sorted(params.items())}"
        if key not in self._answers:
            try:
                self._answers[key] = self._session.rest(path, params=params, shape=shape)
            except NoAccess as refusal:
                self._answers[key] = refusal
        return self._answers[key]


def symptom(kind: str, what: Said, link: str, *makes: Makeable) -> Symptom:
    """A symptom of the kind with this id."""
    return Symptom(kind=SETTINGS_KINDS[kind], what=what, link=link, makes=makes)


SOMETHING = maybe(text)
"""A text, or null."""
