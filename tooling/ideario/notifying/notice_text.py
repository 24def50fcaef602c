"""Writes what a notice says: which idea, its new status, the reason, where to read on. Values in, Markdown out.

What people wrote is quoted so that nothing of it is live.
"""

import re
from hashlib import sha256
from typing import NamedTuple

from ideario.fences import plainly_said, quotation
from ideario.messages.catalogue import has_catalogue
from ideario.messages.said import ENGLISH, Said, in_language, say
from ideario.model.community import Community, Settings
from ideario.model.content import Idea
from ideario.model.text import localised
from ideario.notifying.decided import DecidedEvent

MAX_REASON = 4_000
"""Signs of a reason, which its schema does not let be longer."""
_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,2000}")
"""An address without blanks and angles, which ends nothing around it."""


class NoticeText(NamedTuple):
    """A notice without its marker, and what stands for what it tells. Other words for that are no reason to write."""

    text: str
    mark: str

    def under(self, event: str) -> str:
        """The comment as it is posted."""
        return f"{marker(event)}\n{self.text}"


def marker(event: str) -> str:
    """The hidden line with which the notice of an event begins. Holds nothing that anybody typed."""
    return f"<!-- ideario notice {event} -->"


def notice_text(community: Community, event: DecidedEvent) -> NoticeText:
    """What is said of an event, in the idea's language where there are words in it, else in the community's first."""
    settings, language = community.settings, spoken(event.idea, community.settings)
    status = settings.statuses[event.change.status]
    name = plainly_said(localised(status.label, language) or status.slug)
    parts: list[str] = [_told(status.kind, idea=_linked(event.idea, settings, language), status=name)]
    if event.change.reason:
        parts.append(say("The reason:"))
        parts.append(quotation(event.change.reason[:MAX_REASON]))
    original = community.ideas.get(event.decision.duplicate_of or "")
    if status.kind == "duplicate" and original is not None:
        other = _linked(original, settings, language)
        parts.append(say("Votes for both count there: {idea}. Each person counts once.", idea=other))
    if status.kind == "done" and _ADDRESS.fullmatch(event.decision.shipped):
        parts.append(say("See what came of it: {address}", address=f"<{event.decision.shipped}>"))
    text = "\n\n".join(in_language(part, language) for part in parts).replace("<!--", "<! --")
    facts = "\0".join((status.slug, event.change.reason, event.decision.shipped, event.decision.duplicate_of or ""))
    return NoticeText(text, sha256(facts.encode()).hexdigest()[:16])


def spoken(idea: Idea, settings: Settings) -> str:
    """The language in which an idea's people are told something."""
    return idea.language if idea.language == ENGLISH or has_catalogue(idea.language) else settings.languages[0]


def _told(kind: str, *, idea: str, status: str) -> Said:
    if kind == "done":
        return say("🎉 {idea} is **{status}**.", idea=idea, status=status)
    if kind == "open":
        return say("📣 {idea} is **{status}** again.", idea=idea, status=status)
    return say("📣 {idea} is now **{status}**.", idea=idea, status=status)


def _linked(idea: Idea, settings: Settings, language: str) -> str:
    title = plainly_said(idea.title)
    there = idea_url(idea.slug, settings, language)
    return f"[{title}]({there})" if there else f"**{title}**"


def idea_url(slug: str, settings: Settings, language: str) -> str:
    """The page of an idea, in a language if the site has it, else in its first one; "" where there is no site."""
    if not settings.url:
        return ""
    own = language in settings.site_languages[1:]
    return f"{settings.url}{f'{language}/' if own else ''}ideas/{slug}/"
