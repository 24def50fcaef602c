"""`ideario doctor` names each thing that is missing or risky, that one and no other, and nothing where all is well."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from communities import CHALLENGE, NOW, riverton
from direct_wire import in_place
from doctored import (
    CHECK,
    KEY,
    OWNERS,
    QUEUE,
    RECENT,
    Patient,
    a_ledger,
    founded,
    git,
    made_healthy,
    older_protection,
    ruled,
    site_server,
)  # fmt: skip
from github_standin import serve
from github_standin.settings import Environment, Pages, WorkflowRun
from ideario.actions.founding.doctor import FIRST_FILES
from ideario.actions.founding.tending import tended_texts
from ideario.forge.settings_port import NotLookedAt
from ideario.forge.thread_labels import LABELS
from ideario.forge.workflow_files import CALLED_CHECK, USED_BY_THE_CALLED
from ideario.founding.community_kinds import COMMUNITY_KINDS
from ideario.founding.program_pin import program_pin
from ideario.founding.written_record import RECORD, digest, record_text
from ideario.github.settings.settings_kinds import SETTINGS_KINDS
from ideario.intake.read_community import read_community
from ideario.ledger.ledger_folder import write_ledger
from ideario.messages.said import say
from ideario.model.community import Settings
from ideario.model.ledger_state import Thread
from ideario.problems import Failure
from ideario.resources import tool_resources
from ledgers import cast

KINDS = {**COMMUNITY_KINDS, **SETTINGS_KINDS}
AHEAD = {
    "submission": {"opens": "2026-11-01", "closes": "2026-12-01"},
    "voting": {"opens": "2026-12-02", "closes": "2026-12-09"},
}
Spoil = Callable[[Patient], object]
MAX_REQUESTS = 40
"""So many requests one look takes at most, whatever the size of the community."""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Iterator[tuple[Patient, dict[str, bytes]]]:
    """One stand-in, one site and one set of files for all that is tried here, and the ledger's files."""
    room = tmp_path_factory.mktemp("doctor")
    (room / "site").mkdir()
    with serve() as github, in_place(github), site_server(room / "site") as url:
        files = founded(room / "founded", url)
        patient = Patient(github=github, root=files, site=room / "site", url=url, room=room / "ledger")
        yield patient, a_ledger(room / "ledger")


@pytest.fixture
def patient(place, tmp_path) -> Iterator[Patient]:
    """A community for which everything is as it should be, with files of its own."""
    first, ledger = place
    mine = dataclasses.replace(first, root=tmp_path / "files")
    shutil.copytree(first.root, mine.root)
    made_healthy(mine, ledger)
    first.github.limits.writes_a_minute = 10_000  # no waiting here
    yield mine
    first.github.faults.clear()
    assert first.github.violations == []


def changed(thing: object, changes: Mapping[str, object]) -> None:
    for name, value in changes.items():
        setattr(thing, name, value)


def pages(**changes: object) -> Spoil:
    return lambda p: changed(p.settings.pages, changes)


def setting(**changes: object) -> Spoil:
    return lambda p: changed(p.settings, changes)


def environment(name: str, **changes: object) -> Spoil:
    return lambda p: changed(p.settings.environments[name], changes)


def workflow(name: str, **changes: object) -> Spoil:
    return lambda p: changed(p.workflows[name], changes)


def rules(**changes: object) -> Spoil:
    return lambda p: p.settings.rules.update(main=ruled(**changes))


def runs(*hours: float, conclusion: str = "success", event: str = "schedule") -> list[WorkflowRun]:
    return [
        WorkflowRun(moment=int((NOW - timedelta(hours=each)).timestamp()), conclusion=conclusion, event=event)
        for each in hours
    ]


def by_owner(**changes: object) -> Spoil:
    """Protected in the older way, and by no ruleset."""

    def spoil(p: Patient) -> None:
        p.settings.rules.clear()
        p.settings.protection["main"] = older_protection(**changes)

    return spoil


def both(*spoils: Spoil) -> Spoil:
    return lambda p: [spoil(p) for spoil in spoils]


def without_label(p: Patient) -> None:
    del p.state.home.labels["ready"]


def broken_chain(p: Patient) -> None:
    files = a_ledger(p.room)
    name = next(name for name in files if name.endswith(".jsonl"))
    p.ledger({**files, name: b"".join(files[name].splitlines(keepends=True)[:-1])})


def no_ledger(p: Patient) -> None:
    p.ledger(None)
    p.put("challenges/quieter-streets", {**CHALLENGE, **AHEAD})


def moved(p: Patient) -> None:
    p.state.move("riverton/ideas-2026")


def renamed_branch(p: Patient) -> None:
    p.state.rename_default_branch("trunk")
    p.settings.rules["trunk"] = p.settings.rules.pop("main")
    for one in p.settings.environments.values():
        one.branches = ["trunk"]
    for each in p.workflows.values():
        for run in each.runs:
            run.branch = "trunk"


def locked_talks(p: Patient) -> None:
    p.state.issue(author="ada")
    p.state.discussion(author="ada")
    threads = [Thread("issue/3", ("bike-lanes",)), Thread("discussion/4", ("bike-lanes",)), Thread("import/9", ("x",))]
    shutil.rmtree(p.room, ignore_errors=True)
    write_ledger(p.room, [cast(3, thread="issue/3")], threads, observed=RECENT)
    p.ledger({path.name: path.read_bytes() for path in p.room.iterdir()})
    p.state.lock_thread("issue/3")
    p.state.lock_thread("discussion/4")


AT_THE_FORGE: dict[str, tuple[str, Spoil]] = {
    "archived": ("archived", setting(archived=True)),
    "disabled by the forge": ("repository-disabled", setting(disabled=True)),
    "a fork": ("fork", setting(fork=True)),
    "renamed": ("repository-moved", moved),
    "no issues": ("issues-off", setting(has_issues=False)),
    "no discussions where ideas come from them": (
        "discussions-off",
        lambda p: p.community(**{"import": {"category": "Ideas"}}),
    ),
    "another default branch": ("default-branch", renamed_branch),
    "private with a public site": (
        "public-site-of-private",
        lambda p: setattr(p.state.home, "private", True),
    ),
    "no site": ("pages-off", setting(pages=None)),
    "a branch for a site": ("pages-from-branch", pages(build_type="legacy")),
    "no encryption": ("pages-not-https", pages(https=False)),
    "another address": ("pages-address", pages(address="https://riverton.github.io/ideas/")),
    "a domain that nobody proved": ("pages-domain", pages(cname="ideas.riverton.example", domain="unverified")),
    "no certificate": (
        "pages-certificate",
        pages(cname="ideas.riverton.example", certificate="bad_authz", https=False),
    ),
    "no environment": ("no-ledger-environment", lambda p: p.settings.environments.pop("ledger")),
    "the key for every branch": ("ledger-environment-open", environment("ledger", branches=None)),
    "the key for some branches more": (
        "ledger-environment-open",
        environment("ledger", branches=["main", "release/*"]),
    ),
    "the key for tags": ("ledger-environment-open", environment("ledger", tags=["v*"])),
    "the key for no branch": ("ledger-environment-shut", environment("ledger", branches=[])),
    "the key for protected branches, and none is": (
        "ledger-environment-shut",
        both(environment("ledger", branches="protected"), setting(rules={})),
    ),
    "votes that wait for somebody": ("ledger-environment-waits", environment("ledger", reviewers=1)),
    "votes that wait for a clock": ("ledger-environment-waits", environment("ledger", wait_minutes=30)),
    "no key": ("key-missing", environment("ledger", secrets=["OTHER"])),
    "the key among the repository's": ("key-in-repository", setting(secrets=[KEY])),
    "the key there instead": ("key-in-repository", both(setting(secrets=[KEY]), environment("ledger", secrets=[]))),
    "the key among the organisation's": ("key-in-organization", setting(organization_secrets=[KEY])),
    "any branch publishes": ("pages-environment-open", environment("github-pages", branches=None)),
    "main may not publish": ("pages-environment-shut", environment("github-pages", branches=["gh-pages"])),
    "a site that waits": ("pages-environment-waits", environment("github-pages", reviewers=1)),
    "no Actions": ("actions-off", setting(actions=False)),
    "only actions of one's own": ("actions-refused", setting(allowed_actions="local_only")),
    "other actions": ("actions-refused", setting(allowed_actions="selected", patterns=["ruby/*"])),
    "a token that writes": ("token-may-write", setting(token="write")),
    "no pull requests by Actions": ("pulls-refused", setting(may_open_pulls=False)),
    "nearly nobody waits": ("fork-approval", setting(fork_approval="first_time_contributors_new_to_github")),
    "a workflow that was not pushed": (
        "workflow-not-there",
        lambda p: p.settings.workflows.pop(".github/workflows/sweep.yml"),
    ),
    "asleep": ("workflow-asleep", workflow("sweep", state="disabled_inactivity")),
    "switched off": ("workflow-disabled", workflow("validate", state="disabled_manually")),
    "never run": ("never-published", workflow("publish", runs=[])),
    "red": ("workflow-failing", workflow("publish", runs=runs(2, conclusion="failure"))),
    "red answers": ("workflow-failing", workflow("sweep", runs=runs(1, conclusion="startup_failure"))),
    "a schedule that stopped": ("schedule-silent", workflow("publish", runs=runs(70, 73))),
    "pushes alone": ("schedule-silent", workflow("publish", runs=runs(2, 50, event="push"))),
    "no rules": ("branch-unprotected", lambda p: p.settings.rules.update(main=ruled(pull_request=None))),
    "no approval": ("reviews-not-required", rules(pull_request={"required_approving_review_count": 0})),
    "no code owners asked": ("code-owners-not-asked", rules(pull_request={"require_code_owner_review": False})),
    "no check": ("check-not-required", rules(required_status_checks=None)),
    "another check": (
        "check-not-required",
        rules(required_status_checks={"required_status_checks": [{"context": "lint"}]}),
    ),
    "force": ("force-pushes", rules(non_fast_forward=None)),
    "force in the older way": ("force-pushes", by_owner(force_pushes=True)),
    "no approval in the older way": ("reviews-not-required", by_owner(reviews=0)),
    "no code owners in the older way": ("code-owners-not-asked", by_owner(code_owners=False)),
    "no check in the older way": ("check-not-required", by_owner(checks=[])),
    "a queue": (
        "queue-not-heard",
        both(
            rules(merge_queue=QUEUE),
            lambda p: p.write(
                ".github/workflows/validate.yml",
                (p.root / ".github/workflows/validate.yml").read_text().replace("  merge_group:\n", ""),
            ),
        ),
    ),
    "rules on the ledger": ("ledger-branch-blocked", lambda p: p.settings.rules.update(ledger=ruled())),
    "a locked ledger": (
        "ledger-branch-blocked",
        lambda p: p.settings.protection.update(ledger=older_protection(reviews=None, checks=[], locked=True)),
    ),
    "owners that are none": ("code-owners-at-fault", setting(code_owner_errors=["Unknown owner on line 1"])),
    "a label": ("labels-missing", without_label),
    "an old version": (
        "version-behind",
        lambda p: setattr(p.state.repository("ideario/ideario").settings, "release", "v0.10.0"),
    ),
    "no branch for votes": ("no-ledger-branch", no_ledger),
    "a broken chain": ("ledger-unreadable", broken_chain),
    "a ledger that is none": ("ledger-unreadable", lambda p: p.ledger({"ledger.json": b"{}"})),
    "an old count": ("count-old", lambda p: p.ledger(a_ledger(p.room, observed=NOW - timedelta(days=3)))),
    "no site to see": ("site-not-there", lambda p: p.published(None)),
    "an old site": ("site-old", lambda p: p.published(RECENT - timedelta(days=3))),
    "a locked thread": ("threads-locked", lambda p: p.state.lock_thread("pull/1")),
    "a locked issue and a discussion": ("threads-locked", locked_talks),
    "a wrong clock": ("clock-wrong", lambda p: setattr(p, "clock_ahead", timedelta(hours=-3))),
}
"""Name → the id of what has to be found, and what is spoiled."""
SHADOWED = {"no rules": ["branch-unprotected"], "the key for protected branches, and none is": [
    "ledger-environment-shut", "branch-unprotected", "check-not-required",
]}  # fmt: skip
"""What two symptoms are right for, since no rules are no protection either."""


@pytest.mark.parametrize("name", AT_THE_FORGE)
def test_each_fault_at_the_forge_is_named_and_no_other(patient, name) -> None:
    expected, spoil = AT_THE_FORGE[name]
    spoil(patient)
    assert patient.found() == SHADOWED.get(name, [expected])
    page = f"https://github.com/{patient.state.home.full_name}"
    assert all(link == page or link.startswith(f"{page}/") for link in patient.links)


def test_forty_and_more_faults_are_tried_and_each_setting_that_is_judged_among_them() -> None:
    tried = {expected for expected, _ in AT_THE_FORGE.values()}
    assert len(AT_THE_FORGE) >= 40
    assert SETTINGS_KINDS.keys() - tried == {"actions-not-pinned"}, "which has a test of its own"


def test_actions_that_name_no_commit_are_named_where_the_repository_wants_one(patient) -> None:
    patient.settings.sha_pinning = True
    assert patient.found() == []
    text = "on: push\njobs:\n  all:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v7\n"
    patient.write(".github/workflows/own.yml", text)
    (symptom,) = patient.diagnosed().symptoms
    assert symptom.kind.id == "actions-not-pinned"
    assert "actions/checkout@v7" in symptom.what


# ---- what is well


def company(p: Patient) -> None:
    p.state.home.private = True
    p.settings.visibility = "internal"
    p.settings.pages.public = False
    p.published(None)  # which nobody sees without logging in


def in_the_older_way(p: Patient) -> None:
    p.settings.rules.clear()
    p.settings.protection["main"] = older_protection()
    p.settings.has_discussions = True
    p.state.home.owner.kind = "User"


def half_and_half(p: Patient) -> None:
    p.settings.rules["main"] = ruled(pull_request=None, required_status_checks=None)
    p.settings.protection["main"] = older_protection(force_pushes=True)


def own_domain(p: Patient) -> None:
    p.settings.pages = Pages(address=p.url, cname="ideas.riverton.example", domain="verified", certificate="approved")


def chosen_actions(p: Patient) -> None:
    p.settings.allowed_actions = "selected"
    p.settings.patterns = ["ideario/ideario/.github/workflows/*"]


def chosen_one_by_one(p: Patient) -> None:
    p.settings.allowed_actions, p.settings.github_owned = "selected", False
    p.settings.patterns = ["actions/*", "ideario/*@*"]


def protected_branches(p: Patient) -> None:
    for one in p.settings.environments.values():
        one.branches = "protected"


def merge_queue(p: Patient) -> None:
    p.settings.rules["main"] = ruled(merge_queue=QUEUE)
    p.settings.fork_approval = "all_external_contributors"


def talking(p: Patient) -> None:
    p.community(**{"import": {"category": "Ideas"}})
    p.settings.has_discussions = True


def other_branch(p: Patient) -> None:
    renamed_branch(p)
    path = ".github/workflows/publish.yml"
    p.write(path, (p.root / path).read_text().replace("branches: [main]", "branches: [trunk]"))


def busy(p: Patient) -> None:
    p.workflows["publish"].runs = [*runs(*[0.1 * each for each in range(1, 30)], event="push"), *runs(3)]
    p.workflows["sweep"].runs = [WorkflowRun(moment=int(NOW.timestamp()), conclusion=None), *runs(1)]
    p.state.home.labels |= {f"area {number}": number for number in range(250)}
    p.settings.environments["preview"] = Environment(id=9)
    p.settings.rules["gh-pages"] = ruled()


def just_begun(p: Patient) -> None:
    p.ledger({".gitattributes": b"* -text\n"})
    p.published(NOW)
    p.put("challenges/quieter-streets", {**CHALLENGE, **AHEAD})


def people_locked_what_is_over(p: Patient) -> None:
    p.state.lock_thread("pull/2")


HEALTHY: dict[str, Spoil] = {
    "a town": lambda _: None,
    "a company, for its members alone": company,
    "a project of one account, in the older way": in_the_older_way,
    "rules of both kinds": half_and_half,
    "a domain of its own": own_domain,
    "actions that were chosen": chosen_actions,
    "actions that were chosen one by one": chosen_one_by_one,
    "environments for protected branches": protected_branches,
    "a merge queue": merge_queue,
    "ideas from discussions": talking,
    "another default branch that the workflows know": other_branch,
    "a busy one": busy,
    "a branch for votes that holds none yet": just_begun,
    "an old thread that is locked": people_locked_what_is_over,
}


@pytest.mark.parametrize("name", HEALTHY)
def test_where_all_is_well_nothing_is_found(patient, name) -> None:
    HEALTHY[name](patient)
    assert patient.found() == []


def test_one_look_takes_a_known_number_of_requests_however_large_the_community_is(patient) -> None:
    small = patient.diagnosed().requests
    busy(patient)
    threads = [Thread(f"pull/{number}", ("bike-lanes",), opened=NOW, merged=NOW) for number in range(1, 1201)]
    write_ledger(patient.root / "votes", [cast(1)], threads, observed=RECENT)
    patient.ledger({path.name: path.read_bytes() for path in (patient.root / "votes").iterdir()})
    diagnosis = patient.diagnosed()
    assert (small, diagnosis.requests) < (30, MAX_REQUESTS)
    assert small < diagnosis.requests <= MAX_REQUESTS
    assert [what for what, _ in diagnosis.unseen] == ["whether 400 older threads are locked"]


# ---- what cannot be seen


RIGHTS = {
    "administration": {"what Actions may do", "the older protection of the branch `main`"},
    "actions": {"environments", "workflows"},
    "environments": {"the secrets of the environment `ledger`"},
    "secrets": {"the secrets of the repository", "the secrets that its owner shares with it"},
    "pages": {"the settings of Pages"},
}


@pytest.mark.parametrize("right", RIGHTS)
def test_what_a_token_may_not_see_is_said_and_never_called_well_or_wrong(patient, right) -> None:
    token = patient.state.token("little", "ada")
    token.permissions = {name: "read" for name in patient.state.tokens["maintainer-token"].permissions if name != right}
    patient.token = "little"
    diagnosis = patient.diagnosed()
    assert diagnosis.symptoms == ()
    assert {what for what, _ in diagnosis.unseen} == RIGHTS[right]
    assert all(needs for _, needs in diagnosis.unseen)


def test_what_a_plan_does_not_offer_is_said_to_need_another_one(patient) -> None:
    company(patient)
    patient.settings.free_plan = True
    diagnosis = patient.diagnosed()
    assert diagnosis.symptoms == ()
    assert {(what, needs) for what, needs in diagnosis.unseen} == {
        (what, "a plan that offers this, or a public repository")
        for what in ("the rules of the branch `main`", "the older protection of the branch `main`")
    }


def test_rules_that_were_seen_are_not_called_missing_for_those_that_were_not(patient) -> None:
    patient.settings.rules["main"] = ruled(pull_request=None)
    patient.settings.protection["main"] = older_protection()
    token = patient.state.token("little", "ada")
    token.permissions = {"metadata": "read", "contents": "read", "issues": "read"}
    patient.token = "little"
    assert patient.diagnosed().symptoms == ()


@pytest.mark.parametrize("trouble", ["502", "gone", "bad-credentials", "drop"])
def test_where_the_forge_does_not_answer_the_files_are_looked_at_alone(patient, trouble) -> None:
    patient.write(".github/CODEOWNERS", None)
    patient.github.faults.add(trouble, times=100)
    diagnosis = patient.diagnosed()
    patient.github.faults.clear()
    assert diagnosis.failed is not None
    assert [symptom.kind.id for symptom in diagnosis.symptoms] == ["no-code-owners"]


# ---- the files here


def text_of(p: Patient, path: str) -> str:
    return (p.root / path).read_text(encoding="utf-8")


def older_files(p: Patient) -> None:
    """As they stand where an older version founded the community, and nothing was upgraded since."""
    texts = tended_texts(settings_of(p), program_pin(), resources=tool_resources())
    former = {**texts, ".gitattributes": "# as it was\n"}
    for path, text in former.items():
        if path not in {".github/CODEOWNERS", ".github/ISSUE_TEMPLATE/config.yml"}:
            p.write(path, text)
    p.write(RECORD, record_text({path: digest(text) for path, text in former.items()}))


def settings_of(p: Patient) -> Settings:
    community = read_community(p.root, resources=tool_resources()).community
    assert community is not None
    return community.settings


def no_history(p: Patient) -> None:
    shutil.rmtree(p.root / ".git")


IN_THE_FILES: dict[str, tuple[list[str], Spoil]] = {
    "no git": (["no-git"], no_history),
    "no remote": (["no-remote"], lambda p: git(p.root, "remote", "remove", "origin")),
    "another remote": (
        ["left-behind"],
        lambda p: git(p.root, "remote", "set-url", "origin", "https://github.com/riverton/other.git"),
    ),
    "Ideario’s own maintainers": (
        ["left-behind"],
        lambda p: p.write(".github/CODEOWNERS", OWNERS.replace("riverton", "ideario")),
    ),
    "an older version’s files": (["files-behind"], older_files),
    "the key in a file": (["key-in-files"], lambda p: p.write("deploy.env", f"{KEY}={'0a' * 32}\n")),
    "no workflow": (["workflow-missing"], lambda p: p.write(".github/workflows/sweep.yml", None)),
    "no CODEOWNERS": (["no-code-owners"], lambda p: p.write(".github/CODEOWNERS", None)),
    "decisions for everybody": (
        ["code-owners-gap"],
        lambda p: p.write(".github/CODEOWNERS", f"{OWNERS}/content/decisions/\n"),
    ),
    "no form": (["no-issue-form"], lambda p: p.write(".github/ISSUE_TEMPLATE/idea.yml", None)),
    "another licence than the form's": (["issue-form-old"], lambda p: riverton(p.root, url=p.url, licence="CC0-1.0")),
    "nobody chose": (["issues-without-form"], lambda p: p.write(".github/ISSUE_TEMPLATE/config.yml", None)),
    "a mistake": (["content-at-fault"], lambda p: p.write("content/ideas/x.yml", "title: [\n")),
}


@pytest.mark.parametrize("name", IN_THE_FILES)
def test_each_fault_in_the_files_is_named_and_no_other(patient, name) -> None:
    expected, spoil = IN_THE_FILES[name]
    write_ledger(patient.root / "content" / "ledger", [cast(1)], [], observed=RECENT)
    spoil(patient)
    assert [symptom.kind.id for symptom in patient.diagnosed(local=True).symptoms] == expected


def test_a_challenge_that_ended_before_anybody_could_vote_is_named(patient) -> None:
    assert [symptom.kind.id for symptom in patient.diagnosed(local=True).symptoms] == ["challenge-unvoted"]


def test_every_kind_of_symptom_is_tried() -> None:
    tried = {expected for expected, _ in AT_THE_FORGE.values()} | {
        one for expected, _ in IN_THE_FILES.values() for one in expected
    }
    assert KINDS.keys() - tried == {"actions-not-pinned", "challenge-unvoted"}, "which have tests of their own"
    assert len(KINDS) == len(COMMUNITY_KINDS) + len(SETTINGS_KINDS)


def test_a_kind_is_the_consequence_of_kinds_that_there_are() -> None:
    assert {cause for kind in KINDS.values() for cause in kind.unless} <= KINDS.keys()


def test_a_workflow_that_cannot_be_read_is_not_called_missing(patient) -> None:
    patient.write(".github/workflows/sweep.yml", "on: &x push\njobs: *x\n")
    write_ledger(patient.root / "content" / "ledger", [cast(1)], [], observed=RECENT)
    diagnosis = patient.diagnosed(local=True)
    assert diagnosis.symptoms == ()
    assert diagnosis.unseen == (
        NotLookedAt(say("the workflow {path}", path=".github/workflows/sweep.yml"), say("plain YAML")),
    )


def test_the_check_that_is_to_be_required_is_that_of_the_called_workflow(checkout) -> None:
    text = (checkout / ".github" / "workflows" / "reusable-validate.yml").read_text("utf-8")
    assert f"    name: {CALLED_CHECK}\n" in text
    assert f"Validate / {CALLED_CHECK}" == CHECK


@pytest.mark.parametrize("kind", ["town", "company", "open-source", "association"])
def test_a_community_that_was_just_founded_and_pushed_lacks_nothing_here(ideario, tmp_path, patient, kind) -> None:
    folder = tmp_path / "new"
    done = ideario("init", folder, "--kind", kind, "--language", "it", "--repository", "riverton/idee", "--yes")
    assert done.exit_code == 0
    git(folder, "init", "-q", "-b", "main")
    git(folder, "remote", "add", "origin", "https://github.com/riverton/idee.git")
    found = ideario("--root", folder, "doctor", "--local")
    assert (found.exit_code, found.stdout) == (0, "Niente da sistemare.\n")


def test_a_community_in_a_folder_of_its_repository_is_looked_at_there(patient) -> None:
    write_ledger(patient.root / "content" / "ledger", [cast(1)], [], observed=RECENT)
    (patient.root / "below").mkdir()
    shutil.move(patient.root / "content", patient.root / "below" / "content")
    patient.write(".github/CODEOWNERS", f"{OWNERS}/below/content/decisions/\n")
    below = dataclasses.replace(patient, root=patient.root / "below")
    (symptom,) = below.diagnosed(local=True).symptoms
    assert (symptom.kind.id, symptom.what) == ("code-owners-gap", "nobody looks after content/decisions/")


def test_what_workflows_call_uses_what_is_known_of_it(checkout) -> None:
    used = {
        line.partition("uses:")[2].split()[0].partition("@")[0]
        for path in [*checkout.glob(".github/workflows/reusable-*.yml"), *checkout.glob(".github/actions/*/action.yml")]
        for line in path.read_text("utf-8").splitlines()
        if "uses:" in line and not line.lstrip().startswith("#")
    }
    assert {name for name in used if not name.startswith(("$/", "./"))} == set(USED_BY_THE_CALLED)


# ---- making what is missing


def bare(p: Patient) -> None:
    """As after the first push."""
    p.state.home.labels.clear()
    p.settings.environments.clear()
    just_begun(p)
    p.ledger(None)


def kept(p: Patient) -> tuple[object, ...]:
    """All that `--fix` may make, and when it was written."""
    refs = {name: sha for name, sha in p.state.home.git.refs.items() if name.endswith("ledger")}
    named = {name: (one.id, one.branches, one.secrets) for name, one in p.settings.environments.items()}
    return sorted(p.state.home.labels.items()), repr(named), refs


def test_what_can_be_made_is_made_and_a_second_run_changes_nothing(patient) -> None:
    bare(patient)
    before = patient.diagnosed()
    assert [symptom.kind.id for symptom in before.symptoms] == [
        "no-ledger-environment", "labels-missing", "no-ledger-branch",
    ]  # fmt: skip
    patient.make(before.makes)
    assert patient.found() == ["key-missing"]  # which nobody but its owner can give
    assert set(patient.state.home.labels) == {label.name for label in LABELS}
    ledger = patient.settings.environments["ledger"]
    assert (ledger.branches, ledger.reviewers) == (["main"], 0)
    files = patient.state.home.git
    commit = files.commits[files.refs["refs/heads/ledger"]]
    assert (commit.parents, set(files.flat(commit.tree))) == ((), {".gitattributes"})
    made, writes = kept(patient), patient.github.counters.writes
    assert patient.diagnosed().makes == ()
    patient.make(before.makes)
    assert kept(patient) == made
    assert patient.github.counters.writes - writes == len(LABELS), "labels are tried, and are there already"


def test_a_branch_that_may_not_use_the_environment_is_added(patient) -> None:
    patient.settings.environments["ledger"].branches = []
    patient.make(patient.diagnosed().makes)
    assert patient.settings.environments["ledger"].branches == ["main"]
    assert patient.found() == []


@pytest.mark.slow
def test_a_crash_anywhere_leaves_nothing_that_the_next_run_does_not_make_whole(patient) -> None:
    bare(patient)
    wanted = patient.diagnosed().makes
    for point in range(1, 60):
        patient.github.faults.clear()
        patient.github.faults.add("hangup", on=point, times=8)
        try:
            patient.make(wanted)
            break
        except Failure:
            patient.github.faults.clear()
            patient.make(wanted)
            assert patient.found() == ["key-missing"], point
            bare(patient)
    patient.github.faults.clear()
    assert point > 15


# ---- the command


@pytest.fixture
def run(ideario, patient):
    """The command, as maintainers call it."""

    def called(*arguments: str, token: str | None = "maintainer-token", stdin: str = ""):
        said = patient.github.environment()
        environment = {**said, "GITHUB_TOKEN": token}
        return ideario("--root", patient.root, "doctor", *arguments, env=environment, stdin=stdin)

    return called


def test_a_healthy_community_ends_with_0(run) -> None:
    done = run()
    assert (done.exit_code, done.stdout) == (0, "Nothing to mend.\n")


def test_a_symptom_is_told_with_its_reason_its_remedy_and_its_link_and_ends_with_1(patient, run) -> None:
    patient.settings.token = "write"
    done = run()
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "risky: token-may-write: the token of workflows may write unless they say otherwise",
        "  A workflow that does not say what it needs may change everything in the repository.",
        "  Choose *Read repository contents and packages permissions*; these workflows ask for what they need.",
        "  https://github.com/riverton/ideas/settings/actions",
        "1 thing to mend.",
    ]
    told = json.loads(run("--format", "json").stdout)
    assert [row["id"] for row in told["symptoms"]] == ["token-may-write"]
    assert told["not_looked_at"] == []


def test_it_speaks_italian(patient, run) -> None:
    patient.settings.environments.pop("ledger")
    done = run("--messages", "it")
    assert "manca: no-ledger-environment: non c’è l’ambiente `ledger`" in done.stdout
    assert done.stdout.endswith("\n1 cosa da sistemare.\n")


def test_without_a_token_only_the_files_are_looked_at_and_the_end_is_2(run) -> None:
    done = run(token=None)
    assert done.exit_code == 2
    assert "not looked at: anything at the forge: GitHub shows settings to nobody without a token" in done.stdout
    assert run("--local").exit_code == 1  # the challenge is over, and no vote was ever read here


def test_what_was_not_looked_at_is_no_clean_bill(patient, run) -> None:
    token = patient.state.token("little", "ada")
    token.permissions = {name: "read" for name in token.permissions if name != "pages"}
    done = run(token="little")
    assert done.exit_code == 2
    assert "not looked at: the settings of Pages (needs a token with read access to *Pages*)" in done.stdout
    assert "Of the rest nothing is known." in done.stdout


def test_nothing_is_made_before_somebody_has_said_yes(patient, run) -> None:
    without_label(patient)
    refused = run("--fix", stdin="n\n")
    assert refused.exit_code == 1
    assert "the label `ready`" in refused.stderr
    assert "ready" not in patient.state.home.labels
    done = run("--fix", "--yes")
    assert (done.exit_code, done.stdout) == (0, "Made: the label `ready`\nNothing to mend.\n")
    assert run("--fix", "--yes").stdout == "Nothing to mend.\n"


def test_the_page_lists_every_kind_as_the_registers_have_it(checkout) -> None:
    page = (checkout / "site" / "pages" / "doctor.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z-]+)`( \*)? \| (.+) \| (.+) \|$", page, re.MULTILINE)
    assert [(name, why, mend) for name, _, why, mend in rows] == [
        (kind.id, str(kind.why), str(kind.mend)) for kind in (*COMMUNITY_KINDS.values(), *SETTINGS_KINDS.values())
    ]
    assert {name for name, made, _, _ in rows if made} == {
        "no-ledger-environment", "ledger-environment-shut", "labels-missing", "no-ledger-branch",
    }  # fmt: skip


def test_votes_are_written_to_the_branch_that_was_made_for_them(patient, ideario, tmp_path) -> None:
    """What `--fix` begins, a sync goes on with, and what counts is what the sync brought."""
    bare = tmp_path / "origin.git"
    git(patient.root, "init", "-q", "--bare", "-b", "main", str(bare))
    git(patient.root, "remote", "set-url", "origin", str(bare))
    git(patient.root, "config", "user.name", "Ada")
    git(patient.root, "config", "user.email", "ada@example.org")
    git(patient.root, "checkout", "-q", "--orphan", "ledger")
    for name, content in FIRST_FILES.items():
        (patient.root / name).write_bytes(content)
        git(patient.root, "add", name)
    git(patient.root, "commit", "-q", "-m", "Begin a branch for the ledger")
    git(patient.root, "push", "-q", "origin", "ledger")
    git(patient.root, "checkout", "-q", "-B", "main")
    environment = {**patient.github.environment(), KEY: "0a" * 32, "SOURCE_DATE_EPOCH": None}
    told = ideario("--root", patient.root, "tally", "--branch", "ledger", env=environment)
    assert told.exit_code == 0, told.stderr
    patient.state.react("pull/1", "eve")
    done = ideario("--root", patient.root, "sync", "--branch", "ledger", env=environment)
    assert done.exit_code == 0, done.stderr
    again = ideario("--root", patient.root, "verify", "--branch", "ledger", env=environment)
    assert again.exit_code == 0, again.stdout + again.stderr
