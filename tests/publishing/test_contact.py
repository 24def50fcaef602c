"""Where to write to the people who run a community, and what conduct they ask for: on every page, and for programs."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from editions import CHALLENGE, COMMUNITY, RESOURCES, edition, sources, write
from ideario.model.community import Community
from ideario.publishing.api.documents import documents
from ideario.publishing.api.register import DOCUMENTS
from ideario.publishing.pages.render import Sources

pytestmark = pytest.mark.slow

CONDUCT = "https://riverton.example/conduct"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    folder = tmp_path_factory.mktemp("shells")
    return sources(folder / "cache", folder / "root")


def told(contact: str, conduct: str) -> Community:
    settings = replace(COMMUNITY.settings, contact=contact, code_of_conduct=conduct)
    return replace(COMMUNITY, settings=settings)


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        ("ideas+help@riverton.example", "mailto:ideas+help@riverton.example"),
        ("https://riverton.example/contact", "https://riverton.example/contact"),
    ],
)
def test_contact_and_conduct_are_links_at_the_foot_of_every_page_and_on_the_about_page(
    tmp_path: Path, place: Sources, contact: str, href: str
) -> None:
    write(edition(told(contact, CONDUCT)), place, tmp_path)
    words = {"": ("Contact", "Code of conduct"), "it/": ("Contatti", "Codice di condotta")}
    pages = sorted(path for path in tmp_path.rglob("*.html") if path.parent.name != "embed")
    assert len(pages) > 40
    for path in pages:
        html = path.read_text("utf-8")
        write_to, conduct = words["it/" if path.is_relative_to(tmp_path / "it") else ""]
        foot = html.partition("<footer")[2]
        assert f'<a href="{href}" rel="noopener">{write_to}</a>' in foot, path
        assert f'<a href="{CONDUCT}" rel="noopener">{conduct}</a>' in foot, path
    for tree in words:
        about = (tmp_path / tree / "about/index.html").read_text("utf-8").partition("<footer")[0]
        assert f'<a href="{href}" rel="noopener" dir="ltr">{contact.removeprefix("https://")}</a>' in about
        assert CONDUCT in about


def test_without_a_contact_nothing_is_promised_and_the_about_page_leads_to_where_one_can_ask(
    tmp_path: Path, place: Sources
) -> None:
    write(edition(told("", "")), place, tmp_path)
    for path in tmp_path.rglob("*.html"):
        assert not re.search(">(Contact|Code of conduct|Contatti)</a>", path.read_text("utf-8").partition("<footer")[2])
    assert "https://github.com/riverton/ideas/issues" in (tmp_path / "about/index.html").read_text("utf-8")


def test_programs_read_contact_and_conduct(place: Sources) -> None:
    def community(contact: str, conduct: str) -> tuple[str, str]:
        found = json.loads(dict(documents(edition(told(contact, conduct))))[DOCUMENTS["community"]])
        return found["contact"], found["code_of_conduct"]

    assert community("ideas@riverton.example", CONDUCT) == ("ideas@riverton.example", CONDUCT)
    assert community("", "") == (None, None)


def test_a_challenge_may_be_asked_about_by_mail(tmp_path: Path, place: Sources) -> None:
    challenge = replace(CHALLENGE, contact="streets@riverton.example")
    write(edition(replace(COMMUNITY, challenges={challenge.slug: challenge})), place, tmp_path)
    page = (tmp_path / "challenges/quieter-streets/index.html").read_text("utf-8")
    assert 'href="mailto:streets@riverton.example"' in page


def test_nothing_that_is_published_promises_a_secret_vote() -> None:
    folders = (RESOURCES.schemas, RESOURCES.shell)
    texts = [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".json", ".yml", ".md", ".html"}
    ]
    assert len(texts) > 80
    for path in texts:
        for sentence in re.split(r"[.:!?]", path.read_text("utf-8")):
            if re.search(r"secret\s+vot|vot\w+\s+segret|anonymous\s+vot|vot\w+\s+anonim", sentence):
                assert re.search(r"\b(no|nobody|not|non|nessun|cannot)\b", sentence, re.IGNORECASE), (path, sentence)
