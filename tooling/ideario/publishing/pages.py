"""Renders the pages of the site: which there are, and the HTML of each, stamped into its shell. Writes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ideario.model import Idea
from ideario.problems import Failure
from ideario.publishing import views
from ideario.publishing.documents import DOCUMENTS
from ideario.publishing.edition import Edition
from ideario.publishing.shells import files_below
from ideario.publishing.stamper import Shell, bind, compact, cut, security_policy, stamp
from ideario.publishing.words import formats, language_name, read_words, translator

PER_PAGE = 50
PER_GROUP = 30
ON_HOME = 6

# The shells that stand for many pages, each at the depth at which its pages stand.
_IDEA, _IDEAS = "ideas/_record/", "ideas/page/_list/"
_CHALLENGE, _CHALLENGE_PAGE = "challenges/_record/", "challenges/_record/page/_list/"
_TAG, _TAG_PAGE = "tags/_record/", "tags/_record/page/_list/"
_PERSON = "people/_record/"
_MANY = {_IDEA, _IDEAS, _CHALLENGE, _CHALLENGE_PAGE, _TAG, _TAG_PAGE, _PERSON}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to be rendered. `path` is its address within the language's tree, "" the home page, ending in a slash.

    `kind` says how: `written` (a hand-written shell), `idea`, `ideas`, `challenge`, `person`, `tag` or `moved`; `key`
    is the record's slug, `number` the page of a list, from 1.
    """

    kind: str
    language: str
    path: str
    key: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where pages come from: `shells` as built, `templates` and `words` by precedence, the community's own first."""

    shells: Path
    templates: tuple[Path, ...]
    words: tuple[Path, ...]


class Renderer:
    """Renders pages of one edition. Reads shells, words and templates once; `render` has no side effects."""

    def __init__(self, edition: Edition, sources: Sources) -> None:
        self.edition = edition
        self.languages = edition.community.settings.languages
        self._sources = sources
        self._environment = Environment(
            loader=FileSystemLoader([str(folder) for folder in sources.templates]),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._translators = {
            language: translator(read_words(sources.words, language), language) for language in self.languages
        }
        # What many pages share, by template, language, depth and record: lists repeat the same cards again and again.
        self._parts: dict[tuple[object, ...], Markup] = {}
        self._shells = {language: self._read_shells(language) for language in self.languages}

    def _read_shells(self, language: str) -> Mapping[str, Shell]:
        folder = self._sources.shells / language
        name = str(escape(self.edition.community.settings.name))
        shells = {}
        for path in files_below(folder):
            if path.suffix == ".html":
                html = path.read_text("utf-8")
                place = path.relative_to(folder).as_posix().removesuffix("index.html")
                shells[place] = bind(cut(compact(html)), {"site_name": name, "csp": security_policy(html)})
        return shells

    # ---- which pages there are

    def pages(self) -> Iterator[Page]:
        """Every page of the site, in every language; lists together, because they share their cards."""
        for language in self.languages:
            for path in self._shells[language]:
                if path not in _MANY:
                    yield Page(kind="written", language=language, path=path)
            yield from self._record_pages(language)

    def _record_pages(self, language: str) -> Iterator[Page]:
        edition = self.edition
        for number in range(2, _page_count(edition.newest) + 1):
            yield Page(kind="ideas", language=language, path=f"ideas/page/{number}/", number=number)
        for slug in edition.community.ideas:
            yield Page(kind="idea", language=language, path=f"ideas/{slug}/", key=slug)
        for slug in edition.community.challenges:
            yield from self._paged("challenge", language, f"challenges/{slug}/", slug, edition.by_challenge)
        for tag in edition.tags:
            yield from self._paged("tag", language, f"tags/{tag}/", tag, edition.by_tag)
        for login in edition.community.people:
            yield Page(kind="person", language=language, path=f"people/{login}/", key=login)
        for decision in edition.community.decisions.values():
            for former in decision.former:
                yield Page(kind="moved", language=language, path=f"ideas/{former}/", key=decision.idea)

    @staticmethod
    def _paged(
        kind: str, language: str, path: str, key: str, ideas: Mapping[str, Sequence[Idea]]
    ) -> Iterator[Page]:
        yield Page(kind=kind, language=language, path=path, key=key)
        for number in range(2, _page_count(ideas.get(key, ())) + 1):
            yield Page(kind=kind, language=language, path=f"{path}page/{number}/", key=key, number=number)

    def site_path(self, page: Page) -> str:
        """Where the page stands in the whole site: its path, below the language unless that is the first."""
        return page.path if page.language == self.languages[0] else f"{page.language}/{page.path}"

    def file_path(self, page: Page) -> str:
        """The file of the page, relative to the site."""
        path = self.site_path(page)
        return path if path.endswith(".html") else f"{path}index.html"

    # ---- rendering

    def render(self, page: Page) -> str:
        """The HTML of a page."""
        return _Sheet(self, page).html()

    def shell(self, language: str, path: str) -> Shell:
        """The shell at `path`; Failure when somebody's own pages or theme took it away."""
        shell = self._shells[language].get(path)
        if shell is None:
            raise Failure(f"the site has no shell {path} in {language}", hint="put the page back below site/")
        return shell

    def has_page(self, language: str, page: Page) -> bool:
        """Whether the same page exists in another language: records always do, hand-written pages may not."""
        return page.kind != "written" or page.path in self._shells[language]

    def template(self, name: str, values: Mapping[str, Any]) -> Markup:
        """A template filled with values."""
        return Markup(self._environment.get_template(name).render(values))

    def shared(self, key: tuple[object, ...], make: Callable[[], Markup]) -> Markup:
        """The part that many pages have in common under `key`, made once in each process."""
        part = self._parts.get(key)
        if part is None:
            part = self._parts[key] = make()
        return part

    def translator(self, language: str) -> Any:
        """The function `t` of a language."""
        return self._translators[language]


class _Sheet:
    """One page on its way: what its templates share, and which slots it fills."""

    def __init__(self, renderer: Renderer, page: Page) -> None:
        self.renderer, self.page, self.edition = renderer, page, renderer.edition
        depth = page.path.count("/")
        self._up = "../" * depth
        self._site_up = "../" * renderer.site_path(page).count("/")
        if page.path == "404.html":  # shown at any address, so it cannot go up from its own
            self._site_up = self._up = "/" + self.edition.community.settings.url.split("/", 3)[3]
        self.t = renderer.translator(page.language)
        self._shared = {"t": self.t, "fmt": formats(page.language), "up": Markup(self._up)}

    def part(self, template: str, **values: Any) -> Markup:
        return self.renderer.template(template, self._shared | values)

    def html(self) -> str:
        return getattr(self, f"_{self.page.kind}")()

    def _stamped(self, shell: str, *, title: str, description: str, main: Markup, feed: str = "feed.xml") -> str:
        values = {
            "title": str(escape(title)),
            "description": str(escape(description)),
            "main": str(main),
            "head": self._head(feed),
            "languages": self._languages,
            "sample": self._sample,
            "observed": self._foot(brief=True),
        }
        return stamp(self.renderer.shell(self.page.language, shell), values)

    # ---- records

    def _idea(self) -> str:
        idea = self.edition.community.ideas[self.page.key]
        main = self.part("idea.html", idea=views.idea_view(self.edition, idea, self.page.language))
        return self._stamped(_IDEA, title=idea.title, description=idea.summary or idea.title, main=main)

    def _challenge(self) -> str:
        challenge = self.edition.community.challenges[self.page.key]
        base = f"challenges/{challenge.slug}/"
        view = views.challenge_view(self.edition, challenge, self.page.language)
        main = self.part(
            "challenge.html", challenge=view | self._list(self.edition.by_challenge.get(challenge.slug, ()), base)
        )
        return self._stamped(
            _CHALLENGE if self.page.number == 1 else _CHALLENGE_PAGE,
            title=challenge.title,
            description=challenge.question,
            main=main,
            feed=f"{base}feed.xml",
        )

    def _tag(self) -> str:
        tag = views.tag_view(self.edition, self.page.key, self.page.language)
        ideas = self._list(self.edition.by_tag.get(self.page.key, ()), f"tags/{self.page.key}/")
        return self._stamped(
            _TAG if self.page.number == 1 else _TAG_PAGE,
            title=tag["label"],
            description=tag["label"],
            main=self.part("tag.html", tag=tag, **ideas),
        )

    def _person(self) -> str:
        person = self.edition.community.people[self.page.key]
        view = views.person_view(self.edition, person, self.page.language)
        ideas = self._cards(self.edition.by_author.get(person.login.lower(), ()))
        main = self.part("person.html", person=view | {"ideas": ideas})
        return self._stamped(_PERSON, title=view["name"], description=view["name"], main=main)

    def _ideas(self) -> str:
        main = self.part("idea_list_page.html", **self._list(self.edition.newest, "ideas/"))
        title = str(self.t("ideas.page", number=self.page.number))
        return self._stamped(_IDEAS, title=title, description=title, main=main)

    def _moved(self) -> str:
        idea = self.edition.community.ideas[self.page.key]
        main = self.part("moved.html", idea={"slug": idea.slug, "title": idea.title, "lang": idea.language})
        shell = self._stamped(_IDEA, title=idea.title, description=idea.title, main=main)
        refresh = f'<meta http-equiv="refresh" content="0; url={self._up}ideas/{idea.slug}/">'
        return shell.replace("</head>", f"{refresh}</head>", 1)

    def _list(self, ideas: Sequence[Idea], base: str) -> dict[str, Any]:
        """The ideas of this page of a list, and where in the list it stands."""
        number, total = self.page.number, _page_count(ideas)
        shown = ideas[(number - 1) * PER_PAGE : number * PER_PAGE]
        paths = {n: base if n == 1 else f"{base}page/{n}/" for n in range(1, total + 1)}
        return {
            "ideas": self._cards(shown),
            "pages": {
                "number": number,
                "total": total,
                "count": len(ideas),
                "previous": paths.get(number - 1),
                "next": paths.get(number + 1),
            },
        }

    # ---- hand-written pages

    def _written(self) -> str:
        shell = self.renderer.shell(self.page.language, self.page.path)
        values = {}
        for slot in set(shell.slots):
            filler = getattr(self, f"_slot_{slot}", None)
            if filler is None:
                raise Failure(
                    f"the page {self.page.path or 'index'} ({self.page.language}) has an unknown slot %%{slot}%%",
                    hint="write one of: " + ", ".join(sorted(n[6:] for n in dir(self) if n.startswith("_slot_"))),
                )
            values[slot] = str(filler())
        return stamp(shell, values)

    def _slot_head(self) -> str:
        return self._head("feed.xml")

    def _slot_languages(self) -> str:
        return self._languages

    def _slot_sample(self) -> str:
        return self._sample

    def _slot_observed(self) -> str:
        return self._foot(brief=False)

    def _slot_title(self) -> str:
        return str(escape(self.edition.community.settings.name))

    def _slot_description(self) -> Markup:
        settings = self.edition.community.settings
        return escape(views.localised(settings.tagline, self.page.language) or settings.name)

    def _slot_challenges(self) -> Markup:
        shown = self.edition.challenges[:ON_HOME]
        return self.part(
            "home_challenges.html", challenges=[views.challenge_card_view(self.edition, c) for c in shown]
        )

    def _slot_ideas(self) -> Markup:
        return self.part("idea_cards.html", ideas=self._cards(self.edition.newest[:ON_HOME]))

    def _slot_numbers(self) -> Markup:
        return self.part("home_numbers.html", numbers=views.numbers_view(self.edition))

    def _slot_rules(self) -> Markup:
        rules = [{"id": name, "level": level, "text": text} for name, level, text in self.edition.rules]
        return self.part("rules.html", rules=rules)

    def _slot_documents(self) -> Markup:
        documents = [{"key": key, "path": path, "href": self._site_up + path} for key, path in DOCUMENTS.items()]
        return self.part("documents.html", documents=documents)

    def _slot_main(self) -> Markup:
        """What a list page lists, told by its address."""
        edition, language = self.edition, self.page.language
        match self.page.path:
            case "ideas/":
                return self.part("idea_list.html", **self._list(edition.newest, "ideas/"))
            case "challenges/":
                shown = [views.challenge_card_view(edition, challenge) for challenge in edition.challenges]
                return self.part("challenge_list.html", challenges=shown)
            case "people/":
                shown = [views.person_card_view(edition, person) for person in edition.community.people.values()]
                return self.part("people.html", people=shown)
            case "tags/":
                return self.part("tags.html", tags=[views.tag_view(edition, tag, language) for tag in edition.tags])
            case "roadmap/":
                return self.part("roadmap.html", groups=self._roadmap)
            case "rules/":
                return self._slot_rules()
            case "data/":
                return self._slot_documents()
        raise Failure(
            f"the page {self.page.path} has a slot %%main%%, which only the lists of the site fill",
            hint="use %%ideas%%, %%challenges%% or %%numbers%% on a page of your own",
        )

    @cached_property
    def _roadmap(self) -> list[dict[str, Any]]:
        """Per kind of status the newest ideas of that kind; those already decided first."""
        edition = self.edition
        groups = []
        for kind in ("active", "done", "open", "declined", "duplicate"):
            ideas = [idea for idea in edition.newest if edition.community.status(idea.slug).kind == kind]
            if ideas:
                shown = self._cards(ideas[:PER_GROUP])
                groups.append({"kind": kind, "ideas": shown, "total": len(ideas)})
        return groups

    # ---- what every page has

    def _head(self, feed: str) -> str:
        site = self.edition.community.settings.url
        renderer, page = self.renderer, self.page
        if page.path == "404.html":
            return ""
        lines = [f'<link rel="canonical" href="{escape(site + renderer.site_path(page))}">']
        if len(renderer.languages) > 1:
            lines += [
                f'<link rel="alternate" hreflang="{code}" href="{href}">'
                for code, href in self._translations().items()
                if code != page.language
            ]
        lines.append(f'<link rel="alternate" type="application/atom+xml" href="{self._site_up}{feed}">')
        return "\n".join(lines)

    def _translations(self) -> dict[str, str]:
        """Per language the relative address of this page there, or of that language's home where it is absent."""
        renderer, page = self.renderer, self.page
        found = {}
        for code in renderer.languages:
            path = page.path if renderer.has_page(code, page) and page.path != "404.html" else ""
            prefix = "" if code == renderer.languages[0] else f"{code}/"
            found[code] = self._site_up + prefix + path or "./"
        return found

    @property
    def _languages(self) -> str:
        if len(self.renderer.languages) == 1:
            return ""
        languages = [
            {"code": code, "name": language_name(code), "href": href, "current": code == self.page.language}
            for code, href in self._translations().items()
        ]
        return str(self.part("languages.html", languages=languages))

    @property
    def _sample(self) -> str:
        return str(
            self.renderer.shared(
                ("sample", self.page.language), lambda: self.part("sample.html", sample=self.edition.sample)
            )
        )

    def _foot(self, *, brief: bool) -> str:
        """The foot of a page. `brief` leaves out the moment of the count, which would change every record every day."""
        key = ("foot", self.page.language, self._up, brief)
        return str(self.renderer.shared(key, lambda: self._new_foot(brief)))

    def _new_foot(self, brief: bool) -> Markup:
        settings, ledger = self.edition.community.settings, self.edition.tally.ledger
        return self.part(
            "observed.html",
            settings={
                "name": settings.name,
                "licence": settings.licence,
                "repository_url": self.edition.repository_url,
            },
            observed=ledger.observed if ledger else None,
            head=ledger.head if ledger else "",
            as_of=self.edition.tally.as_of,
            brief=brief,
        )

    def _cards(self, ideas: Sequence[Idea]) -> list[Markup]:
        """The ideas of a list, each as the card that every list at this depth shows of it."""
        language, up = self.page.language, self._up
        return [
            self.renderer.shared(("card", language, up, idea.slug), partial(self._new_card, idea))
            for idea in ideas
        ]

    def _new_card(self, idea: Idea) -> Markup:
        return self.part("idea_card.html", idea=views.card_view(self.edition, idea, self.page.language))


def _page_count(ideas: Sequence[Idea]) -> int:
    return max(1, -(-len(ideas) // PER_PAGE))
