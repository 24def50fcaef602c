"""`ideario init`: five answers make a community of one's own that is right at once; nothing that was there changes."""

import os
import re
import stat
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from communities import git
from ideario.actions.founding import init as founding
from ideario.founding.community_plan import KIT, dates_from, kinds, statuses
from ideario.founding.kit_files import SLOT
from ideario.messages.catalogue import languages
from ideario.moderating.reply_texts import NEEDS_INFO
from terminals import conversation

FEW = [("it",), ("en",), ("it", "en"), ("en", "it")]
CLEAN = {"en": "No problems.", "it": "Nessun problema."}


def given(*tags: str) -> list[str]:
    return [part for tag in tags for part in ("--language", tag)]


def below(root: Path) -> dict[str, bytes]:
    """All files below a folder but git's, by path."""
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(("kind", "tags"), [*product(kinds(), [*FEW, ("es",), ("es", "it"), ("it-CH", "de")])])
def test_every_kind_in_every_choice_of_languages_is_right_at_once(kind, tags, tmp_path, ideario) -> None:
    done = ideario("init", tmp_path / "riverton", "--kind", kind, *given(*tags), "--yes")
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    checked = ideario("check", cwd=tmp_path / "riverton")
    assert checked.exit_code == 0
    assert checked.stdout.startswith(CLEAN["it" if tags[0].startswith("it") else "en"])
    assert ("There are no texts in es yet" in done.stdout) == (tags[0] == "es")
    files = below(tmp_path / "riverton")
    assert 15 <= len(files) <= 30
    assert any(path.startswith("content/challenges/") for path in files) == bool(kinds()[kind].challenge)
    for path, text in files.items():
        assert not SLOT.search(text.decode()), path
        assert not re.search(r"ideario/ideas|@ideario|ideario\.github\.io", text.decode()), path


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "tags"), [*zip(kinds(), FEW, strict=True)])
def test_the_site_stands_at_once_and_has_no_word_about_another_community(kind, tags, tmp_path, ideario) -> None:
    root = tmp_path / "riverton"
    ideario("init", root, "--kind", kind, *given(*tags), "--yes")
    built = ideario("build", cwd=root)
    assert (built.exit_code, built.stderr) == (0, "")
    assert ("Per guardarlo: " in built.stdout, "To look at it: " in built.stdout) == (tags[0] == "it", tags[0] != "it")
    pages = {path: path.read_text("utf-8") for path in (root / "build" / "site").rglob("*.html")}
    first = pages[root / "build" / "site" / "index.html"]
    assert f'<html lang="{tags[0]}"' in first
    assert kinds()[kind].question[tags[0]] in first.replace("&#39;", "’")
    assert (root / "build" / "site" / (tags[1] if len(tags) > 1 else "none") / "index.html").exists() == (len(tags) > 1)
    assert ("no licence is named" in first) == (kind == "company")
    for path, html in pages.items():
        assert "Ideas for Ideario" not in html, path
        assert "ideario.github.io" not in html, path
        ours = set(re.findall(r"github\.com/ideario/[^\"'<\s]*", html))
        assert ours <= {"github.com/ideario/ideario"}, (
            path
        )  # the program itself, on the page that says what the site is


def test_the_first_challenge_begins_on_a_monday_with_a_week_to_make_it_known() -> None:
    for day in (date(2026, 11, 23) + timedelta(days=number) for number in range(400)):
        found = dates_from(day)
        assert timedelta(days=7) <= found.submission_opens - day < timedelta(days=14)
        assert found.submission_opens.weekday() == found.voting_opens.weekday() == 0
        assert found.submission_opens < found.submission_closes < found.voting_opens < found.voting_closes


def test_the_moment_may_be_given(tmp_path, ideario) -> None:
    ideario("init", tmp_path / "riverton", "--yes", "--now", "2030-01-01")
    (challenge,) = (tmp_path / "riverton" / "content" / "challenges").iterdir()
    assert "submission: {opens: 2030-01-14, closes: 2030-02-10}" in challenge.read_text("utf-8")


def test_a_company_has_a_jury_that_seals_its_scores_while_people_vote(tmp_path, ideario) -> None:
    ideario(
        "init", tmp_path / "a", "--kind", "company", "--juror", "ada", "--juror", "bo", "--yes", "--now", "2030-01-01"
    )
    text = (tmp_path / "a" / "content" / "challenges" / "first-call-for-ideas.yml").read_text("utf-8")
    for line in (
        "jurors: [ada, bo]",
        "scores_by: 2030-03-03",
        "reveal_by: 2030-03-10",
        "rule: jury",
    ):
        assert line in text
    commands = re.findall(r"`ideario ([^`]+)`", text)
    assert [words.split()[0] for words in commands] == ["new", "reveal", "jury"]
    for words in commands:
        said = ideario(*words.replace("LOGIN", "ada").split(), cwd=tmp_path / "a").stderr
        assert not re.search("unexpected|No such|Missing", said), said
    ideario("init", tmp_path / "b", "--kind", "company", "--repository", "acme/ideas", "--yes")
    assert "those who run this community may use it" in (tmp_path / "b" / ".github/ISSUE_TEMPLATE/idea.yml").read_text()
    assert "jurors: [acme]" in (tmp_path / "b" / "content" / "challenges" / "first-call-for-ideas.yml").read_text(
        "utf-8"
    )


def test_the_same_answers_make_the_same_files_and_a_second_run_changes_nothing(tmp_path, ideario) -> None:
    ideario("init", tmp_path / "a" / "riverton", "--yes")
    ideario("init", tmp_path / "b" / "riverton", "--yes")
    assert below(tmp_path / "a") == below(tmp_path / "b")
    again = ideario("init", tmp_path / "a" / "riverton", "--yes")
    assert again.exit_code == 0
    assert "Wrote 0 files" in again.stdout
    assert below(tmp_path / "a") == below(tmp_path / "b")


def test_what_is_in_the_way_is_named_and_nothing_is_written(tmp_path, ideario) -> None:
    (tmp_path / "README.md").write_text("# Mine\n")
    (tmp_path / ".gitignore").symlink_to("README.md")
    before = below(tmp_path)
    done = ideario("init", ".", "--yes", cwd=tmp_path)
    assert done.exit_code == 2
    assert "there already: .gitignore, README.md\n" in done.stderr
    assert "--keep" in done.stderr
    assert below(tmp_path) == before
    assert sorted(os.listdir(tmp_path)) == [".gitignore", "README.md"]
    kept = ideario("init", ".", "--yes", "--keep", cwd=tmp_path)
    assert kept.exit_code == 0
    assert "Left as it was: README.md" in kept.stdout
    assert (tmp_path / "README.md").read_text() == "# Mine\n"
    assert ideario("check", cwd=tmp_path).exit_code == 0


def test_nothing_is_written_past_a_link_that_leads_elsewhere(tmp_path, ideario) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "riverton"
    outside.mkdir()
    folder.mkdir()
    (folder / ".github").symlink_to(outside)
    done = ideario("init", folder, "--yes")
    assert done.exit_code == 2
    assert ".github is a symbolic link" in done.stderr
    assert list(outside.iterdir()) == []
    assert os.listdir(folder) == [".github"]


def test_a_community_is_not_founded_twice(tmp_path, ideario) -> None:
    ideario("init", tmp_path, "--yes")
    before = below(tmp_path)
    done = ideario("init", tmp_path, "--kind", "company", "--yes", "--keep")
    assert done.exit_code == 2
    assert "is a community already" in done.stderr
    assert below(tmp_path) == before


@pytest.mark.parametrize("before", [False, True])
def test_a_disk_that_refuses_half_way_leaves_all_as_it_was(before, tmp_path, ideario, monkeypatch) -> None:
    root = tmp_path / "riverton"
    if before:
        (root / "content").mkdir(parents=True)
    real, moves = Path.rename, []

    def rename(self, target):
        moves.append(target)
        if not before or len(moves) == 5:
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    done = ideario("init", root, "--yes")
    assert done.exit_code == 2
    assert "No space left on device" in done.stderr
    left = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert sorted(left) == (["riverton", "riverton/content"] if before else [])


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--name", "x" * 81, "name"),
        ("--repository", "", "repository"),
        ("--repository", "no slash", "repository"),
        ("--repository", "a/..", "repository"),
        ("--language", "italiano!", "languages"),
        ("--kind", "school", "1 town, 2 company"),
        ("--question", "?", "question"),
        ("--budget", "much", "budget"),
        ("--juror", "no login", "juror"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_before_anything_is_written(option, value, said, tmp_path, ideario):
    done = ideario("init", tmp_path / "riverton", option, value, "--yes")
    assert done.exit_code == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_hostile_answers_stay_text(tmp_path, ideario) -> None:
    name, question = 'A "town": {x} # %%site%% &', "What's *new*: [a, b] — %%line%% 'or' \\n?"
    done = ideario("init", tmp_path / "r", "--name", name, "--question", question, *given("it", "en"), "--yes")
    assert done.exit_code == 0
    assert ideario("check", cwd=tmp_path / "r").exit_code == 0
    assert f"# {name}\n\n{question}\n" in (tmp_path / "r" / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_five_answers_are_asked_for_in_the_askers_language_and_each_is_judged_at_once(tmp_path) -> None:
    answers = [
        ("Chi la fonda? 1 comune, 2 azienda, 3 open source, 4 associazione [comune]:", "5"),
        ("[comune]:", "Azienda"),
        ("Lingue del sito", "it, en"),
        ("Nome della comunità [Idee in Riverton]:", ""),
        ("proprietario/nome [riverton/idee]:", "niente"),
        ("proprietario/nome [riverton/idee]:", "fiumana/idee"),
        ("Prima domanda", "Che cosa ci manca?"),
    ]
    screen, code = conversation(tmp_path, ["init", "riverton", "--messages", "it"], answers)
    assert code == 0, screen
    assert "`5` non è tra questi: 1 comune" in screen
    assert "gh repo create fiumana/idee --private" in screen
    settings = (tmp_path / "riverton" / "content" / "community.yml").read_text("utf-8")
    assert 'tagline: "Che cosa ci manca?"' in settings
    assert 'clienti: {it: "Clienti", en: "Customers"}' in settings


def test_the_repository_is_the_one_that_the_folder_is_sent_to(tmp_path, ideario) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", "git@github.com:fiumana/idee-2027.git")
    done = ideario("init", tmp_path, "--yes")
    assert 'repository: "fiumana/idee-2027"' in (tmp_path / "content" / "community.yml").read_text("utf-8")
    assert "git init" not in done.stdout
    assert "&& git push origin HEAD\n" in done.stdout
    assert "guess" not in done.stdout


def test_a_repository_that_was_guessed_is_told_as_a_guess_with_the_line_to_change(tmp_path, ideario) -> None:
    root = tmp_path / "riverton"
    told = ideario("init", root, "--yes").stdout
    line = 'repository: "riverton/ideas"'
    assert f"change the line `{line}` of {root / 'content' / 'community.yml'}, then run: ideario --root" in told
    settings = root / "content" / "community.yml"
    settings.write_text(settings.read_text("utf-8").replace(line, 'repository: "fiumana/idee"'), "utf-8")
    assert ideario("upgrade", "--write", cwd=root).exit_code == 0
    assert "@fiumana" in (root / ".github" / "CODEOWNERS").read_text("utf-8")
    named = ideario("init", tmp_path / "b", "--repository", "riverton/ideas", "--yes")
    assert "guess" not in named.stdout


def test_who_asks_in_italian_is_answered_in_italian_and_founds_in_italian(tmp_path, ideario) -> None:
    for number, env in enumerate(({"LANG": "it_IT.UTF-8"}, {"LC_ALL": "it_CH", "LANG": "en_GB.UTF-8"})):
        root = tmp_path / str(number)
        done = ideario("init", root, "--yes", env={"LC_ALL": None, "LC_MESSAGES": None, **env})
        assert f"Scritti {len(below(root))} file in {root}." in done.stdout
        assert "languages: [it]" in (root / "content" / "community.yml").read_text("utf-8")
    done = ideario("init", tmp_path / "c", "--yes", env={"LANG": "de_DE.UTF-8", "LC_ALL": None, "LC_MESSAGES": None})
    assert "languages: [en]" in (tmp_path / "c" / "content" / "community.yml").read_text("utf-8")


def test_a_folder_that_others_may_read_is_made(tmp_path, ideario) -> None:
    ideario("init", tmp_path / "deep" / "riverton", "--yes")
    assert stat.S_IMODE((tmp_path / "deep" / "riverton").stat().st_mode) == 0o755


def test_a_file_in_place_of_the_folder_is_refused(tmp_path, ideario) -> None:
    (tmp_path / "riverton").write_text("")
    assert "is there and is no folder" in ideario("init", tmp_path / "riverton", "--yes").stderr


def test_the_kit_says_the_same_in_every_language() -> None:
    spoken = sorted(path.name for path in KIT.iterdir() if path.is_dir() and path.name in languages())
    assert spoken == sorted(languages())
    for one in spoken:
        there = {path.relative_to(KIT / one): path for path in (KIT / one).rglob("*") if path.is_file()}
        other = {path.relative_to(KIT / "en"): path for path in (KIT / "en").rglob("*") if path.is_file()}
        assert there.keys() == other.keys()
        for name, path in there.items():
            assert set(SLOT.findall(path.read_text("utf-8"))) == set(SLOT.findall(other[name].read_text("utf-8"))), name
            wanted = set(re.findall(r"\{[a-z]+\}", other[name].read_text("utf-8")))
            assert set(re.findall(r"\{[a-z]+\}", path.read_text("utf-8"))) == wanted, name
        for kind in kinds().values():
            for words in (kind.word, kind.name, kind.question, kind.repository, kind.terms, *kind.tags):
                assert words[one].strip()
        keys = re.findall(r"^(?:# )?([a-z_]+):", (KIT / one / "community.yml").read_text("utf-8"), re.MULTILINE)
        assert sorted(set(keys)) == sorted(keys), "a comment that offers a key which is there makes two of it"
        assert all(status.label[one] for status in statuses())
        replies = {path.stem for path in (KIT / one / "files" / "content" / "replies").iterdir()}
        assert replies <= {NEEDS_INFO, *(status.slug for status in statuses())}, "others are sent by nobody"


def test_what_was_prepared_is_looked_at_before_it_is_moved(tmp_path, ideario, monkeypatch) -> None:
    monkeypatch.setattr(founding, "kit_files", lambda *_, **__: {"content/community.yml": "schema: 2\n"})
    assert ideario("init", tmp_path / "riverton", "--yes").exit_code == 1
    assert list(tmp_path.iterdir()) == []
