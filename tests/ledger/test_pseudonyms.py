"""Pseudonyms: the HMACs that the design names, nobody's without the key, and never another key's by mistake."""

import hmac
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ideario.ledger.ledger_folder import write_ledger
from ideario.ledger.pseudonyms import Pseudonyms
from ideario.problems import Failure

KEY = b"a key for tests that is long enough"
KEYS = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"]), min_size=32, max_size=150).map(str.encode)


@given(KEYS, st.sampled_from(["github.com", "github.example.org"]), st.integers(1, 2**63))
def test_each_is_the_hmac_of_its_text(key: bytes, host: str, number: int) -> None:
    names = Pseudonyms(key, host)
    for found, text in (
        (names.person(number), f"ideario:1:{host}:{number}"),
        (names.once(number), f"ideario:1:{host}:reaction:{number}"),
        (names.check(), f"ideario:1:{host}:key check"),
        (names.again("ab"), f"ideario:1:{host}:former:ab"),
    ):
        assert found == hmac.digest(key, text.encode(), "sha256").hex()
    assert names.newest(number) == hmac.digest(key, f"newest:{number}".encode(), "sha256").hex()[:16]


def test_a_person_a_reaction_another_host_and_another_key_all_differ() -> None:
    names = Pseudonyms(KEY, "github.com")
    others = [Pseudonyms(KEY, "github.example.org"), Pseudonyms(KEY[::-1], "github.com")]
    found = [names.person(7), names.once(7), names.person(8), *(other.person(7) for other in others)]
    assert len({*found}) == 5
    assert names.person(7) == Pseudonyms(b" " + KEY + b"\n", "github.com").person(7)


@pytest.mark.parametrize("key", [b"", b" " * 40, b"short", b"x" * 31, b" " + b"x" * 31])
def test_a_key_that_can_be_guessed_is_refused_with_a_line_that_makes_one(key: bytes) -> None:
    with pytest.raises(Failure, match="IDEARIO_LEDGER_KEY") as failure:
        Pseudonyms(key, "github.com")
    assert "openssl rand -hex 32" in failure.value.hint


def test_a_ledger_takes_no_key_but_its_own(tmp_path: Path) -> None:
    names, other = Pseudonyms(KEY, "github.com"), Pseudonyms(KEY[::-1], "github.com")
    state = write_ledger(tmp_path / "ledger", [], [], observed=datetime(2026, 3, 1, tzinfo=UTC))
    for fitting in (None, state, replace(state, key_check=names.check())):
        names.fit(fitting)
    with pytest.raises(Failure, match="not the one") as failure:
        other.fit(replace(state, key_check=names.check()))
    assert "rotate-key" in failure.value.hint
