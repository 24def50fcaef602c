"""A community may speak any language; what the interface does for those that it does not know is said."""

import pytest
from checkout import CHECKOUT
from communities import riverton

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("languages", "said"),
    [(["en", "it"], ""), (["en", "en-GB", "it-CH"], ""), (["en", "no", "sv"], "no pages in no, sv: nobody")],
)
def test_a_build_names_the_languages_without_words_and_those_that_there_are(tmp_path, ideario, languages, said) -> None:
    riverton(tmp_path, languages=languages)
    outcome = ideario("build", cwd=tmp_path)
    assert outcome.exit_code == 0
    assert ("The site has no pages" in outcome.stdout) is bool(said)
    if said:
        assert said in outcome.stdout
        there = sorted(path.stem for path in (CHECKOUT / "site" / "shell" / "words").glob("*.yml"))
        assert f"There are words in {', '.join(there)}" in outcome.stdout


def test_only_a_language_with_words_has_pages_and_what_reads_english_says_so(tmp_path, ideario) -> None:
    names = {"en": "Ideas for Riverton", "sv": "Idéer för Riverton"}
    riverton(tmp_path, languages=["no", "en", "sv"], name=names)
    words = tmp_path / "site" / "overrides" / "words"
    words.mkdir(parents=True)
    (words / "sv.yml").write_text('sv:\n  frame.ideas: "Idéer"\n  frame.lost: "Sidan finns inte"\n', "utf-8")
    assert ideario("build", cwd=tmp_path).exit_code == 0
    site = tmp_path / "build" / "site"
    assert {path.name for path in site.iterdir() if len(path.name) == 2} == {"sv"}

    def page(path: str) -> str:
        return (site / path / "index.html").read_text("utf-8")

    assert "<title>Ideas · Ideas for Riverton</title>" in page("ideas")
    assert "<title>Idéer · Idéer för Riverton</title>" in page("sv/ideas")
    for path, untranslated in (
        ("sv/ideas", False),
        ("sv/ideas/bike-lanes", False),
        ("sv/votes", True),
        ("votes", False),
    ):
        assert ("This page has not been translated yet" in page(path)) is untranslated, path
        assert "A program translated" not in page(path), "these are the community's own words"
    lost = (site / "404.html").read_text("utf-8")
    assert lost.index("This page does not exist") < lost.index('<section lang="sv" dir="ltr">')
    assert lost.index('<section lang="sv" dir="ltr">') < lost.index("Sidan finns inte")
    assert 'href="/ideas/sv/ideas/">Idéer</a>' in lost


def test_a_site_of_languages_without_words_is_in_english(tmp_path, ideario) -> None:
    riverton(tmp_path, languages=["no", "fi"])
    ideario("build", cwd=tmp_path)
    home = (tmp_path / "build" / "site" / "index.html").read_text("utf-8")
    assert '<html lang="en"' in home
    assert 'class="languages"' not in home


def test_words_of_ones_own_are_words(tmp_path, ideario) -> None:
    riverton(tmp_path, languages=["en", "sv"])
    words = tmp_path / "site" / "overrides" / "words"
    words.mkdir(parents=True)
    (words / "sv.yml").write_text('sv: {frame.ideas: "Idéer"}\n')
    assert "The site has no pages" not in ideario("build", cwd=tmp_path).stdout


def test_a_language_tag_in_another_casing_is_written_out(tmp_path, ideario) -> None:
    for tag, right in (("pt-br", "pt-BR"), ("zh-hant", "zh-Hant"), ("ZH-HANT-TW", "zh-Hant-TW"), ("en_GB", "en-GB")):
        riverton(tmp_path, languages=["en", tag])
        outcome = ideario("check", cwd=tmp_path)
        assert f"did you mean: {right}" in outcome.stdout
