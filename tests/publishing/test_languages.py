"""A community may speak any language; what the interface does for those that it does not know is said."""

import pytest
from checkout import CHECKOUT
from communities import riverton

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("languages", "said"),
    [(["en", "it"], ""), (["en", "en-GB", "it-CH"], ""), (["en", "no", "de"], "no words in no, de, so that")],
)
def test_a_build_names_the_languages_without_words_and_those_that_there_are(tmp_path, ideario, languages, said) -> None:
    riverton(tmp_path, languages=languages)
    outcome = ideario("build", cwd=tmp_path)
    assert outcome.exit_code == 0
    assert ("The interface has no words" in outcome.stdout) is bool(said)
    if said:
        assert said in outcome.stdout
        there = sorted(path.stem for path in (CHECKOUT / "site" / "shell" / "words").glob("*.yml"))
        assert f"There are words in {', '.join(there)}" in outcome.stdout


def test_words_of_ones_own_are_words(tmp_path, ideario) -> None:
    riverton(tmp_path, languages=["en", "de"])
    words = tmp_path / "site" / "overrides" / "words"
    words.mkdir(parents=True)
    (words / "de.yml").write_text('frame.ideas: "Ideen"\n')
    assert "The interface has no words" not in ideario("build", cwd=tmp_path).stdout


def test_a_language_tag_in_another_casing_is_written_out(tmp_path, ideario) -> None:
    for tag, right in (("pt-br", "pt-BR"), ("zh-hant", "zh-Hant"), ("ZH-HANT-TW", "zh-Hant-TW"), ("en_GB", "en-GB")):
        riverton(tmp_path, languages=["en", tag])
        outcome = ideario("check", cwd=tmp_path)
        assert f"did you mean: {right}" in outcome.stdout
