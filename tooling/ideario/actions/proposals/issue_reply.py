"""Writes what is said on an issue, and in the pull request made of it: Markdown, for people who have never used git.

Whatever somebody typed stands in code, where nothing of it is live: no markup, no link, no mention.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from ideario.actions.proposals.issue_marker import State
from ideario.actions.proposals.near_ideas import NearIdea
from ideario.answering.comment import SIMILAR
from ideario.fences import block, code, one_line
from ideario.intake.forms.form_words import FIELDS, agreement
from ideario.messages.said import Said, as_is, in_language, joined, say
from ideario.model.community import NO_LICENCE
from ideario.problems import Problem

EDITED_LATE = timedelta(days=1)
MAX_TOLD = 20
MAX_HINT = 2_000
HEADINGS: Mapping[State, Said] = MappingProxyType(
    {
        "accepted": say("### ✅ This idea is accepted"),
        "by hand": say("### 🔎 A maintainer has to look at this"),
        "closed": say("### 🔎 The proposal was closed"),
        "mend": say("### ✏️ Nearly there: something has to be mended first"),
        "no form": say("### ✏️ The form is gone from this issue"),
        "no person": say("### 🔎 Nobody is there to be its author"),
        "proposed": say("### 🌱 Your idea is proposed"),
        "shut": say("### 💤 This issue is closed"),
        "waiting": say("### 🔎 A maintainer has to open the proposal"),
    }
)
_ALIVE = re.compile(r"[@#\[]|\bgh-|:(?=//)|\bskip-checks", re.IGNORECASE)
"""What a mention, a number of an issue, its address, or a word to the runner needs, in one piece, to be one."""
NOTHING_LOST = say("Nothing that you wrote is lost.")
EDIT = say(
    "To change it, edit the first text of this issue (the three dots at its top right, **Edit**). It is looked at "
    "again by itself, and this answer follows."
)
VOTE = say(
    "Until it is decided, people can already vote, with the smiley below the text: here or at the proposal, each "
    "person counts once. So tell others, and send them here."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReply:
    """What is to be said. `pull` is the name of the pull request, `page` where the idea will be on the site, `missing`
    what the form lacks, by key of an idea; `near` are the ideas that are like it, `editor` is somebody else than the
    author who edited the form last, `way` an address that helps. `stands`: something is proposed already, although the
    form as it is now cannot be.
    """

    state: State
    language: str
    author: str = ""
    pull: str = ""
    page: str = ""
    missing: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    near: tuple[NearIdea, ...] = ()
    editor: str = ""
    way: str = ""
    licence: str = ""
    stands: bool = False


def reply_text(reply: IssueReply) -> str:
    """The answer as people read it, without its marker. Nothing in it looks like a marker of ours."""
    parts = [HEADINGS[reply.state], *_BODIES[reply.state](reply)]
    if reply.editor:
        parts.append(say("(The form was last edited by {login}.)", login=code(reply.editor)))
    return "\n\n".join(in_language(part, reply.language) for part in parts).replace("<!--", "<! --")


def pull_title(title: str) -> str:
    """The title of the pull request. It may become a commit's, so nothing in it notifies anybody or closes anything,
    and no `[skip ci]` keeps the site from being published.
    """
    return _ALIVE.sub("\\g<0>\u2060", one_line(f"Idea: {title}"))[:200]


def pull_text(
    number: int, *, author: str, language: str, opened: datetime | None = None, edited: datetime | None = None
) -> str:
    """The first text of the pull request. Merged, it closes the issue, so that its author hears of it.

    Whoever merges it is told of an issue that was edited a day or more after it was opened: a form may have taken the
    place of another text, which people had voted for.
    """
    older = opened is not None and edited is not None and edited - opened >= EDITED_LATE
    parts = [
        say(
            "This idea was proposed in #{number} by {login}, who is its author: a program has made the file out of "
            "the form. Who edits the form there changes the file here.",
            number=number, login=code(author),
        ),
        say(
            "**For maintainers:** the checks of this pull request wait for one click, **Approve workflows to run**, "
            "since a program opened it. Whoever merges it accepts the idea; votes here and at the issue count "
            "together, once per person."
        ),
        *(
            [
                say(
                    "The issue is of {opened} and was edited on {edited}. Reactions that it had before count for this "
                    "idea as well: please look at what stood there, under *edited* above its text.",
                    opened=f"{opened:%Y-%m-%d}", edited=f"{edited:%Y-%m-%d}",
                )
            ]
            if older
            else []
        ),
        f"Closes #{number}",  # which is a command, in English alone
    ]  # fmt: skip
    return "\n\n".join(in_language(part, language) for part in parts)


def _proposed(reply: IssueReply) -> Iterator[Said]:
    yield say(
        "Thank you, {login}! What you wrote is fine, and has become a proposal: #{pull}. It names you as its author.",
        login=code(reply.author), pull=_number(reply.pull),
    )  # fmt: skip
    yield say(
        "A maintainer reads it and accepts it, or asks you something there or here. You will hear of it: once it is "
        "accepted, this issue is closed by itself, and the idea has a page on the site."
    )
    told = [one for one in reply.near if one.url]
    if told:
        yield joined(["####", say("Is it here already?")])
        yield SIMILAR
        yield as_is("\n".join(f"- [{code(one.idea.title)}]({one.url})" for one in told))
    yield VOTE
    yield EDIT


def _mend(reply: IssueReply) -> Iterator[Said]:
    yield say("Thank you for taking part! {nothing_lost} This is what has to change:", nothing_lost=NOTHING_LOST)
    if reply.missing:
        yield joined([_missing(key, reply) for key in reply.missing], "\n")
    told = reply.problems[:MAX_TOLD]
    for problem in told:
        label = _field_of(problem)
        if label is not None:
            yield say("In the field **{field}**:", field=label)
        hint = in_language(problem.hint, reply.language)[:MAX_HINT].splitlines()
        lines = [in_language(problem.message, reply.language), *hint]
        yield as_is(block("\n".join(map(one_line, lines))))
    if reply.problems[MAX_TOLD:]:
        yield say("There is more; you will see it when these are mended.")
    if reply.stands:
        yield say("Until then #{pull} stays as it was when the form was last fine.", pull=_number(reply.pull))
    yield EDIT


def _missing(key: str, reply: IssueReply) -> Said:
    if key == "consent":
        licence = reply.licence if reply.licence == NO_LICENCE else code(reply.licence)
        return joined(["-", say("Tick the box at the end: {agree}", agree=agreement(licence))])
    if key == "title":
        return joined(["-", say("Give the issue a title: your idea in a few words.")])
    return joined(["-", say("Write something into the field **{field}**.", field=FIELDS[key].label)])


def _field_of(problem: Problem) -> Said | None:
    """The label of the form's field that a problem is about."""
    key = problem.pointer.split("/")[1] if "/" in problem.pointer else ""
    return FIELDS[key].label if key in FIELDS else say("Title") if key == "title" else None


def _no_form(reply: IssueReply) -> Iterator[Said]:
    yield say(
        "A program reads this issue by the headings of its form, from the first line on, and does not find them any "
        "more. {nothing_lost} The earlier text is in the list of edits, behind the word *edited* at the top.",
        nothing_lost=NOTHING_LOST,
    )  # fmt: skip
    if reply.pull:
        yield say("What was proposed stays as it was: #{pull}.", pull=_number(reply.pull))
    yield say("To go on with it here, bring the headings back by **Edit**, or open a new issue with the form.")


def _no_person(_: IssueReply) -> Iterator[Said]:
    yield say(
        "An idea has an author, by account. The account that opened this issue is a program’s, or is no longer "
        "there, so a maintainer has to decide what becomes of it."
    )


def _shut(reply: IssueReply) -> Iterator[Said]:
    yield say("So what is written here is not looked at. Reopen the issue if it should be.")
    if reply.pull:
        yield say("What was proposed stays as it was: #{pull}.", pull=_number(reply.pull))


def _accepted(reply: IssueReply) -> Iterator[Said]:
    if reply.page:
        yield say("Thank you! Its page on the site, as soon as that is built again: {page}", page=reply.page)
    yield say(
        "It came in by #{pull}, and is a file of the community’s now. What is edited here changes nothing any more.",
        pull=_number(reply.pull),
    )  # fmt: skip
    yield say("To change the idea, edit its file, or ask a maintainer below: {way}", way=reply.way)


def _closed(reply: IssueReply) -> Iterator[Said]:
    yield say(
        "A maintainer has closed #{pull} without accepting it; why should stand there. {nothing_lost}",
        pull=_number(reply.pull), nothing_lost=NOTHING_LOST,
    )  # fmt: skip
    yield say("If you would like to go on with it, say so there. Once it is reopened, edit this issue to change it.")


def _by_hand(reply: IssueReply) -> Iterator[Said]:
    yield say(
        "Somebody has changed the file of #{pull} by hand since you last edited this issue. So that nothing of theirs "
        "is overwritten, what you changed here is not taken over by itself.",
        pull=_number(reply.pull),
    )  # fmt: skip
    yield say(
        "Please say in #{pull} what should be different: a maintainer puts both together.", pull=_number(reply.pull)
    )


def _waiting(reply: IssueReply) -> Iterator[Said]:
    yield say(
        "Thank you, {login}! What you wrote is fine. Here no program may open a proposal, so a maintainer has to do "
        "it, with one click: {way}", login=code(reply.author), way=reply.way,
    )  # fmt: skip
    yield say(
        "**For maintainers:** to have it done by itself, tick *Allow Actions to create and approve pull requests* in "
        "the settings of the repository, Actions, General; then edit or reopen this issue."
    )
    yield EDIT


_BODIES = MappingProxyType(
    {
        "accepted": _accepted,
        "by hand": _by_hand,
        "closed": _closed,
        "mend": _mend,
        "no form": _no_form,
        "no person": _no_person,
        "proposed": _proposed,
        "shut": _shut,
        "waiting": _waiting,
    }
)


def _number(pull: str) -> str:
    return pull.partition("/")[2]
