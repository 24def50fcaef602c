"""Says what in a proposal is not its proposer's: advice for the maintainer who reads it. Decides nothing.

Who owned a file is what the base says, since a proposal can write anything about itself: ideas belong to their authors,
a person's page to the person, all else to the maintainers. An account whose number is known is known by its number: a
login can be another's tomorrow. Where no number is known, logins are compared, without regard to case.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from ideario.intake.content_files import PICTURE_NAME
from ideario.intake.explaining.faults import Unreadable
from ideario.intake.plain import Plain
from ideario.intake.proposals.touched_files import Proposal, ProposalFile
from ideario.intake.schemas import Kind
from ideario.intake.yaml.strict import parse
from ideario.messages.said import NOTHING, Said, as_is, say, several
from ideario.problems import Problem

MAX_NAMED = 5
"""So many names stand in one sentence; the rest is a number."""


def not_ones_own(files: Iterable[ProposalFile], proposal: Proposal) -> Iterator[Problem]:
    """A warning for each thing that is not the proposer's, in the order of the files."""
    outside = []
    for change in files:
        paths = [path for path in (change.former, change.path) if path]
        if all(proposal.maintains(path) for path in paths):
            continue
        folders = {content_folder_of(path) for path in paths}
        if folders == {""}:
            outside.append(change.path)
            continue
        for folder in sorted(folders - {""}):
            yield from BY_FOLDER.get(folder, _maintainers)(change, proposal)
    if outside:
        yield _warning(
            "maintainers-file",
            outside[0],
            several(
                "this changes {count} file ({names}) outside content/, and what it does is the maintainers' to judge",
                "this changes {count} files ({names}) outside content/, and what they do is the maintainers' to judge",
                len(outside),
                names=_some(outside),
            ),
        )


def content_folder_of(path: str) -> str:
    """The folder of content/ that a path stands in, `settings` for community.yml, `ledger`, "" outside content/."""
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or parts[0] != "content":
        return ""
    return parts[1] if len(parts) > 2 else "settings"


def _ideas(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    if not change.path.endswith(".yml"):  # no idea: another repository in a folder, say
        yield from _maintainers(change, proposal)
        return
    before, after = (_read(change.before, "idea", proposal), _read(change.after, "idea", proposal))
    owners, named = _logins(before), _logins(after)
    was, now = (_slug(change.former or change.path), _slug(change.path))
    if change.before is not None and not proposal.own(owners):
        yield _warning("others-idea", change.path, _did_to_idea(change, was, now, owners))
    if now in proposal.gone and change.after is not None:
        yield _warning(
            "others-idea",
            change.path,
            say(
                "an idea `{slug}` was here before and was taken away: votes given to it would count for this one",
                slug=now,
            ),
            hint=say("give the new idea a name of its own, if it is another one"),
        )
    gone = [login for login in owners if login.casefold() not in {name.casefold() for name in named}]
    if gone and change.after is not None and not (len(gone) == 1 and proposal.own(gone)):
        yield _warning(
            "others-idea",
            change.path,
            say("this takes {logins} off the authors of `{slug}`", logins=_accounts(gone), slug=was),
            line=_line_of(change.after, b"authors"),
        )
    known = {login.casefold() for login in owners}
    added = [login for login in named if login.casefold() not in known and not proposal.is_proposer(login)]
    if added and (proposal.proposer or owners):
        who = as_is(f"@{proposal.proposer}") if proposal.proposer else say("a proposal")
        yield _warning(
            "named-by-others",
            change.path,
            say("{logins} named as author by {who}: do they agree?", logins=_accounts(added), who=who),
            hint=say("ask them to say so in this conversation; their votes on this idea stop counting from then on"),
            line=_line_of(change.after, b"authors"),
        )


def _people(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    for path in filter(None, (change.former, change.path)):
        login = PurePosixPath(path).stem
        if not proposal.own([login]):
            yield _warning("others-page", path, _this(change, say("the page of @{login}", login=login)))


def _reviews(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    login = PurePosixPath(change.path).stem
    challenge = PurePosixPath(change.path).parent.name
    if not proposal.own([login]):
        what = say("the review of @{login} of `{challenge}`", login=login, challenge=challenge)
        yield _warning("others-page", change.path, _this(change, what))
    elif change.before is None:
        yield _warning(
            "maintainers-file",
            change.path,
            say(
                "@{login} adds a review of `{challenge}`: whether they are asked to judge it, a maintainer says",
                login=login,
                challenge=challenge,
            ),
        )


def _decisions(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    slug = _slug(change.path)
    before, after = (_read(change.before, "decision", proposal), _read(change.after, "decision", proposal))
    text = _this(change, say("what the maintainers decided about `{slug}`", slug=slug))
    target = after.get("duplicate_of")
    if target != before.get("duplicate_of"):
        text = (
            say("{text}; its votes would count at `{target}`", text=text, target=target)
            if target
            else say("{text}; its votes would come back", text=text)
        )
    threads, former = (
        [str(name) for name in _list(after, key) if name not in _list(before, key)] for key in ("threads", "former")
    )
    if threads:
        text = say("{text}; votes given on {threads} would count for it", text=text, threads=_some(threads))
    if former:
        text = say("{text}; votes for {ideas} would count for it", text=text, ideas=_some(former))
    yield _warning("maintainers-file", change.path, text)


def _exclusions(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    before, after = (_read(change.before, "exclusion", proposal), _read(change.after, "exclusion", proposal))
    numbers = [len(_list(content, "voters")) for content in (before, after)]
    what = say("a removal of votes: of {before} accounts before, of {now} now", before=numbers[0], now=numbers[1])
    yield _warning("maintainers-file", change.path, _this(change, what))


def _pictures(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    """A picture that is new is its proposer's; one that is there may be shown with what anybody wrote."""
    if not PICTURE_NAME.fullmatch(PurePosixPath(change.path).name):
        yield from _maintainers(change, proposal)
    elif change.before is not None:
        path = change.former or change.path
        yield _warning(
            "others-picture",
            change.path,
            _this(change, say("the picture {path}, which pages may show", path=_shown(path))),
            hint=say("add another picture under a name of its own, and leave this one as it is"),
        )


def _settings(change: ProposalFile, proposal: Proposal) -> Iterator[Problem]:
    before, after = (_read(change.before, "community", proposal), _read(change.after, "community", proposal))
    keys = [key for key in dict.fromkeys([*before, *after]) if before.get(key) != after.get(key)]
    text = _this(change, as_is(_shown(change.path)))
    if keys:
        text = say("{text}: {keys}", text=text, keys=_some(keys))
    if "reactions" in keys or "votes_before_edit" in keys:
        text = say("{text}, and with that what votes mean", text=text)
    line = _line_of(change.after, keys[0].encode("utf-8", "replace")) if keys else 1
    yield _warning("maintainers-file", change.path, text, line=line)


def _maintainers(change: ProposalFile, _: Proposal) -> Iterator[Problem]:
    folder = content_folder_of(change.path)
    what, hint = say("{path}, which the maintainers write", path=_shown(change.path)), NOTHING
    if folder == "ledger":
        what = say("the ledger of votes, which the program alone writes")
        hint = say("take it out of the proposal; `ideario sync` brings votes in, and `ideario verify` recounts them")
    elif folder == "results":
        what = say("the result of `{challenge}`, which the program writes from the votes", challenge=_slug(change.path))
    yield _warning("maintainers-file", change.path, _this(change, what), hint=hint)


BY_FOLDER: Mapping[str, Callable[[ProposalFile, Proposal], Iterator[Problem]]] = {
    "ideas": _ideas,
    "people": _people,
    "pictures": _pictures,
    "reviews": _reviews,
    "decisions": _decisions,
    "exclusions": _exclusions,
    "settings": _settings,
}
"""Who looks at a file, by the folder of content/ that it stands in; files of other folders are the maintainers'."""


def _warning(rule: str, path: str, message: Said, *, hint: Said = NOTHING, line: int = 1) -> Problem:
    return Problem(path=_shown(path), line=line, column=1, level="warning", rule=rule, message=message, hint=hint)


def _this(change: ProposalFile, what: Said) -> Said:
    """What a proposal does to something."""
    match change.status:
        case "added":
            return say("this adds {what}", what=what)
        case "deleted":
            return say("this deletes {what}", what=what)
        case "renamed":
            return say("this renames {what}", what=what)
    return say("this changes {what}", what=what)


def _did_to_idea(change: ProposalFile, was: str, now: str, owners: list[str]) -> Said:
    """What a proposal does to somebody else's idea, called `was` before, and to its votes."""
    what = say("the idea `{slug}`", slug=was)
    if owners:
        what = say("the idea `{slug}` of {logins}", slug=was, logins=_accounts(owners))
    if change.status == "deleted":
        return say("this deletes {what}, and its votes leave the site with it", what=what)
    if change.status != "renamed":
        return say("this changes {what}", what=what)
    text = say("this renames to `{slug}` {what}", slug=now, what=what)
    if change.before != change.after:
        text = say("{text}, so that its votes would stand at another text", text=text)
    return text


def _slug(path: str) -> str:
    return _shown(PurePosixPath(path).name.removesuffix(".yml"))


def _shown(text: str) -> str:
    """A name from a repository, which may be anything, as it can stand in a sentence."""
    safe = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in safe)[:200]


def _accounts(logins: list[str]) -> Said:
    return _some([f"@{login}" for login in logins])


def _some(names: list[str]) -> Said:
    """Names in a sentence, the first few of them."""
    shown = ", ".join(_shown(name) for name in names[:MAX_NAMED])
    more = len(names) - MAX_NAMED
    return say("{words} and {count} more", words=shown, count=more) if more > 0 else as_is(shown)


def _read(raw: bytes | None, kind: Kind, proposal: Proposal) -> Mapping[str, Plain]:
    """What a file says; nothing where it says nothing that can be read."""
    if raw is None:
        return {}
    try:
        content = parse(raw, proposal.schemas.shapes[kind])
    except Unreadable:
        return {}
    return content if isinstance(content, dict) else {}


def _list(content: Mapping[str, Plain], key: str) -> list[Plain]:
    value = content.get(key)
    return value if isinstance(value, list) else []


def _logins(idea: Mapping[str, Plain]) -> list[str]:
    return [login for login in _list(idea, "authors") if isinstance(login, str)]


def _line_of(raw: bytes | None, key: bytes) -> int:
    """The line on which a key of the top level stands; 1 where it stands on none."""
    lines = (raw or b"").splitlines()
    return next((number for number, line in enumerate(lines, 1) if key and line.startswith(key + b":")), 1)
