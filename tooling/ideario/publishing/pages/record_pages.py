"""The pages of records (ideas, challenges, tags, people), and the further pages of their lists."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ideario.publishing.following.entries import told_changes
from ideario.publishing.following.sharing import shared_challenge, shared_idea
from ideario.publishing.pages.list_pages import changes_page, people_page, skills_page
from ideario.publishing.pages.page_addresses import (
    CHALLENGE,
    CHALLENGE_PAGE,
    IDEA,
    IDEAS,
    LANGUAGE,
    LANGUAGE_PAGE,
    PEOPLE_PAGE,
    PERSON,
    PERSON_PAGE,
    RANKING,
    RANKING_PAGE,
    STATUS,
    STATUS_PAGE,
    TAG,
    TAG_PAGE,
    election_path,
    language_path,
    ranking_path,
    status_path,
)
from ideario.publishing.pages.page_draft import PageDraft
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.views.challenge_views import ChallengePage, challenge_view
from ideario.publishing.views.idea_views import IdeaPage, MovedPage, idea_view
from ideario.publishing.views.lists.explore_view import FacetPage, FacetValue
from ideario.publishing.views.lists.idea_cards import IdeaListPage
from ideario.publishing.views.lists.ranking_views import (
    RankingPage,
    SettledPage,
    rank_facts,
    ranking_view,
    ranks_in,
    settled_view,
)
from ideario.publishing.views.lists.tag_views import TagPage
from ideario.publishing.views.people.people_views import PersonPage, person_view
from ideario.publishing.views.people.roll import own_entry
from ideario.publishing.views.shared_views import status_label, tag_label, title_link
from ideario.publishing.words import language_name

OF_PERSON = 12
"""Ideas of a person that are shown as cards: what has become of the others is told in a line."""


def _idea(sheet: Sheet) -> PageDraft:
    community = sheet.edition.community
    idea = community.ideas[sheet.page.key]
    challenge = community.challenges.get(idea.challenge or "")
    state = sheet.state(challenge, of_votes=True) if challenge else None
    view = idea_view(sheet.edition, idea, sheet.page.language, state)
    own = bool(told_changes(sheet.edition, idea.slug))
    folder = f"ideas/{idea.slug}/" if own else f"challenges/{challenge.slug}/" if challenge else ""
    return sheet.stamped(
        IDEA,
        title=idea.title,
        description=idea.summary or idea.title,
        main=sheet.part(IdeaPage(idea=view)),
        feed=f"{folder}feed.xml",
        whole=challenge.title if challenge and not own else None,
        thread=None if own else view.box.discuss_url,
        shared=shared_idea(sheet.edition, idea),
    )


def _challenge(sheet: Sheet) -> PageDraft:
    challenge = sheet.edition.community.challenges[sheet.page.key]
    base = f"challenges/{challenge.slug}/"
    ideas, pages = sheet.listed(sheet.edition.in_order.get(challenge.slug, ()), base)
    decided, first = challenge.slug in sheet.edition.results, sheet.page.number == 1
    ranks = ranks_in(sheet.edition, challenge)
    by_rank = [] if first or decided else [ranks[idea.slug] for idea in ideas if idea.slug in ranks]
    view = challenge_view(
        sheet.edition,
        challenge,
        sheet.page.language,
        sheet.state(challenge),
        ideas=ideas,
        ranks=ranks,
        shown=sheet.shown([] if decided else ideas[len(by_rank) :]),
        ranked=sheet.ranked_rows("top", by_rank),
        pages=pages,
    )
    election = sheet.site_up + election_path(challenge.slug) if challenge.slug in sheet.edition.elections else None
    return sheet.stamped(
        CHALLENGE if first else CHALLENGE_PAGE,
        title=challenge.title,
        description=challenge.question,
        main=sheet.part(ChallengePage(challenge=view, election=election, folder=sheet.site_up + base)),
        feed=f"{base}feed.xml",
        shared=shared_challenge(sheet.edition, challenge),
    )


def _tag(sheet: Sheet) -> PageDraft:
    tag = tag_label(sheet.edition, sheet.page.key, sheet.page.language)
    ideas, pages = sheet.listed(sheet.edition.by_tag.get(sheet.page.key, ()), f"tags/{sheet.page.key}/")
    return sheet.stamped(
        TAG if sheet.page.number == 1 else TAG_PAGE,
        title=tag.label,
        description=tag.label,
        main=sheet.part(TagPage(tag=tag, ideas=sheet.shown(ideas), pages=pages)),
        feed=f"tags/{sheet.page.key}/feed.xml",
    )


def _person(sheet: Sheet) -> PageDraft:
    person = sheet.edition.community.people[sheet.page.key]
    entry = own_entry(sheet.edition, sheet.press.by_login[person.login])
    ideas, pages = sheet.listed(sheet.edition.ideas_by(person.login), f"people/{person.login}/")
    view = person_view(sheet.edition, person, entry, sheet.shown(ideas, OF_PERSON))
    shell = PERSON if sheet.page.number == 1 else PERSON_PAGE
    return sheet.stamped(
        shell,
        title=entry.name,
        description=entry.name,
        main=sheet.part(PersonPage(person=view, pages=pages)),
        feed=f"people/{person.login}/feed.xml",
    )


def _people(sheet: Sheet) -> PageDraft:
    title = str(sheet.press.templates.t(sheet.page.language)("people.page", number=sheet.page.number))
    return sheet.stamped(PEOPLE_PAGE, title=title, description=title, main=sheet.part(people_page(sheet)))


def _changes(sheet: Sheet) -> PageDraft:
    title = str(sheet.press.templates.t(sheet.page.language)("changes.page", number=sheet.page.number))
    return sheet.stamped(PEOPLE_PAGE, title=title, description=title, main=sheet.part(changes_page(sheet)))


def _skills(sheet: Sheet) -> PageDraft:
    title = str(sheet.press.templates.t(sheet.page.language)("skills.page", number=sheet.page.number))
    return sheet.stamped(PEOPLE_PAGE, title=title, description=title, main=sheet.part(skills_page(sheet)))


def _ideas(sheet: Sheet) -> PageDraft:
    ideas, pages = sheet.listed(sheet.edition.newest, "ideas/")
    main = sheet.part(IdeaListPage(ideas=sheet.shown(ideas), pages=pages))
    title = str(sheet.press.templates.t(sheet.page.language)("ideas.page", number=sheet.page.number))
    return sheet.stamped(IDEAS, title=title, description=title, main=main)


def _status(sheet: Sheet) -> PageDraft:
    status = status_label(sheet.edition.community.settings.statuses[sheet.page.key], sheet.page.language)
    ideas, pages = sheet.listed(sheet.edition.lists.by_status[status.slug], status_path(status.slug))
    value = FacetValue(label=status.label, lang=status.lang)
    main = sheet.part(FacetPage(facet="status", value=value, ideas=sheet.shown(ideas), pages=pages))
    shell = STATUS if sheet.page.number == 1 else STATUS_PAGE
    return sheet.stamped(shell, title=status.label, description=status.label, main=main)


def _language(sheet: Sheet) -> PageDraft:
    spoken, name = sheet.page.key, language_name(sheet.page.key)
    ideas, pages = sheet.listed(sheet.edition.lists.by_language[spoken], language_path(spoken))
    value = FacetValue(label=name, lang=spoken)
    main = sheet.part(FacetPage(facet="language", value=value, ideas=sheet.shown(ideas), pages=pages))
    shell = LANGUAGE if sheet.page.number == 1 else LANGUAGE_PAGE
    return sheet.stamped(shell, title=name, description=name, main=main)


def _ranking(sheet: Sheet) -> PageDraft:
    name, t = sheet.page.key, sheet.press.templates.t(sheet.page.language)
    base = ranking_path(name)
    whole = sheet.edition.rankings.get("", {}).get(name, ())
    ranks, pages = sheet.listed(whole, base)
    first = sheet.page.number == 1
    main = RankingPage(
        ranking=ranking_view(sheet.edition, name, ranks),
        cards=sheet.cards([sheet.edition.community.ideas[one.idea] for one in ranks]) if first else [],
        reasons=sheet.reasons(rank_facts(sheet.edition, name, ranks, whole)) if first else [],
        rows=None if first else sheet.ranked_rows(name, ranks),
        pages=pages,
    )
    return sheet.stamped(
        RANKING if first else RANKING_PAGE,
        title=str(t(f"ranking.{name}")),
        description=str(t(f"ranking.{name}.means")),
        main=sheet.part(main),
        feed=f"{base}feed.xml",
    )


def _settled(sheet: Sheet) -> PageDraft:
    kind, t = sheet.page.key, sheet.press.templates.t(sheet.page.language)
    base = ranking_path(kind)
    ideas, pages = sheet.listed(sheet.edition.settled[kind], base)
    changes = [settled_view(sheet.edition, idea.slug) for idea in ideas]
    shown = sheet.cards(ideas) if sheet.page.number == 1 else sheet.lines([idea.slug for idea in ideas])
    return sheet.stamped(
        RANKING if sheet.page.number == 1 else RANKING_PAGE,
        title=str(t(f"settled.{kind}")),
        description=str(t(f"settled.{kind}.means")),
        main=sheet.part(SettledPage(kind=kind, changes=changes, ideas=shown, pages=pages)),
        feed=f"{base}feed.xml",
    )


def _moved(sheet: Sheet) -> PageDraft:
    idea = sheet.edition.community.ideas[sheet.page.key]
    main = sheet.part(MovedPage(idea=title_link(idea)))
    draft = sheet.stamped(IDEA, title=idea.title, description=idea.title, main=main)
    refresh = f'<meta http-equiv="refresh" content="0; url={sheet.up}ideas/{idea.slug}/">'
    return replace(draft, values={**draft.values, "head": f"{draft.values['head']}\n{refresh}"})


RECORDS: Mapping[str, Callable[[Sheet], PageDraft]] = MappingProxyType(
    {
        "idea": _idea,
        "challenge": _challenge,
        "tag": _tag,
        "person": _person,
        "people": _people,
        "skills": _skills,
        "status": _status,
        "language": _language,
        "changes": _changes,
        "ideas": _ideas,
        "ranking": _ranking,
        "settled": _settled,
        "moved": _moved,
    }
)
"""A page by its kind."""
