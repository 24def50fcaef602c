"""Each catalogue translates all that the program says and nothing else, with the same values in each sentence."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from gettext import c2py

import message_ids
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from house_rooms import MODULES, PACKAGE, nodes_of
from ideario.messages.catalogue import catalogue_of, languages
from ideario.messages.said import PLACE
from message_ids import Sentence, calls, renewed, sentences, written_out

CATALOGUES = sorted((PACKAGE / "messages").glob("*.po"))
SAME: Mapping[str, Mapping[str, str]] = {
    "it": {
        "In {file}:": "the preposition is the same",
        "Idea": "Italians say so too",
        "no": "the same word",
        "Ada Rossi": "a name",
        "pull request": "GitHub's word",
        "issue": "GitHub's word",
        "idea": "the same word",
        "budget {amount}": "Italians say so too",
        "quorum {share}": "Latin",
        "{count} account": "the same word",
    }
}
"""What is the same in English and in a language, with the reason."""
PASTED = {"line", "lines", "command", "file"}
"""Values that are pasted or name a file, and so are the same in all languages whatever words they hold."""
EVERY_LANGUAGE = pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.stem)


@cache
def ids() -> Mapping[str, str]:
    """As `message_ids.ids` tells them, looked for once."""
    return message_ids.ids()


def entries(file) -> list[Message]:
    return [message for message in catalogue(file) if message.id]


def catalogue(file) -> Catalog:
    with file.open(encoding="utf-8") as lines:
        return read_po(lines)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def quoted(text: str) -> list[str]:
    """The keys and commands in a text: what stands in backquotes and is no place for a value."""
    return sorted(part for part in re.findall(r"`([^`]*)`", text) if not PLACE.search(part) and ": " not in part)


def failures() -> set[str]:
    """The names of what ends a command with words for whoever ran it: Failure with all that is one, and click's."""
    names = {"Failure", "BadParameter", "UsageError"}
    classes = [node for module in MODULES for node in nodes_of(module) if isinstance(node, ast.ClassDef)]
    for _ in range(4):
        names |= {one.name for one in classes if names & {ast.unparse(base) for base in one.bases}}
    return names


def by_template() -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    for sentence in sentences():
        found.setdefault(sentence.template, []).append(sentence)
    return found


def words_in(node: ast.expr) -> Iterator[str]:
    """The words that stand in a value as it is written, and not in what it calls."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield from (text for part in parts for text in words_in(part))
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from (*words_in(one), *words_in(other))
        case ast.BoolOp(values=parts):
            yield from (text for part in parts for text in words_in(part))


def test_a_sentence_is_written_out_where_it_is_said() -> None:
    assert [place for place, call in calls() if not written_out(call)] == []


def test_no_english_words_are_put_into_a_sentence_beside_its_template() -> None:
    assert [
        (place, keyword.arg, word)
        for place, call in calls()
        for keyword in call.keywords
        if keyword.arg not in PASTED
        for word in words_in(keyword.value)
        if re.search(r"[A-Za-z]{2,} |[A-Za-z]{4,}", word) and "/" not in word
    ] == []


def test_a_sentence_is_given_what_its_template_asks_for() -> None:
    assert [
        sentence
        for found in by_template().values()
        for sentence in found
        if set(PLACE.findall(sentence.template + sentence.plural)) - {"count"} != sentence.values - {"count"}
    ] == []


def test_a_sentence_has_one_plural_everywhere() -> None:
    assert [template for template, found in by_template().items() if len({one.plural for one in found}) > 1] == []


def test_italian_is_among_the_languages() -> None:
    assert languages() == ("en", *(file.stem for file in CATALOGUES))
    assert "it" in languages()


@EVERY_LANGUAGE
def test_a_catalogue_has_every_sentence_and_no_other_and_in_their_order(file) -> None:
    advice = "run: python tests/support/message_ids.py, and translate what is empty"
    assert [first(message) for message in entries(file)] == list(ids()), advice
    assert file.read_text("utf-8") == renewed(file.read_text("utf-8")), advice


@EVERY_LANGUAGE
def test_a_catalogue_leaves_nothing_untranslated(file) -> None:
    known = catalogue(file)
    assert [
        first(message)
        for message in entries(file)
        if not all(forms(message)) or (len(forms(message)) != (known.num_plurals if ids()[first(message)] else 1))
    ] == []
    assert [message.id for message in entries(file) if message.fuzzy] == []


@EVERY_LANGUAGE
def test_a_translation_has_the_values_and_the_keys_of_its_sentence(file) -> None:
    wrong = []
    for message in entries(file):
        template, plural = first(message), ids()[first(message)]
        for form in forms(message):
            places = {*PLACE.findall(template), *PLACE.findall(plural)}
            if not places - {"count"} <= set(PLACE.findall(form)) <= places or quoted(form) != quoted(template):
                wrong.append((template, form))
    assert wrong == []


@EVERY_LANGUAGE
def test_what_is_the_same_in_both_languages_is_so_for_a_reason(file) -> None:
    same = {
        first(message)
        for message in entries(file)
        if set(forms(message)) <= {first(message), ids()[first(message)]}
        and re.search(r"\w", PLACE.sub("", first(message)))
    }
    assert same == SAME[file.stem].keys()


@EVERY_LANGUAGE
def test_the_plural_forms_are_those_of_the_language(file) -> None:
    found = catalogue_of(file.stem)
    assert found is not None
    expected = {"it": c2py("n != 1")}[file.stem]
    assert [found.form_of(number) for number in range(200)] == [int(expected(number)) for number in range(200)]


@EVERY_LANGUAGE
def test_a_translation_is_written_as_the_language_is(file) -> None:
    """An apostrophe that typewriters made stands nowhere but in YAML and its quotation marks."""
    typed = [form for message in entries(file) for form in forms(message) if re.search(r"\w'\w", form)]
    assert {"it": ["it''s"]}[file.stem] == [found for form in typed for found in re.findall(r"it''s", form)]
    assert len(typed) <= 1


def test_a_catalogue_can_be_brought_up_to_date_and_keeps_its_translations(monkeypatch) -> None:
    po = CATALOGUES[0].read_text("utf-8")
    monkeypatch.setattr(
        message_ids, "sentences", lambda: [Sentence("a", "", frozenset(), ""), Sentence("b", "bs", frozenset(), "")]
    )
    made = renewed(po)
    assert made.endswith('\n\nmsgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgid_plural "bs"\nmsgstr[0] ""\nmsgstr[1] ""\n')
    assert renewed(made.replace('"a"\nmsgstr ""', '"a"\nmsgstr "A"')) == made.replace(
        '"a"\nmsgstr ""', '"a"\nmsgstr "A"'
    )


def test_what_ends_a_command_or_is_printed_is_said_too() -> None:
    plain, ending = [], failures()
    assert {"Exhausted", "NoAccess"} < ending
    for module in MODULES:
        place = module.relative_to(PACKAGE).as_posix()
        for node in nodes_of(module):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name in ending:
                assert isinstance(node, ast.Call)
                values = [keyword.value for keyword in node.keywords if keyword.arg != "param_hint"]
                found = [word for part in (*node.args, *values) for word in words_in(part)]
                plain += [(place, word) for word in found if re.search(r"[A-Za-z]", word)]
            elif name == "echo" and place.startswith("cli/"):
                assert isinstance(node, ast.Call)
                found = [word for word in words_in(node.args[0]) if re.search(r"[a-z]{2,} ", word)]
                plain += [(place, word) for word in found]
    assert plain == []


def test_a_report_for_people_is_said_line_by_line() -> None:
    """What the reports of commands yield, or put into lines and notes, has its words from the catalogues."""
    plain = []
    for module in MODULES:
        place = module.relative_to(PACKAGE).as_posix()
        if not place.startswith(("cli/", "exchange/pabulib/")):
            continue
        for node in nodes_of(module):
            parts: list[ast.expr] = []
            if isinstance(node, ast.Yield) and node.value is not None:
                parts = [node.value]
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "append":
                parts = node.args if re.search(r"(lines|notes|told)$", ast.unparse(node.func.value)) else []
            words = [word for part in parts for word in words_in(part) if "openssl" not in word]
            plain += [(place, word) for word in words if re.search(r"[a-z]{2,} \S", word.strip())]
    assert plain == []
