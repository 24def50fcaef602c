"""What the page of integrity shows: flags, what the result would be without, exclusions. Looks for nothing itself."""

from datetime import datetime
from typing import Any

from ideario.model.results import WithoutFlagged
from ideario.publishing.edition import Edition
from ideario.publishing.prose.markdown import prose_html

View = dict[str, Any]
MAX_FLAGS = 100
"""So many flags are shown; the JSON document tells of more."""
MAX_IDEAS = 20
"""So many ideas of one flag are named."""


def flags_view(edition: Edition) -> View:
    """The document of integrity with ideas and challenges as titles, moments as moments and reasons as prose."""
    found = edition.integrity
    challenges = edition.community.challenges
    return {
        "known": found["ledger"] is not None,
        "complete": edition.complete,
        "flags": [_flag(edition, flag) for flag in found["signs"][:MAX_FLAGS]],
        "more": len(found["signs"][MAX_FLAGS:]) + found["more_signs"],
        "limits": found["search"]["limits"],
        "challenges": [
            _challenge(edition, part)
            | {
                "slug": part["challenge"],
                "title": challenges[part["challenge"]].title if part["challenge"] else "",
                "lang": challenges[part["challenge"]].language if part["challenge"] else "",
            }
            for part in found["challenges"]
            if part["flagged"]
        ],
        "exclusions": [
            {
                "date": exclusion["date"],
                "reason_html": prose_html(exclusion["reason"]),
                "voters": exclusion["voters"],
                "ideas": [edition.named(slug) for slug in exclusion["ideas"]],
                "appeal": exclusion["appeal"],
                "url": f"{edition.repository_url}/blob/HEAD/content/exclusions/{exclusion['name']}.yml"
                if edition.repository_url
                else None,
            }
            for exclusion in found["exclusions"]
        ],
        "appeals": f"{edition.repository_url}/tree/HEAD/content/exclusions" if edition.repository_url else None,
    }


_FACTS = ("accounts", "most", "expected", "chance", "among")
"""What the sentence of a vote rule may be filled with, beside the number of votes; a rule names what it has."""


def _flag(edition: Edition, flag: View) -> View:
    return flag | {
        "facts": {fact: flag[fact] for fact in _FACTS if flag[fact] is not None},
        "ideas": [edition.named(slug) for slug in flag["ideas"][:MAX_IDEAS]],
        "more": max(0, len(flag["ideas"]) - MAX_IDEAS),
        "first": datetime.fromisoformat(flag["first"]),
        "last": datetime.fromisoformat(flag["last"]),
    }


def _challenge(edition: Edition, part: View) -> View:
    decided = part["winners"] is not None
    changed = WithoutFlagged(winners=part["winners"] or (), without=part["without"] or ())
    return {
        "votes": part["votes"],
        "flagged": part["flagged"],
        "decided": decided,
        "gained": [edition.named(slug) for slug in changed.gained],
        "lost": [edition.named(slug) for slug in changed.lost],
        "ideas": [
            edition.named(idea["idea"])
            | {
                "support": idea["support"],
                "oppose": idea["oppose"],
                "support_without": idea["support"] - idea["flagged"]["support"],
                "oppose_without": idea["oppose"] - idea["flagged"]["oppose"],
            }
            for idea in part["ideas"]
        ],
    }
