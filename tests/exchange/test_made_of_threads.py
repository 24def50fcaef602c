"""What becomes of an issue or a discussion: title, summary, text, author, tags, status. Hostile text stays text."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hostile import HOSTILE
from ideario.exchange.threads.first_sentences import first_sentences
from ideario.exchange.threads.make_ideas import Circumstances, make_ideas
from ideario.exchange.threads.thread_terms import terms_of
from ideario.forge.port import Account, ThreadText
from ideario.intake.settings import settings_of
from ideario.problems import Failure

SETTINGS = settings_of(
    {
        "name": "X", "repository": "riverton/ideas", "languages": ["en", "it"], "licence": "MIT",
        "tags": {"documentation": {"en": "Documentation", "it": "Documentazione"}, "voting": "Voting"},
    }
)  # fmt: skip
KINDS = {slug: status.kind for slug, status in SETTINGS.statuses.items()}


def thread(number: int = 3, **changes: Any) -> ThreadText:
    usual = {
        "name": f"issue/{number}", "title": "Dark mode", "text": "Let the night be dark.", "author": Account(7, "zoe"),
        "opened": datetime(2025, 5, 5, 23, 59, tzinfo=UTC), "closed": None, "reason": "open",
        "labels": ("feature-request",), "locked": False,
    }  # fmt: skip
    return ThreadText(**{**usual, **changes})


def around(**changes: Any) -> Circumstances:
    terms = terms_of(SETTINGS, chosen=["feature-request"], statuses={}, tags={})
    return replace(Circumstances(home="riverton/ideas", terms=terms, kinds=KINDS, language="en"), **changes)


def made(*threads: ThreadText, **changes: Any) -> list[Any]:
    found, refused = make_ideas(threads, around(**changes))
    assert refused == ()
    return list(found)


def closed(reason: str, **changes: Any) -> ThreadText:
    return thread(closed=datetime(2025, 6, 6, tzinfo=UTC), reason=reason, **changes)


def test_an_issue_becomes_an_idea_with_a_decision() -> None:
    (one,) = made(thread())
    assert (one.slug, one.status, one.notes) == ("dark-mode", "open", ())
    assert one.idea.values == {
        "title": "Dark mode", "summary": "Let the night be dark.", "authors": ["zoe"], "language": "en",
        "body": "Let the night be dark.", "source": "riverton/ideas", "source_id": "issue/3",
        "source_date": "2025-05-05",
    }  # fmt: skip
    assert one.decision.values == {"history": [{"date": "2025-05-05", "status": "open"}], "threads": ["issue/3"]}


@pytest.mark.parametrize(
    ("reason", "status", "why"),
    [
        ("completed", "done", "Closed as completed: issue/3."),
        ("resolved", "done", "Closed as completed: issue/3."),
        ("closed", "done", "Closed: issue/3."),
        ("not-planned", "declined", "Closed as not planned: issue/3."),
        ("outdated", "declined", "Closed as not planned: issue/3."),
    ],
)
def test_a_state_becomes_a_status_on_the_day_it_was_closed(reason: str, status: str, why: str) -> None:
    (one,) = made(closed(reason))
    assert one.decision.values["history"] == [{"date": "2025-06-06", "status": status, "reason": why}]


def test_who_imports_may_say_what_a_state_and_a_label_become() -> None:
    terms = terms_of(
        SETTINGS, chosen=[], statuses={"closed": "declined"}, tags={"Area: Docs": "documentation", "x": ""}
    )
    (one,) = made(closed("closed", labels=("area: docs", "x")), terms=terms)
    assert (one.status, one.idea.values["tags"], one.notes) == ("declined", ["documentation"], ())
    for wrong in ({"statuses": {"done": "done"}}, {"statuses": {"closed": "shut"}}, {"tags": {"x": "nope"}}):
        with pytest.raises(Failure, match="there is no"):
            terms_of(SETTINGS, **{"chosen": [], "statuses": {}, "tags": {}, **wrong})  # type: ignore[arg-type]  # each is one of the two


def test_a_duplicate_names_the_idea_that_is_none_and_without_one_it_is_declined() -> None:
    first, second, third, lost, circle = made(
        thread(1, title="First"),
        closed("duplicate", number=2, title="Second", duplicate_of="issue/1"),
        closed("duplicate", number=3, title="Third", duplicate_of="issue/2"),
        closed("duplicate", number=4, title="Lost", duplicate_of="issue/99"),
        closed("duplicate", number=5, title="Circle", duplicate_of="issue/5"),
    )
    assert "duplicate_of" not in first.decision.values
    assert [one.decision.values["duplicate_of"] for one in (second, third)] == ["first", "first"]
    assert [(one.status, one.notes) for one in (lost, circle)] == [
        ("declined", ("of which idea it is a duplicate is not known here",))
    ] * 2


def test_labels_become_the_tags_that_are_called_alike_and_others_are_told() -> None:
    (one,) = made(thread(labels=("Documentazione", "VOTING", "feature-request", "P2", "P2")))
    assert one.idea.values["tags"] == ["documentation", "voting"]
    assert one.notes == ("no tag for: P2, P2",)


@pytest.mark.parametrize(
    ("author", "source"),
    [
        (None, "riverton/ideas, by an account that is no more"),
        (Account(8, "robo[bot]", "bot"), "riverton/ideas, by the program robo[bot]"),
        (Account(8, "acme", "organization"), "riverton/ideas, by the organisation acme"),
        (Account(8, "old-zoe", "mannequin"), "riverton/ideas, by old-zoe, who has no account there"),
    ],
)
def test_who_cannot_be_an_author_stands_in_the_source(author: Account | None, source: str) -> None:
    (one,) = made(thread(author=author))
    assert "authors" not in one.idea.values
    assert one.idea.values["source"] == source


def test_names_never_collide_and_need_no_latin_letters() -> None:
    found = made(thread(3), thread(4), thread(5, title="？！？"), thread(6, title="con"), taken={"dark-mode"})
    assert [one.slug for one in found] == ["dark-mode-3", "dark-mode-4", "issue-5", "con-1"]
    assert len(made(thread(1234567890, title="long " * 40), taken={"long"})[0].slug) <= 80


def test_a_thread_without_a_title_is_refused_with_the_reason() -> None:
    found, refused = make_ideas([thread(title=" \u202e \x00!")], around())
    assert (found, refused) == ((), (("issue/3", "its title has fewer than 3 letters"),))


def test_what_is_too_long_is_cut_and_told() -> None:
    (one,) = made(thread(title="word " * 60, text="字" * 30_000))
    assert len(one.idea.values["title"]) <= 120
    assert len(one.idea.values["body"].encode()) <= 48_010
    assert one.notes == (
        "the title was cut", "the summary is cut within a sentence", "the text was cut, the rest stands in the thread"
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_the_text_that_it_was_without_what_no_content_may_hold(text: str) -> None:
    found, _ = make_ideas([thread(title=f"A title {text}", text=f"{text}\r\n\tcode\r\n\r\n{text}")], around())
    for one in found:
        body, title = str(one.idea.values["body"]), str(one.idea.values["title"])
        assert "\r" not in body
        assert not {*"\x00\x1b\u202e\ufeff"} & {*body, *title}
        assert "\tcode" in body


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("### What would you like?\r\n\r\nA dark mode.\r\n\r\n### Why?\r\n\r\n_No response_", "A dark mode."),
        ("<!-- hint -->\n![shot](x.png)\n# Title\n> quoted\n- [ ] done\n\nPlain **bold** `code`.", "Plain bold code."),
        ("```\ncode. code.\n```\nAfter the code.", "After the code."),
        ("See [the page](https://x.example/a_b) and\nmore.", "See the page and more."),
        ("* one\n* two", "one two"),
        ("| a | b |\n|---|---|\n", ""),
        ("<!-- never ends", ""),
        ("`" * 5000 + "[" * 5000, ""),
        ("I.\n", ""),
        ("一つ目。" * 100, "一つ目。" * 70),
        ("A first sentence goes on. " * 20, ("A first sentence goes on. " * 10).strip()),
        ("word " * 100, ("word " * 55).strip() + "…"),
    ],
)  # fmt: skip
def test_the_summary_is_the_first_sentences(text: str, summary: str) -> None:
    assert first_sentences(text, 280)[0] == summary


def test_what_an_import_says_in_public_it_says_in_the_language_of_the_community() -> None:
    (one,) = made(closed("completed", author=None), language="it")
    assert one.idea.values["source"] == "riverton/ideas, da un account che non c’è più"
    assert one.decision.values["history"] == [
        {"date": "2025-06-06", "status": "done", "reason": "Chiusa come completata: issue/3."}
    ]
