"""What is said on a thread when a command was carried out: the community's own words, or those that stand here.

A text is Markdown with slots such as `{idea}`. What is put into a slot is quoted so that nothing of it is live.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ideario.fences import plainly_said, quotation
from ideario.messages.said import Said, in_language, say
from ideario.model.community import Status
from ideario.model.content import StatusKind

IDEA, STATUS, REASON, LINK = "{idea}", "{status}", "{reason}", "{link}"
"""The slots, which stand in the texts that are said here as they do in the community's own."""
SLOTS = ("idea", "status", "reason", "link")
NEEDS_INFO = "needs-info"
OF_KIND: Mapping[StatusKind, str] = MappingProxyType(
    {"active": "planned", "done": "done", "declined": "declined", "duplicate": "duplicate"}
)
"""The text for the statuses of a kind that have none of their own; the kind open has none."""
_SLOT = re.compile(rf"\{{({'|'.join(SLOTS)})\}}")
_MENTION = re.compile(r"@(?=\w)")
USUAL: Mapping[str, Said] = MappingProxyType(
    {
        "planned": say(
            "**{idea}** is now *{status}*.\n\n{reason}\n\nWhere it stands: {link}",
            idea=IDEA,
            status=STATUS,
            reason=REASON,
            link=LINK,
        ),
        "done": say(
            "**{idea}** is *{status}*. Thank you to everybody who took part.\n\n{reason}\n\nSee: {link}",
            idea=IDEA,
            status=STATUS,
            reason=REASON,
            link=LINK,
        ),
        "declined": say(
            "We have looked at **{idea}**; it is *{status}*.\n\n{reason}\n\nThe idea and its votes stay where they "
            "are: {link}",
            idea=IDEA,
            status=STATUS,
            reason=REASON,
            link=LINK,
        ),
        "duplicate": say(
            "**{idea}** says the same as another idea, so the two are one from now on.\n\n{reason}\n\nNo vote is lost: "
            "who voted for both counts once. It goes on here: {link}",
            idea=IDEA,
            reason=REASON,
            link=LINK,
        ),
        NEEDS_INFO: say(
            "Thank you for **{idea}**. To go on with it, we need to know more:\n\n{reason}\n\nPlease answer below.",
            idea=IDEA,
            reason=REASON,
        ),
        "": say(
            "**{idea}** is now *{status}*.\n\n{reason}\n\nWhere it stands: {link}",
            idea=IDEA,
            status=STATUS,
            reason=REASON,
            link=LINK,
        ),
    }
)
"""The texts of a community that has none of its own, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySlots:
    """What is put into the slots: the idea's title, the status as people read it, the reason, an address."""

    idea: str
    status: str
    reason: str
    link: str


def reply_name(status: Status | None) -> str:
    """The name of the text for a status; of None, for a question to the author."""
    return NEEDS_INFO if status is None else status.slug


def reply_text(status: Status | None, slots: ReplySlots, *, own: Mapping[str, str], language: str) -> str:
    """The text for a status in a language. `own` are the community's, by name, and by name and language: `done.it`."""
    name = reply_name(status)
    other = "" if status is None else OF_KIND.get(status.kind, "")
    found = [own[one] for part in (name, other) for one in (f"{part}.{language}", part) if part and one in own]
    text = found[0] if found else in_language(USUAL.get(name) or USUAL[other], language)
    return filled(text, slots)


def filled(text: str, slots: ReplySlots) -> str:
    """A text with its slots filled, which are not looked into again. A paragraph of an empty slot alone goes.

    Mentions in it notify nobody, and nothing in it looks like a line of the program's own.
    """
    values = {
        "idea": plainly_said(slots.idea), "status": plainly_said(slots.status), "reason": plainly_said(slots.reason),
        "link": f"<{slots.link}>" if slots.link else "",
    }  # fmt: skip
    parts = []
    for paragraph in re.split(r"\n[ \t]*\n", _MENTION.sub("@\u2060", text.replace("\r\n", "\n")).strip()):
        if paragraph.strip() == "{reason}":
            parts.append(quotation(slots.reason) if slots.reason.strip() else "")
        else:
            named = _SLOT.findall(paragraph)
            empty = bool(named) and not any(values[name].strip() for name in named)
            parts.append("" if empty else _SLOT.sub(lambda slot: values[slot[1]], paragraph))
    return "\n\n".join(part for part in parts if part.strip()).replace("<!--", "<! --")
