"""Renders the pages of an edition: what each shows, stamped into its shell. Writes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from ideario.model import Idea, localised
from ideario.problems import Failure
from ideario.publishing import views
from ideario.publishing.documents import DOCUMENTS
from ideario.publishing.edition import Edition
from ideario.publishing.pages import (
    CHALLENGE,
    CHALLENGE_PAGE,
    IDEA,
    IDEAS,
    NOT_FOUND,
    PER_PAGE,
    PERSON,
    TAG,
    TAG_PAGE,
    Page,
    all_pages,
    page_count,
    site_path,
)
from ideario.publishing.shells import files_below
from ideario.publishing.stamper import Shell, bind, compact, cut, security_policy, stamp
from ideario.publishing.templates import Templates
from ideario.publishing.words import language_name

PER_GROUP = 30
ON_HOME = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the site comes from: `shells` as built; `templates` and `words` by precedence, the community's first."""

    shells: Path
    schemas: Path
    templates: tuple[Path, ...]
    words: tuple[Path, ...]


class Renderer:
    """Renders pages of one edition. Reads shells, words and templates once; `render` has no side effects."""

    def __init__(self, edition: Edition, sources: Sources) -> None:
        self.edition = edition
        self.languages = edition.community.settings.languages
        self.templates = Templates(sources.templates, sources.words, self.languages)
        self._shells = {language: self._read_shells(sources.shells / language) for language in self.languages}
        self.pages = tuple(all_pages(edition, self._shells))

    def _read_shells(self, folder: Path) -> Mapping[str, Shell]:
        name = str(escape(self.edition.community.settings.name))
        shells = {}
        for path in files_below(folder):
            if path.suffix == ".html":
                html = path.read_text("utf-8")
                place = path.relative_to(folder).as_posix().removesuffix("index.html")
                shells[place] = bind(cut(compact(html)), {"site_name": name, "csp": security_policy(html)})
        return shells

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


class _Sheet:
    """One page on its way: what its templates share, and which slots it fills."""

    def __init__(self, renderer: Renderer, page: Page) -> None:
        self.renderer, self.page, self.edition = renderer, page, renderer.edition
        if page.path == NOT_FOUND:  # shown at any address, so it cannot go up from its own
            self._site_up = self._up = "/" + self.edition.community.settings.url.split("/", 3)[3]
        else:
            self._up = page.up
            self._site_up = page.up if page.language == renderer.languages[0] else f"../{page.up}"

    def part(self, template: str, **values: Any) -> Markup:
        return self.renderer.templates.fill(template, self.page.language, self._up, values)

    def html(self) -> str:
        render: Callable[[], str] = getattr(self, f"_{self.page.kind}")
        return render()

    def _stamped(self, shell: str, *, title: str, description: str, main: Markup, feed: str = "feed.xml") -> str:
        values = {
            "title": str(escape(title)),
            "description": str(escape(description)),
            "main": str(main),
            "head": self._head(feed),
            "languages": self._languages,
            "sample": self._sample,
            "stale": self._stale,
            "observed": self._foot(brief=True),
        }
        return stamp(self.renderer.shell(self.page.language, shell), values)

    # ---- records

    def _idea(self) -> str:
        idea = self.edition.community.ideas[self.page.key]
        main = self.part("idea.html", idea=views.idea_view(self.edition, idea, self.page.language))
        return self._stamped(IDEA, title=idea.title, description=idea.summary or idea.title, main=main)

    def _challenge(self) -> str:
        challenge = self.edition.community.challenges[self.page.key]
        base = f"challenges/{challenge.slug}/"
        view = views.challenge_view(self.edition, challenge, self.page.language)
        main = self.part(
            "challenge.html", challenge=view | self._list(self.edition.by_challenge.get(challenge.slug, ()), base)
        )
        return self._stamped(
            CHALLENGE if self.page.number == 1 else CHALLENGE_PAGE,
            title=challenge.title,
            description=challenge.question,
            main=main,
            feed=f"{base}feed.xml",
        )

    def _tag(self) -> str:
        tag = views.tag_view(self.edition, self.page.key, self.page.language)
        ideas = self._list(self.edition.by_tag.get(self.page.key, ()), f"tags/{self.page.key}/")
        return self._stamped(
            TAG if self.page.number == 1 else TAG_PAGE,
            title=tag["label"],
            description=tag["label"],
            main=self.part("tag.html", tag=tag, **ideas),
        )

    def _person(self) -> str:
        person = self.edition.community.people[self.page.key]
        view = views.person_view(self.edition, person)
        ideas = self._cards(self.edition.by_author.get(person.login.lower(), ()))
        main = self.part("person.html", person=view | {"ideas": ideas})
        return self._stamped(PERSON, title=view["name"], description=view["name"], main=main)

    def _ideas(self) -> str:
        main = self.part("idea_list_page.html", **self._list(self.edition.newest, "ideas/"))
        title = str(self.renderer.templates.t(self.page.language)("ideas.page", number=self.page.number))
        return self._stamped(IDEAS, title=title, description=title, main=main)

    def _moved(self) -> str:
        idea = self.edition.community.ideas[self.page.key]
        main = self.part("moved.html", idea={"slug": idea.slug, "title": idea.title, "lang": idea.language})
        shell = self._stamped(IDEA, title=idea.title, description=idea.title, main=main)
        refresh = f'<meta http-equiv="refresh" content="0; url={self._up}ideas/{idea.slug}/">'
        return shell.replace("</head>", f"{refresh}</head>", 1)

    def _list(self, ideas: Sequence[Idea], base: str) -> dict[str, Any]:
        """The ideas of this page of a list, and where in the list it stands."""
        number, total = self.page.number, page_count(ideas)
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

    def _slot_stale(self) -> str:
        return self._stale

    def _slot_observed(self) -> str:
        return self._foot(brief=False)

    def _slot_title(self) -> str:
        return str(escape(self.edition.community.settings.name))

    def _slot_description(self) -> Markup:
        settings = self.edition.community.settings
        return escape(localised(settings.tagline, self.page.language) or settings.name)

    def _slot_challenges(self) -> Markup:
        shown = self.edition.challenges[:ON_HOME]
        return self.part("home_challenges.html", challenges=[views.challenge_card_view(self.edition, c) for c in shown])

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
                proposed = views.proposed_view(edition, PER_PAGE)
                return self.part("ideas.html", proposed=proposed, **self._list(edition.newest, "ideas/"))
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

    @property
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
        if page.path == NOT_FOUND:
            return ""
        lines = [f'<link rel="canonical" href="{escape(site + site_path(page, renderer.languages))}">']
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
            path = page.path if renderer.has_page(code, page) and page.path != NOT_FOUND else ""
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
        return str(self._shared("sample.html", "", lambda: {"sample": self.edition.sample}))

    @property
    def _stale(self) -> str:
        """On every page while newer votes could not be fetched; nothing otherwise, so that pages stay as they were."""
        if not self.edition.stale:
            return ""
        ledger = self.edition.tally.ledger
        return str(self._shared("stale.html", "", lambda: {"observed": ledger.observed if ledger else None}))

    def _foot(self, *, brief: bool) -> str:
        """The foot of a page. `brief` leaves out the moment of the count, which would change every record every day."""
        settings, ledger = self.edition.community.settings, self.edition.tally.ledger
        return str(
            self._shared(
                "observed.html",
                "brief" if brief else "",
                lambda: {
                    "settings": {
                        "name": settings.name,
                        "licence": settings.licence,
                        "repository_url": self.edition.repository_url,
                    },
                    "observed": ledger.observed if ledger else None,
                    "head": ledger.head if ledger else "",
                    "as_of": self.edition.tally.as_of,
                    "brief": brief,
                },
            )
        )

    def _cards(self, ideas: Sequence[Idea]) -> list[Markup]:
        """The ideas of a list, each as the card that every list at this depth shows of it."""
        return [self._shared("idea_card.html", idea.slug, partial(self._card, idea)) for idea in ideas]

    def _card(self, idea: Idea) -> dict[str, Any]:
        return {"idea": views.card_view(self.edition, idea, self.page.language)}

    def _shared(self, template: str, key: str, values: Callable[[], Mapping[str, Any]]) -> Markup:
        return self.renderer.templates.shared(template, self.page.language, self._up, key, values)
