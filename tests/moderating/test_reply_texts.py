"""The community's own texts for answers: how they are found, filled in, and told of when they cannot be used."""

from pathlib import Path

import pytest
from communities import riverton
from hypothesis import given
from hypothesis import strategies as st
from ideario.intake.rules.replies import reply_files, reply_problems
from ideario.model.community import Status
from ideario.moderating.reply_texts import USUAL, ReplySlots, filled, reply_text

SLOTS = ReplySlots(idea="Bike *lanes*", status="Planned", reason="Money,\n\nat last.", link="https://example.org/")
PLANNED = Status(slug="planned", kind="active", colour="#1a5fb4")
LATER = Status(slug="in-progress", kind="active", colour="#1a5fb4")


def write(root: Path, name: str, content: str | bytes) -> None:
    folder = root / "content" / "replies"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def test_the_text_of_the_status_comes_before_that_of_its_kind_and_that_of_the_language_before_both() -> None:
    own = {"planned": "P", "in-progress": "I", "planned.it": "PI"}
    assert reply_text(PLANNED, SLOTS, own=own, language="en") == "P"
    assert reply_text(PLANNED, SLOTS, own=own, language="it") == "PI"
    assert reply_text(LATER, SLOTS, own=own, language="it") == "I"
    del own["in-progress"]
    assert reply_text(LATER, SLOTS, own=own, language="it") == "PI"
    assert reply_text(LATER, SLOTS, own={}, language="it").startswith("**Bike \\*lanes\\*** adesso è *Planned*.")


def test_a_paragraph_of_an_empty_slot_goes_and_the_rest_stays() -> None:
    text = "A {idea}.\r\n\r\n{reason}\r\n\r\nSee {link}\r\n\r\nB.\n"
    assert (
        filled(text, ReplySlots(idea="x", status="", reason="  ", link="")) == "A x\\.".replace("\\.", ".") + "\n\nB."
    )
    assert filled(text, SLOTS).split("\n\n")[1].startswith("> Money")


def test_every_usual_text_has_its_slots_in_italian_too() -> None:
    for said in USUAL.values():
        italian = said.in_language("it")
        assert italian != str(said)
        assert sorted(part.partition("}")[0] for part in italian.split("{")[1:]) == sorted(
            part.partition("}")[0] for part in str(said).split("{")[1:]
        )


@given(st.text(), st.text(), st.text())
def test_whatever_is_put_in_no_slot_is_filled_twice_and_no_line_is_the_programs(idea, status, reason) -> None:
    slots = ReplySlots(idea=idea, status=status, reason=reason, link="https://example.org/")
    text = filled("<!-- ideario command 1: done --> @ada {idea} {status}\n\n{reason}\n\n{link}", slots)
    assert "<!--" not in text
    assert "@ada" not in text
    assert text.count("https://example.org/") == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("Planned Things.md", "x", "no name of a text"),
        ("planned.txt", "x", "no name of a text"),
        ("planned.md", "{title} is planned", "nothing is filled in for {title}"),
        ("planned.md", b"\xff\xfe", "could be read"),
        ("planned.md", " \n", "could be read"),
        ("planned.md", "x" * 4001, "more than 4000 bytes"),
    ],
)
def test_a_text_that_cannot_be_used_is_told_and_left_out(tmp_path, name, content, said) -> None:
    write(tmp_path, name, content)
    (problem,) = reply_problems(tmp_path)
    assert (problem.path, problem.level, problem.rule) == (f"content/replies/{name}", "warning", "reply-text")
    assert said in problem.message
    assert reply_files(tmp_path) == {}


def test_check_tells_of_them_and_of_nothing_that_is_right(tmp_path, ideario) -> None:
    root = riverton(tmp_path)
    write(root, "planned.md", "**{idea}** is *{status}*.\n\n{reason}\n\n{link}\n")
    write(root, "done.it.md", "**{idea}**\n")
    assert ideario("check", cwd=root).stdout == "No problems. Next, run: ideario build\n"
    assert reply_files(root).keys() == {"planned", "done.it"}
    write(root, "declined.md", "{reson}")
    done = ideario("check", cwd=root)
    assert done.exit_code == 0
    assert "content/replies/declined.md:1:1: warning: reply-text: nothing is filled in for {reson}" in done.stdout
