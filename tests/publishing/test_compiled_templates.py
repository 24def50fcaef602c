"""What templates were compiled to is code: it is kept for the same compiler, and believed only from the same user."""

import re
from pathlib import Path

import pytest
from ideario import sealed, user_cache
from ideario.publishing.shells.compiled_templates import CompiledTemplates
from ideario.publishing.shells.theme_templates import compiled_once
from jinja2 import DictLoader, Environment
from mkdocs.theme import Theme

PAGES = {"page.html": "<p>{{ name }}</p>", "list.html": "{% for one in names %}{{ one }}{% endfor %}"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the user's own, with a secret."""
    monkeypatch.setattr(user_cache, "_place", [tmp_path / "chains.json"])
    monkeypatch.setattr(sealed, "_secret", [b"s" * sealed.LENGTH])
    return tmp_path


def compiled(by: bytes = b"", pages: dict[str, str] = PAGES) -> list[str]:
    """The names of the templates that a new process compiles, which then fills one and keeps all."""
    kept, names = CompiledTemplates("templates", by), []

    class Told(Environment):
        def compile(self, source, name=None, *others, **named):
            names.append(name)
            return super().compile(source, name, *others, **named)

    kept.recall()
    environment = Told(loader=DictLoader(pages), bytecode_cache=kept)
    for name in pages:
        environment.get_template(name)
    assert environment.get_template("page.html").render(name="A") == pages["page.html"].replace("{{ name }}", "A")
    kept.keep()
    return names


def test_a_template_is_compiled_once_until_it_or_what_compiles_it_changes(place: Path) -> None:
    assert compiled() == [*PAGES]
    assert compiled() == []
    assert compiled(b"another compiler") == [*PAGES]
    assert compiled(pages={"page.html": "<b>{{ name }}</b>"}) == ["page.html"]


def test_what_no_longer_is_used_is_not_kept(place: Path) -> None:
    compiled()
    compiled(pages={"page.html": "<b>{{ name }}</b>"})
    assert compiled() == [*PAGES]


def test_code_that_somebody_else_has_left_is_never_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "_secret", [b"o" * sealed.LENGTH])
    compiled(pages={"page.html": "<p>{{ name }}</p>"})
    theirs = (place / "templates").read_bytes()
    monkeypatch.setattr(sealed, "_secret", [b"s" * sealed.LENGTH])
    assert compiled() == [*PAGES]
    assert compiled() == []
    for broken in (theirs, b"", b"x" * 200, (place / "templates").read_bytes()[:-1]):
        (place / "templates").write_bytes(broken)
        assert compiled() == [*PAGES]


def test_without_a_place_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user_cache, "_place", [])
    assert compiled() == compiled() == [*PAGES]


def test_the_files_of_a_theme_are_those_that_mkdocs_finds_but_for_hidden_ones() -> None:
    theme = Theme("material")
    environment = theme.get_env()
    found = environment.list_templates()
    hidden = re.compile(r"(^|/)(\.|__pycache__/)")
    with compiled_once(theme):
        ours = theme.get_env().list_templates()
    assert ours == [name for name in found if not hidden.search(name)]
    assert len(ours) < len(found) / 10
