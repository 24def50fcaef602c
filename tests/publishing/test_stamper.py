"""Slots are filled once, by the program alone: what people wrote may look like a slot and stays what it is."""

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from editions import COMMUNITY, IDEAS, edition, sources
from hypothesis import given
from hypothesis import strategies as st
from ideario.problems import Failure
from ideario.publishing.pages.page_addresses import file_path
from ideario.publishing.pages.render import Renderer, Sources
from ideario.publishing.pages.stamper import SLOT, bind, compact, cut, security_policy, stamp

pytestmark = pytest.mark.slow

NAMES = st.sampled_from(["main", "title", "head", "site_name"])
TEXT = st.lists(
    st.sampled_from(["%%main%%", "%%title%%", "%%", "%", "main", "%%%main%%%", "%%Main%%", "%% main %%", "<b>"])
    | st.text(max_size=5),
    max_size=8,
).map("".join)


@given(TEXT)
def test_a_page_without_values_is_cut_into_the_whole_page(html: str) -> None:
    shell = cut(html)
    assert stamp(shell, {slot: f"%%{slot}%%" for slot in shell.slots}) == html


@given(TEXT, TEXT, TEXT)
def test_a_value_is_never_looked_at_again(before: str, value: str, after: str) -> None:
    one, two = SLOT.sub("", before).replace("%", ""), SLOT.sub("", after).replace("%", "")
    page = stamp(cut(f"{one}%%main%%{two}%%title%%"), {"main": value, "title": "%%main%%", "site_name": "no"})
    assert page == f"{one}{value}{two}%%main%%"


@given(TEXT, TEXT)
def test_what_is_bound_for_good_is_not_cut_again(name: str, main: str) -> None:
    shell = bind(cut("<%%site_name%%|%%main%%|%%site_name%%>"), {"site_name": name})
    assert shell.slots == ("main",)
    assert stamp(shell, {"main": main, "site_name": "no", "title": "no"}) == f"<{name}|{main}|{name}>"


def test_a_slot_that_nobody_fills_is_a_bug() -> None:
    with pytest.raises(KeyError):
        stamp(cut("%%main%%"), {})


def test_compacting_takes_white_space_only_where_none_is_shown() -> None:
    assert compact("  <p>\n\n   a\n </p>  ") == "<p>\na\n</p>\n"
    kept = "<pre>\n  a\n\n</pre>"
    assert compact(kept) == kept


def test_the_policy_names_the_inline_scripts_of_the_shell_and_no_other_host() -> None:
    script = "document.title = 1"
    policy = security_policy(
        f'<script>{script}</script><script src="a.js"></script><script type="application/json">{{}}</script>'
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert policy.count("sha256-") == 1
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)
    for part in ("default-src 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def test_no_slot_is_left_on_any_page(place: Sources) -> None:
    renderer = Renderer(edition(), place)
    pages = renderer.pages
    assert len({file_path(page, renderer.languages) for page in pages}) == len(pages)
    assert {page.kind for page in pages} == {
        "written",
        "idea",
        "challenge",
        "tag",
        "status",
        "language",
        "person",
        "ranking",
        "settled",
        "moved",
    }
    for page in pages:
        assert not SLOT.search(renderer.render(page)), page


def test_slots_in_contributed_text_are_shown_and_not_filled(place: Sources) -> None:
    slots = "%%main%% %%title%% %%site_name%% %%csp%% %%head%%"
    idea = replace(IDEAS[0], title=slots, summary=slots, body=slots, needs=(slots,))
    settings = replace(COMMUNITY.settings, name=slots, names={"": slots}, tagline={"": slots})
    community = replace(COMMUNITY, settings=settings, ideas={**COMMUNITY.ideas, idea.slug: idea})
    renderer, plain = Renderer(edition(community), place), Renderer(edition(), place)
    html = {page.path: renderer.render(page) for page in renderer.pages if page.language == "en"}
    # The title stands in <title>, <h1> and the description; the name of the community in the header and <title>.
    page = html["ideas/bike-lanes/"]
    assert f"<title>{slots} · {slots}</title>" in page
    assert re.search(rf"<h1[^>]*>{slots}</h1>", page)
    assert f'<p class="lead" lang="en" dir="ltr">{slots}</p>' in page
    assert f'<meta property="og:description" name="description" content="{slots}">' in page
    assert f"<p>{slots}</p>\n</div>" in page
    assert slots in html[""]
    for path, text in html.items():
        usual = plain.render(next(p for p in plain.pages if p.path == path and p.language == "en"))
        assert text.count("<main") + text.count("<html") == usual.count("<main") + usual.count("<html"), path
        assert re.search(r'Content-Security-Policy" content="([^"]*)"', text), path


@pytest.mark.parametrize("slot", ["nonsense", "main"])
def test_a_hand_written_page_with_an_unknown_slot_is_a_failure_that_names_it(tmp_path: Path, slot: str) -> None:
    page = tmp_path / "site" / "pages" / "own.md"
    page.parent.mkdir(parents=True)
    page.write_text(f"# Own\n\n<div>%%{slot}%%</div>\n", "utf-8")
    renderer = Renderer(edition(), sources(tmp_path / "cache", tmp_path))
    own = next(page for page in renderer.pages if page.path == "own/")
    with pytest.raises(Failure, match=rf"own/.*%%{slot}%%") as failure:
        renderer.render(own)
    assert "%%" in failure.value.hint or "challenges" in failure.value.hint
