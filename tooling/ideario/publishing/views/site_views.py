"""What the templates see that stand around pages or on those that are written by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from ideario.forge.addresses import issues_url
from ideario.messages.catalogue import has_catalogue
from ideario.messages.said import ENGLISH, Said
from ideario.model.file_rules import FileRule
from ideario.publishing.edition import Edition
from ideario.publishing.views.template_view import TemplateView, view


@view
class LanguageLink:
    """The way to the same page in a language, named by itself; its words are in `spoken`, such as `pt` for `pt-BR`."""

    code: str
    name: str
    href: str
    current: bool
    spoken: str


@view
class LanguageLinks(TemplateView):
    """The same page in all languages, the one that it is in being called `current`."""

    template: ClassVar[str] = "languages.html"
    current: str
    languages: Sequence[LanguageLink]


@view
class SampleNote(TemplateView):
    """That votes are made up, where they are."""

    template: ClassVar[str] = "sample.html"
    sample: bool


@view
class StaleNote(TemplateView):
    """That newer votes could not be fetched than those `observed` then; None without any."""

    template: ClassVar[str] = "stale.html"
    observed: datetime | None


@view
class FootSettings:
    """What the foot says of the community; addresses are "" where there is none."""

    licence: str
    repository_url: str
    contact: str
    conduct: str


@view
class Foot(TemplateView):
    """The foot of a page. `observed` is None without a ledger.

    `brief` leaves out what changes with every count.
    """

    template: ClassVar[str] = "observed.html"
    settings: FootSettings
    observed: datetime | None
    as_of: datetime
    brief: bool


@view
class LedgerHead(TemplateView):
    """The last line of the ledger by its hash, which stands for all lines before; "" without a ledger."""

    template: ClassVar[str] = "ledger_head.html"
    head: str


@view
class Contact(TemplateView):
    """Where to write to the people who run the community, and what conduct they ask for: "" where nothing is said."""

    template: ClassVar[str] = "contact.html"
    contact: str
    href: str
    conduct: str
    conduct_href: str
    issues: str | None


@view
class PromiseView:
    """What became of the promise to answer in so many days: of `due` proposals `within`, and `overdue` wait longer.

    Of `unknown` more it is not known.
    """

    days: int
    due: int
    within: int
    overdue: int
    unknown: int


@view
class NumbersView:
    """The community in whole numbers; `ballots` is None without a ledger and while some counts are withheld.

    `promise` is None where nothing is promised.
    """

    ideas: int
    won: int
    ballots: int | None
    done: int
    answered: int
    promise: PromiseView | None


@view
class HomeNumbers(TemplateView):
    """The numbers of the home page."""

    template: ClassVar[str] = "home_numbers.html"
    numbers: NumbersView


@view
class FileRuleList(TemplateView):
    """All file rules, their texts in `language`."""

    template: ClassVar[str] = "rules.html"
    rules: Sequence[FileRule]
    language: str


def file_rules_view(rules: Sequence[FileRule], language: str) -> FileRuleList:
    """The file rules for readers of a language: in English where messages have no catalogue in it."""
    if not has_catalogue(language):
        return FileRuleList(rules=rules, language=ENGLISH)
    translated = [replace(rule, text=Said(rule.text).in_language(language)) for rule in rules]
    return FileRuleList(rules=translated, language=language)


@view
class VoteRules(TemplateView):
    """What some vote rules mean, by their ids."""

    template: ClassVar[str] = "vote_rules.html"
    rules: Sequence[str]


@view
class DocumentLink:
    """A file of the site for programs, by its key in DOCUMENTS."""

    key: str
    path: str
    href: str


@view
class DocumentList(TemplateView):
    """The files of the site for programs."""

    template: ClassVar[str] = "documents.html"
    documents: Sequence[DocumentLink]


def contact_href(contact: str) -> str:
    """What a link to a contact leads to: an e-mail address needs its scheme."""
    return f"mailto:{contact}" if contact and "://" not in contact else contact


def contact(edition: Edition) -> Contact:
    """Whom to write to."""
    settings = edition.community.settings
    return Contact(
        contact=settings.contact.removeprefix("https://"),
        href=contact_href(settings.contact),
        conduct=settings.code_of_conduct.removeprefix("https://"),
        conduct_href=settings.code_of_conduct,
        issues=issues_url(edition.repository_url) or None,
    )


def foot(edition: Edition, *, brief: bool) -> Foot:
    """The foot of a page."""
    settings, ledger = edition.community.settings, edition.tally.ledger
    return Foot(
        settings=FootSettings(
            licence=settings.licence,
            repository_url=edition.repository_url,
            contact=contact_href(settings.contact),
            conduct=settings.code_of_conduct,
        ),
        observed=ledger.observed if ledger else None,
        as_of=edition.tally.as_of,
        brief=brief,
    )


def numbers_view(edition: Edition) -> NumbersView:
    """The numbers of the community."""
    community = edition.community
    standings, kept = edition.tally.standings.values(), edition.promise
    return NumbersView(
        ideas=len(community.ideas),
        won=sum(found.won for found in edition.idea_results.values()),
        ballots=sum(s.support + s.oppose for s in standings) if edition.tally.ledger and edition.complete else None,
        done=len(edition.by_kind.get("done", ())),
        answered=sum(
            1 for decision in community.decisions.values() if any(change.reason for change in decision.history)
        ),
        promise=None
        if kept is None
        else PromiseView(days=kept.days, due=kept.due, within=kept.within, overdue=kept.overdue, unknown=kept.unknown),
    )
