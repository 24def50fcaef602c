"""The words of the interface: the same in every language, all there, and put into the forms that readers expect."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
import yaml
from babel import localedata
from checkout import CHECKOUT
from editions import edition
from hypothesis import given
from hypothesis import strategies as st
from ideario.model.challenge import Phase
from ideario.model.expert_panel import JurorState
from ideario.model.money import Money
from ideario.model.results import TieStep
from ideario.model.vote_rules import VOTE_RULES
from ideario.model.votes import RANKINGS, SETTLED, Doubt
from ideario.problems import Failure
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.charts.chart_tables import chart_tables
from ideario.publishing.views.preview_view import KINDS, MISTAKES, READING, REFUSALS
from ideario.publishing.views.taking_part.vote_box import Hindrance
from ideario.publishing.words import (
    alphabetical,
    direction,
    formats,
    language_name,
    locale_of,
    read_words,
    tagged,
    translator,
)
from markupsafe import Markup

SHELL = CHECKOUT / "site" / "shell"
WORDS = SHELL / "words"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.yml"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
TAG = re.compile(r"</?[a-z]+>")
CALL = re.compile(r"\bt\(\s*'([a-zA-Z0-9._-]+)'\s*(~?)")
RANKING_WORDS = ("", ".title", ".means", ".about", ".score", ".why", ".none")
WAYS: Mapping[str, tuple[str, ...]] = {
    "form": ("filled", "tick", "press"),
    "editor": ("fork", "file", "press"),
    "copy": ("copied", "paste", "press"),
}
"""The ways out of the propose page, and the pictures of the steps of each."""
# What follows the beginning of a key that a template puts together, by that beginning.
CONTINUED: Mapping[str, tuple[str, ...]] = {
    "finding.": (
        *("challenge", "status", "tag", "language", "needs", "author"),
        *("discussed", "waiting", "shuffle", "cards", "table"),
    ),
    "roll.": ("author", "coauthored", "supports"),
    "state.": get_args(Phase),
    "vote.not.": tuple(name for name in get_args(Hindrance) if name != "merged"),
    "winners.": ("top", "greedy", "equal-shares", "jury", "blend"),
    "jury.": get_args(JurorState),
    "completion.": ("none", "add1", "add1e", "utilitarian"),
    "reward.": ("none", "recognition", "money"),
    "availability.": ("volunteer", "paid", "both", "none"),
    "kind.": tuple(
        kind + rest for kind in ("open", "active", "done", "declined", "duplicate") for rest in ("", ".means")
    ),
    "rule.": tuple(rule.id + rest for rule in VOTE_RULES for rest in ("", ".means")),
    "level.": ("error", "warning"),
    "document.": tuple(DOCUMENTS),
    "result.ended.": ("next-overspends", "nothing-fits", "everything-wins"),
    "result.unrecounted.": get_args(Doubt),
    "result.why.": ("declined", "no-cost", "proportional-quorum", "rank", "no-room", "no-money"),
    "result.first.": get_args(TieStep),
    "result.behind.": get_args(TieStep),
    "integrity.limit.": ("hours", "ballots", "groups"),
    "ranking.": tuple(name + rest for name in RANKINGS for rest in RANKING_WORDS),
    "settled.": tuple(kind + rest for kind in SETTLED for rest in ("", ".means")),
    "field.": tuple(name + rest for name in ("title", "summary", "body", "needs") for rest in ("", ".hint")),
    "propose.": tuple(
        name + rest
        for name, pictures in WAYS.items()
        for rest in ("", ".suits", *(f".{picture}" for picture in pictures))
    ),
    "picture.": tuple({picture for pictures in WAYS.values() for picture in pictures}),
    "preview.refused.": REFUSALS,
    "preview.rule.": READING,
    "preview.mistake.": tuple(MISTAKES.values()),
    "preview.kind.": KINDS,
    "insights.": tuple(name + rest for name in chart_tables(edition().insights) for rest in ("", ".means")),
    "sdg.": tuple(map(str, range(1, 18))),
}


@cache
def words_of(language: str) -> Mapping[str, str | Mapping[str, str]]:
    """The words in a file of ours, read once for all tests, none of which changes them."""
    content = (WORDS / f"{language}.yml").read_bytes()
    loaded: dict[str, dict[str, str | dict[str, str]]] = yaml.load(content, yaml.CSafeLoader)
    assert list(loaded) == [language]
    return loaded[language]


def texts(word: str | Mapping[str, str]) -> list[str]:
    return [word] if isinstance(word, str) else list(word.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words_of_the_first(language: str) -> None:
    assert set(words_of(language)) == set(words_of("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_a_file_of_words_and_perhaps_a_folder_of_pages_and_nothing_else(language: str) -> None:
    """Whoever brings one touches no template, no list's or record's page and no Python."""
    pages = SHELL / "pages" / language
    named = {path for path in SHELL.rglob("*") if path.is_file() and language in {path.stem, *path.parts}}
    assert named == {WORDS / f"{language}.yml", *(path for path in pages.rglob("*") if path.is_file())}
    english = {path.relative_to(SHELL / "pages" / "en") for path in (SHELL / "pages" / "en").rglob("*.md")}
    there = {path.relative_to(pages) for path in pages.rglob("*.md")}
    assert there in (set(), english), "a page that is missing would read English without saying so"
    assert all(len(path.read_text("utf-8").split()) > 15 for path in pages.rglob("*.md")), "a page says something"


def test_the_pages_that_are_made_of_words_alone_have_no_others() -> None:
    """What stands in them besides names of words and of slots is markup, so that every language has them."""
    english, used = words_of("en"), 0
    for path in sorted((SHELL / "lists").rglob("*.md")):
        text = path.read_text("utf-8")
        for name in re.findall(r"\[\[([a-z_.]+)\]\]", text):
            assert isinstance(english[name], str), f"{path}: {name}"
            used += 1
        rest = re.sub(r"\[\[[a-z_.]+\]\]|%%\w+%%|<[^>]*>|\]\([^)]*\)|\{ #\w+ \}", "", text.split("---\n", 2)[2])
        assert not re.search(r"\w", rest), f"{path}: {rest}"
    assert used > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_has_the_same_placeholders_and_marks_in_every_language(language: str) -> None:
    english = words_of("en")
    for key, word in words_of(language).items():
        for find in (PLACEHOLDER, TAG):
            wanted = {found for text in texts(english[key]) for found in find.findall(text)}
            got = {found for text in texts(word) for found in find.findall(text)}
            assert got == wanted, key
        for text in texts(word):
            assert key == "comma" or text.strip() == text, key  # what parts a list may end with its space
            assert "%%" not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_a_form_for_every_number(language: str) -> None:
    t = translator(words_of(language), language)
    wanted = {"other", *(locale_of(language).plural_form(n) for n in range(1000))}
    for key, word in words_of(language).items():
        if not isinstance(word, str):
            assert wanted <= set(word), key
            for n in (0, 1, 2, 5, 11, 1_000_000):
                others = {name: "x" for text in texts(word) for name in PLACEHOLDER.findall(text) if name != "n"}
                assert t(key, n=n, **others)


def test_every_word_that_a_template_asks_for_exists() -> None:
    english, used = words_of("en"), 0
    for path in sorted((SHELL / "templates").glob("*.html")):
        for key, continued in CALL.findall(path.read_text("utf-8")):
            used += 1
            if not continued:
                assert key in english, f"{path.name}: {key}"
                continue
            assert key in CONTINUED, f"{path.name}: nobody knows how {key}… goes on"
            missing = [key + rest for rest in CONTINUED[key] if key + rest not in english]
            assert not missing, f"{path.name}: {missing}"
    assert used > 50


def test_every_word_that_the_script_of_a_page_says_exists_and_has_no_marks() -> None:
    """A script writes words as plain text, so a mark in one would be read as it stands."""
    scripts = "".join(path.read_text("utf-8") for path in sorted((SHELL / "assets" / "propose").glob("*.js")))
    said = set(re.findall(r'"(proposing\.[a-z_]+)"', scripts))
    for language in LANGUAGES:
        words = {key: word for key, word in words_of(language).items() if key.startswith("proposing.")}
        assert set(words) == said
        assert [key for key, word in words.items() for text in texts(word) if re.search("[<>&]", text)] == []


def test_plurals_numbers_and_values_are_put_in_as_the_language_writes_them() -> None:
    english = translator(read_words([WORDS], "en"), "en")
    italian = translator(read_words([WORDS], "it"), "it")
    assert english("ideas.count", n=1) == "1 idea"
    assert english("ideas.count", n=12345) == "12,345 ideas"
    assert english("ideas.count", n=0) == "0 ideas"
    assert italian("ideas.count", n=12345) == "12.345 idee"


def test_a_value_is_escaped_and_a_word_keeps_its_marks() -> None:
    t = translator({"a": "<b>{x}</b> {y}"}, "en")
    assert t("a", x="<i>{y}", y=Markup("<u>")) == Markup("<b>&lt;i&gt;{y}</b> <u>")


def test_an_unknown_word_is_a_bug() -> None:
    with pytest.raises(KeyError):
        translator(read_words([WORDS], "en"), "en")("no.such.word")


def test_a_community_changes_words_and_adds_a_language_without_repeating_the_rest(tmp_path: Path) -> None:
    (tmp_path / "en.yml").write_text("en: {ideas: Proposals}\n", "utf-8")
    (tmp_path / "ca.yml").write_text("ca: {ideas: Idees}\n", "utf-8")
    assert read_words([tmp_path, WORDS], "en")["ideas"] == "Proposals"
    catalan = read_words([tmp_path, WORDS], "ca-ES")
    assert catalan["ideas"] == "Idees"
    assert catalan["votes"] == words_of("en")["votes"]
    for few in (
        "ideas: Idees\n",
        "en: {ideas: Idees}\n",
        "fil: {ideas: Idees}\n",
    ):  # or as a copy of English
        (tmp_path / "ca.yml").write_text(few, "utf-8")
        assert read_words([tmp_path, WORDS], "ca")["ideas"] == "Idees"
    (tmp_path / "ca.yml").write_text("ideas.count: {one: una, other: moltes}\n", "utf-8")
    assert read_words([tmp_path, WORDS], "ca")["ideas.count"] == {"one": "una", "other": "moltes"}
    assert read_words([tmp_path, WORDS], "it")["ideas"] == words_of("it")["ideas"]


@pytest.mark.parametrize(
    "content",
    [b"ideas: [", b"- a\n", b"en: {ideas: \xff}\n", b"just text", b"words: {ideas: A}\n", b"en: {ideas: 5}"],
)
def test_words_that_cannot_be_read_are_a_failure_that_names_the_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "en.yml").write_bytes(content)
    with pytest.raises(Failure, match=re.escape("en.yml")) as failure:
        read_words([tmp_path, WORDS], "en")
    assert failure.value.hint


SPACE = re.compile(r"[\u00a0\u202f]")


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", 150000, "EUR", "€1,500"),
        ("en", 150050, "EUR", "€1,500.50"),
        ("en", 150005, "EUR", "€1,500.05"),
        ("en", 5, "EUR", "€0.05"),
        ("en", 0, "EUR", "€0"),
        ("en", 1500, "JPY", "¥1,500"),
        ("en", 1500, "KWD", "KWD 1.500"),
        ("en", 1505, "KWD", "KWD 1.505"),
        ("en", 100000000000000, "USD", "$1,000,000,000,000"),
        ("en", 60622300, "PLN", "PLN 606,223"),
        ("it", 150050, "EUR", "1.500,50 €"),
        ("it", 150000, "EUR", "1.500 €"),
        ("it", 15000000, "EUR", "150.000 €"),
        ("de", 150000, "CHF", "1.500 CHF"),
        ("fr", 123456, "EUR", "1 234,56 €"),
        ("ja", 1500, "JPY", "￥1,500"),
        ("xx", 150000, "EUR", "€1,500"),
    ],
)
def test_money_is_shown_in_major_units_with_decimals_only_where_there_are_some(
    language: str, amount: int, currency: str, text: str
) -> None:
    assert SPACE.sub(" ", formats(language).money(Money(amount=amount, currency=currency))) == text


def test_a_sentence_that_ends_with_a_currency_of_arabic_has_one_full_stop() -> None:
    t = translator(read_words([WORDS], "ar"), "ar")
    said = str(t("result.cost", amount=formats("ar").money(Money(amount=5100000, currency="JOD"))))
    assert re.sub("[\u200e\u200f\xa0]", "", said).endswith("5,100د.أ.")
    assert t("idea.cost", money="د.أ.\u200f").endswith("د.أ.\u200f")


def test_dates_and_moments_are_written_out_and_never_shift() -> None:
    moment = dt.datetime(2026, 11, 23, 23, 59, 59, tzinfo=dt.UTC)
    assert formats("en").date(moment) == "23 November 2026"
    assert formats("en").date("2026-11-23") == "23 November 2026"
    assert formats("it").date(moment) == "23 novembre 2026"
    assert formats("it").exact(moment) == "23 novembre 2026 23:59:59 UTC"
    assert formats("it").exact(moment.replace(second=0)) == formats("it").moment(moment) == "23 novembre 2026 23:59 UTC"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "2 November 2026, 08:00 UTC"),
        ("it", "2 novembre 2026 08:00 UTC"),
        ("de", "2. November 2026, 08:00 UTC"),
        ("hu", "2026. november 2. 8:00 UTC"),
        ("ja", "2026年11月2日 8:00 UTC"),
        ("fi", "2. marraskuuta 2026 8.00 UTC"),
        ("zh-Hant-TW", "2026年11月2日 08:00 UTC"),
        ("xx", "2 November 2026, 08:00 UTC"),
    ],
)
def test_a_moment_has_the_form_of_a_date_and_a_time_in_its_language(language: str, text: str) -> None:
    assert formats(language).moment(dt.datetime(2026, 11, 2, 8, tzinfo=dt.UTC)) == text
    elsewhere = dt.timezone(dt.timedelta(hours=10))
    assert formats(language).moment(dt.datetime(2026, 11, 2, 18, tzinfo=elsewhere)) == text


@given(
    st.sampled_from(sorted(localedata.locale_identifiers())),
    st.integers(0, 250_000_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC)),
)
def test_in_every_language_a_moment_holds_its_date_as_dates_are_written(language: str, moment: dt.datetime) -> None:
    tag = language.replace("_", "-")
    written = formats(tag).moment(moment)
    assert formats(tag).date(moment) in written
    assert written.endswith(" UTC")
    assert not re.search(r"[{}']", written.replace(formats(tag).date(moment), ""))


@pytest.mark.parametrize(
    ("language", "runs"),
    [
        *[(tag, "rtl") for tag in "ar he fa ur yi dv ps ckb ug sd syr nqo az-Arab ff-Adlm ar-EG uz-Arab-AF".split()],
        *[(tag, "ltr") for tag in "en it ja zh-Hant-TW az uz ff ks-Deva ar-Latn pa tr el ru hi".split()],
        ("qqq", "auto"),
    ],
)
def test_text_runs_as_the_script_of_its_language_does(language: str, runs: str) -> None:
    assert direction(language) == runs
    assert tagged(language) == f'lang="{language}" dir="{runs}"'


def test_of_a_language_that_nobody_knows_only_the_text_can_tell_how_it_runs() -> None:
    assert tagged("") == 'lang="" dir="auto"'


def test_lists_stand_in_the_order_of_an_alphabet() -> None:
    names = ["Zoo", "apple", "École", "Età", "zoo", "Apple", "étage", "Ångström", "eta", "4", "Über", "İzmir", "Ölmez"]
    order = ["4", "Ångström", "Apple", "apple", "École", "Età", "eta", "étage", "İzmir", "Ölmez", "Über", "Zoo", "zoo"]
    assert sorted(names, key=alphabetical) == order


def test_no_italian_word_stands_before_a_value_that_would_change_it() -> None:
    """Il 7 but l'8, dal 10 but dall'11, dei 7 but degli 8: what comes before a date or a number has no article."""
    articles = r"(il|lo|l’|al|allo|all’|dal|dall’|del|dell’|dei|degli|nel|nell’|nei|negli|sul|sull’|i|gli)"
    for key, word in words_of("it").items():
        for text in texts(word):
            assert not re.search(rf"(?i)\b{articles} ?(<[^>]+>)?\{{(n|all|date|day|moment|count|among)\}}", text), key


@pytest.mark.parametrize(
    ("language", "name"), [("it", "Italiano"), ("en", "English"), ("ca", "Català"), ("xx", "xx"), ("tlh", "tlh")]
)
def test_a_language_is_called_what_its_speakers_call_it(language: str, name: str) -> None:
    assert language_name(language) == name


def test_all_formats_answer_for_every_language_that_a_community_may_name() -> None:
    tags = ("en", "pt-BR", "zh-Hans", "zh-Hant-TW", "sr-Latn", "zz", "qqq")
    assert {formats(tag).number(7) for tag in tags} == {"7"}
