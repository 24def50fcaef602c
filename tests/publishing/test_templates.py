"""Templates and what fills them: each name in one is a field of the other, and no field is there for nobody."""

import shutil
from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from pkgutil import walk_packages
from urllib.parse import quote

import pytest
from editions import RESOURCES
from hypothesis import given
from hypothesis import strategies as st
from ideario.publishing import charts, pages, views
from ideario.publishing.pages.escaping import escaped, in_address
from ideario.publishing.pages.list_pages import LISTS
from ideario.publishing.pages.template_code import QuickEnvironment
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.idea_views import MovedPage
from ideario.publishing.views.shared_views import TitleLink
from ideario.publishing.views.template_view import TemplateView
from jinja2 import Environment, StrictUndefined, UndefinedError, nodes
from markupsafe import Markup, escape
from template_names import ENVIRONMENT, hints_of, names_in, parsed, views_within

TEMPLATES = RESOURCES.shell / "templates"
MODULES = [
    import_module(module.name)
    for package in (views, charts, pages)
    for module in walk_packages(package.__path__, f"{package.__name__}.")
]
VIEWS: list[type[TemplateView]] = [
    view
    for module in MODULES
    for view in vars(module).values()
    if isinstance(view, type) and issubclass(view, TemplateView) and view.__module__ == module.__name__
]
VIEWS.remove(TemplateView)
SEEN = {one for view in VIEWS for one in views_within(view) if one.__module__.startswith("ideario.publishing.")}
UNREAD: Mapping[str, str] = {}
"""The fields that no template reads, and what each is for."""


def test_each_name_in_a_template_is_one_that_it_is_given() -> None:
    assert names_in(TEMPLATES, VIEWS).complaints == []


def test_what_every_template_is_given_is_what_the_program_gives() -> None:
    templates = Templates([TEMPLATES], [RESOURCES.shell / "words"], ("en",))
    given = set(templates._environments["en"].globals)
    assert given - set(Environment().globals) == set(ENVIRONMENT) - {"dict"}


def test_this_version_of_jinja2_escapes_every_value_as_the_program_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at what is compiled, and then name here a new version: `_Code` writes into the inside of one."""
    assert version("jinja2").rpartition(".")[0] == "3.1"
    assert version("markupsafe").rpartition(".")[0] == "3.0"
    escaped: list[object] = []

    def told(value: object) -> str:
        escaped.append(value)
        return "safe"

    templates = Templates([TEMPLATES], [RESOURCES.shell / "words"], ("en",))
    environment = templates._environments["en"]
    monkeypatch.setattr(type(environment), "escaped", staticmethod(told))
    hostile = "<script>"
    card = MovedPage(idea=TitleLink(slug="a", title=hostile, lang="en"))
    assert hostile not in str(templates.part(card, "en", ""))
    assert hostile in escaped


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ t(x) }}", "<given>"),  # what all templates are given is HTML already
        ("{% for t in [f] %}{{ t(x) }}{% endfor %}", "&lt;own&gt;"),
        ("{% set t = f %}{{ t(x) }}{{ t(x) }}", "&lt;own&gt;&lt;own&gt;"),
        ("{% macro m(t) %}{{ t(x) }}{% endmacro %}{{ m(f) }}", "&lt;own&gt;"),
        ("{% macro t(a) %}<b>{{ a }}</b>{% endmacro %}{{ t('<') }}", "<b>&lt;</b>"),
        ("{% macro t(a, b='!') %}{{ a }}{{ b }}{% endmacro %}{{ t('<') }}{{ t(a='<', b='>') }}", "&lt;!&lt;&gt;"),
        ("{{ d['is'] }}{{ d.items() | list | length }}", "&lt;&amp;1"),
    ],
)
def test_only_what_templates_are_given_is_taken_for_html_and_nothing_of_their_own_by_its_name(
    template: str, text: str
) -> None:
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined)
    environment.globals.update(t=lambda _: Markup("<given>"), f=lambda _: "<own>", x=1, d={"is": "<&"})
    assert environment.from_string(template).render() == text


def test_a_field_is_read_and_no_key_of_a_mapping() -> None:
    environment = QuickEnvironment(autoescape=True, undefined=StrictUndefined)
    with pytest.raises(AttributeError, match="key"):
        environment.from_string("{{ d.key }}").render(d={"key": 1})
    with pytest.raises(UndefinedError, match="'d' is undefined"):
        environment.from_string("{{ d.key }}").render()


@given(st.text())
def test_a_text_is_escaped_for_html_and_for_addresses_as_elsewhere(text: str) -> None:
    assert escaped(text) == escape(text)
    assert in_address(text) == quote(text)
    assert escaped(Markup(text)) == text


def test_each_field_of_a_view_is_read_by_a_template() -> None:
    read = names_in(TEMPLATES, VIEWS).read
    variables = {(view, name) for view in VIEWS for name in hints_of(view)}
    unread = {
        f"{view.__name__}.{name}" for view in SEEN - set(VIEWS) for name in hints_of(view) if (view, name) not in read
    }
    for view, name in variables:
        used = {node.name for node in all_nodes(view.template) if isinstance(node, nodes.Name)}
        if name not in used:
            unread.add(f"{view.__name__}.{name}")
    assert unread == set(UNREAD)


def all_nodes(template: str) -> list[nodes.Node]:
    """All of a template, and of the templates that it includes."""
    tree = parsed((TEMPLATES / template).read_text("utf-8"))
    found = list(tree.find_all(nodes.Node))
    for include in tree.find_all(nodes.Include):
        assert isinstance(include.template, nodes.Const)
        found += all_nodes(include.template.value)
    return found


def test_each_template_and_each_macro_is_used() -> None:
    names = names_in(TEMPLATES, VIEWS)
    assert set(names.trees) == {path.name for path in TEMPLATES.iterdir()}
    macros = {
        (path.name, macro.name)
        for path in TEMPLATES.iterdir()
        for macro in parsed(path.read_text("utf-8")).find_all(nodes.Macro)
    }
    assert names.called == macros


def test_each_page_that_lists_something_is_in_the_register_and_has_its_words_in_every_language() -> None:
    for language in (RESOURCES.shell / "pages").iterdir():
        listing = {
            f"{path.parent.relative_to(folder).as_posix()}/"
            for folder in (language, RESOURCES.shell / "lists")
            for path in folder.rglob("index.md")
            if "%%main%%" in path.read_text("utf-8")
        }
        assert listing == set(LISTS), language.name


def test_a_template_has_one_view() -> None:
    assert len({view.template for view in VIEWS}) == len(VIEWS)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "complaint"),
    [
        ("idea.html", "idea.body_html }}", "idea.body }}", "IdeaView has no body"),
        ("idea.html", "record.summary }}", "record.sumary }}", "Idea has no sumary"),
        ("idea.html", "day(change.date)", "day(change.day)", "ChangeView has no day"),
        ("idea.html", "votes.oppose)", "votes.opposed)", "VotesView has no opposed"),
        ("idea.html", "idea.award.reason %}", "idea.award.why %}", "Award has no why"),
        ("macros.html", "one.has_page", "one.exists", "AuthorView has no exists"),
        ("macros.html", "pages.total >", "pages.all >", "PagesView has no all"),
        ("challenge.html", "challenge.gap.before)", "challenge.gap.start)", "Close has no start"),
        ("challenge.html", "{{ pagination(challenge.pages) }}", "{{ pagination() }}", "pagination takes ['pages']"),
        ("challenge_card.html", "t('challenge.won'", "tt('challenge.won'", "nothing is called tt"),
        ("result.html", "result.share)", "results.share)", "nothing is called results"),
        ("result.html", "tie.ideas", "tie.idea", "TieView has no idea"),
        ("vote_box.html", "box.hindrance %}", "box.obstacle %}", "VoteBoxView has no obstacle"),
        ("experts.html", "selectattr('comments')", "selectattr('comment')", "JudgementView has no comment"),
        ("integrity.html", "limit['looked']", "limit['seen']", "LimitEntry has no entry seen"),
        ("integrity.html", "limit['what']", "limit.what", "LimitEntry has entries: ['what']"),
        ("integrity.html", "flag.first.strftime", "flag.first.strtime", "datetime has no strtime"),
        ("contributions.html", "one.award }}", "one.awards }}", "ContributionView has no awards"),
        ("rank_reason.html", "n=rank.shared)", "n=ranks.shared)", "nothing is called ranks"),
        ("ranking.html", "orders(ranking", "order(ranking", "nothing is called order"),
        ("settled.html", "count_of, day, orders", "count_of, days, orders", "no macro days"),
    ],
)
def test_a_name_that_is_wrong_is_told_with_its_place(
    tmp_path: Path, file: str, right: str, wrong: str, complaint: str
) -> None:
    folder = Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))
    text = (folder / file).read_text("utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong), "utf-8")
    found = names_in(folder, VIEWS).complaints
    line = text[: text.index(right)].count("\n") + 1
    assert f"{file}:{line}: {complaint}" in found
