"""What is told in Italian is what is told in English: of the same places, with the same values and lines to paste."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from example_folders import INVALID, copied
from ideario.actions.check import check
from ideario.intake.rules import FILE_RULES
from ideario.messages.said import PLACE, Said
from ideario.publishing.views.site_views import file_rules_view
from ideario.reporters import report_github, report_json, report_sarif, report_text
from ideario.resources import tool_resources

TOWN = """\
schema: 1
name: Idee per Fiumana
repository: fiumana/idee
languages: {languages}
licence: CC-BY-4.0
"""
IDEA = """\
title: Piste ciclabili
summary: Una pista lungo il fiume.
language: en
consent: true
body: |
  Due chilometri.
authors: [octocat]
{more}
"""
HOSTILE = "a{key}%s\u202e{0}`\\g<1>"


def plain(said: str) -> Iterator[str]:
    """All values in a sentence, and in what is in it, that were not said themselves."""
    if isinstance(said, Said):
        for _, value in said.values:
            yield from plain(value)
    else:
        yield said


def untranslated(said: Said) -> bool:
    """Whether a sentence that has words of its own reads the same in Italian."""
    words = re.search(r"\w", PLACE.sub("", said.template)) is not None
    return words and said.in_language("it") == said


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_each_example_is_told_in_italian_with_the_same_values_and_lines_to_paste(case, tmp_path, monkeypatch) -> None:
    root, now = copied(case, tmp_path, monkeypatch)
    ledger = root / "content" / "ledger"
    problems = check(root, resources=tool_resources(), ledger=ledger if ledger.exists() else None, now=now)
    assert problems
    for problem in problems:
        for said in (problem.message, problem.hint):
            italian = said.in_language("it")
            assert [value for value in plain(said) if value not in italian] == []
            assert not untranslated(said), said
            assert PLACE.findall(italian) == PLACE.findall(said)  # none but those that people wrote
    told = [json.loads(report_json(problems, language=language))["problems"] for language in ("en", "it")]
    assert [[(key, value) for key, value in one.items() if key not in ("message", "hint")] for one in told[0]] == [
        [(key, value) for key, value in one.items() if key not in ("message", "hint")] for one in told[1]
    ]


def fiumana(root, languages: str, more: str = "") -> None:
    (root / "content" / "ideas").mkdir(parents=True)
    (root / "content" / "community.yml").write_text(TOWN.format(languages=languages))
    (root / "content" / "ideas" / "piste.yml").write_text(IDEA.format(more=more), encoding="utf-8")


@pytest.mark.parametrize(
    ("languages", "options", "told"),
    [
        ("[it, en]", (), "non è una chiave che Ideario conosce"),
        ("[it-CH]", (), "non è una chiave che Ideario conosce"),
        ("[en, it]", (), "is not a key that Ideario knows"),
        ("[de, it]", (), "is not a key that Ideario knows"),
        ("[it]", ("--messages", "en"), "is not a key that Ideario knows"),
        ("[en]", ("--messages", "it"), "non è una chiave che Ideario conosce"),
        ("[en]", ("--messages", "../it"), "is not a key that Ideario knows"),
        ("[it]", ("--messages", "tlh"), "is not a key that Ideario knows"),
        ("it", (), "non è una chiave che Ideario conosce"),  # settings that are wrong themselves say it all the same
    ],
)
def test_the_first_language_of_the_community_is_spoken_unless_another_one_is_asked_for(
    languages, options, told, tmp_path, ideario
) -> None:
    fiumana(tmp_path, languages, "colour: red")
    for form in ("text", "json", "github", "markdown", "sarif"):
        outcome = ideario("check", "--format", form, *options, cwd=tmp_path)
        assert told in outcome.stdout, form
        assert outcome.stderr.count("\n") == (
            "Not looked at" in outcome.stderr or "Non si è guardato" in outcome.stderr
        )
        assert outcome.exit_code == 1


def test_what_people_wrote_stands_in_italian_messages_as_in_english_ones(tmp_path) -> None:
    fiumana(tmp_path, "[en]", f'"{HOSTILE.replace(chr(92), chr(92) * 2).replace(chr(0x202E), "")}": 1')
    problems = check(tmp_path, resources=tool_resources(), now=datetime(2026, 1, 1, tzinfo=UTC))
    shown = HOSTILE.replace("`", "'").replace("\u202e", "")
    for language in ("en", "it"):
        assert any(shown in problem.message.in_language(language) for problem in problems)
        for report in (report_text, report_json):
            assert "{key}%s" in report(problems, language=language)
        assert "a{key}%25s{0}" in report_github(problems, language=language)
        assert "a{key}%s{0}" in report_sarif(problems, rules=[], version="1", language=language)


def test_a_failure_is_told_in_the_language_of_the_community(tmp_path, ideario) -> None:
    fiumana(tmp_path, "[it]")
    outcome = ideario("check", "content/ideas/nessuna.yml", cwd=tmp_path)
    assert outcome.exit_code == 2
    assert "nella comunità non c’è nessun file o cartella" in outcome.stderr
    assert "there is no file" in ideario("check", "--messages", "en", "content/ideas/nessuna.yml", cwd=tmp_path).stderr


def test_the_next_command_speaks_for_itself(tmp_path, ideario) -> None:
    """What one command was asked to speak is nothing to the next one in the same process."""
    fiumana(tmp_path, "[en]")
    assert "nella comunità" in ideario("check", "--messages", "it", "nessuna.yml", cwd=tmp_path).stderr
    assert "there is no ledger" in ideario("tally", "--ledger", "nowhere", cwd=tmp_path).stderr


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("tally",), "Non c’è un registro, perciò non ci sono ancora voti."),
        (("verify",), "Non si è trovato niente di sbagliato. Poi esegui: ideario tally"),
        (("winners", "nessuna"), "non c’è una sfida nessuna\n  creane una: ideario new challenge"),
        (("sync",), "GitHub non dà voti a nessuno senza un token"),
        (("import", "github"), "imposta GITHUB_TOKEN con un token con accesso in lettura"),
        (("import", "pabulib", "nessuno.pb", "--into", "content"), "non si può leggere"),
        (("report", "integrity"), "Non c’è un registro, perciò non ci sono ancora voti."),
        (("export", "pabulib", "nessuna"), "non c’è una sfida nessuna"),
        (("ledger", "coarsen", "--yes"), "non c’è un registro"),
        (("tally", "--as-of", "ieri"), "non è una data: scrivi"),
        (("sync", "--ledger", "a", "--branch", "b"), "si escludono"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_each_command_speaks_as_the_community_does(command, told, tmp_path, ideario, monkeypatch) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "IDEARIO_LEDGER_KEY"):
        monkeypatch.delenv(name, raising=False)
    fiumana(tmp_path, "[it, en]")
    outcome = ideario(*command, cwd=tmp_path)
    assert told in outcome.stdout + outcome.stderr


def test_where_there_is_no_community_whoever_asks_is_spoken_to(tmp_path, ideario) -> None:
    env = {"LANG": "it_IT.UTF-8", "LC_ALL": None, "LC_MESSAGES": None}
    assert "content/community.yml" in ideario("tally", cwd=tmp_path, env=env).stderr
    assert "Non è stato fatto niente" in ideario("tally", cwd=tmp_path, env=env).stderr


def test_a_new_idea_is_asked_for_and_explained_in_italian(tmp_path, ideario) -> None:
    fiumana(tmp_path, "[it]")
    given = ("--title", "Tram di notte", "--summary", "Un tram ogni ora.", "--body", "Fino alle quattro.")
    outcome = ideario("new", "idea", *given, cwd=tmp_path)
    assert outcome.exit_code == 2
    assert (
        "non c’è un terminale a cui fare domande: aggiungi --author, --consent (dai il tuo contributo" in outcome.stderr
    )
    outcome = ideario("new", "idea", *given, "--author", "octocat", "--consent", cwd=tmp_path)
    assert outcome.exit_code == 0
    assert "Adesso rileggilo nel tuo editor, poi esegui: ideario check --only content/ideas/tram-di-notte.yml" in (
        outcome.stdout
    )
    text = (tmp_path / "content" / "ideas" / "tram-di-notte.yml").read_text("utf-8")
    assert "# L’idea in poche parole.\ntitle: Tram di notte\n" in text
    assert "# needs: [grafica]\n" in text
    assert '# links: [{title: Uno studio del 2024, url: "https://example.org/study"}]\n' in text
    outcome = ideario("new", "idea", *given, "--author", "octocat", "--consent", "--messages", "en", cwd=tmp_path)
    assert "is there already" in outcome.stderr


def test_the_page_of_file_rules_is_in_the_language_of_its_readers() -> None:
    rules = tuple(FILE_RULES.values())
    italian, french = (file_rules_view(rules, language) for language in ("it", "fr"))
    assert (italian.language, french.language) == ("it", "en")
    assert {rule.text for rule in french.rules} == {rule.text for rule in rules}
    assert {rule.text for rule in italian.rules}.isdisjoint(rule.text for rule in rules)
    assert [rule.id for rule in italian.rules] == [rule.id for rule in rules]
