"""The register of the pages that list something, and what each lists.

A new one is an entry here, with its template in site/shell/templates and its page of words in every language of
site/shell/pages, where `%%main%%` stands for the list. Its view may stand here, beside the entry.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ideario.publishing.charts.insights_view import InsightsPage, insights_page
from ideario.publishing.pages.page_addresses import PREVIEW
from ideario.publishing.pages.sheets import Sheet
from ideario.publishing.skills import PER_PAGE as SKILLS
from ideario.publishing.views.challenge_views import ChallengeList
from ideario.publishing.views.flags_view import IntegrityPage, integrity_view
from ideario.publishing.views.lists.explore_view import ExplorePage, facet_links
from ideario.publishing.views.lists.ranking_views import WithheldRanks, withheld_ranks
from ideario.publishing.views.lists.tag_views import TagList
from ideario.publishing.views.outcomes.changes_view import PER_PAGE as CHANGES
from ideario.publishing.views.outcomes.changes_view import ChangeList, change_list
from ideario.publishing.views.outcomes.roadmap_view import Roadmap, roadmap
from ideario.publishing.views.pending_views import pending_list
from ideario.publishing.views.people.people_views import PER_PAGE as PEOPLE
from ideario.publishing.views.people.people_views import PersonList, person_list
from ideario.publishing.views.people.skill_views import SkillList, skill_list
from ideario.publishing.views.preview_view import PreviewPage, preview_page
from ideario.publishing.views.propose_view import ProposePage, propose_page
from ideario.publishing.views.shared_views import tag_labels
from ideario.publishing.views.template_view import TemplateView


def _ideas(sheet: Sheet) -> ExplorePage:
    ideas, pages = sheet.listed(sheet.edition.newest, "ideas/")
    return ExplorePage(
        tree=sheet.page.language,
        facets=facet_links(sheet.edition, sheet.page.language),
        pending=pending_list(sheet.edition),
        ideas=sheet.shown(ideas),
        pages=pages,
    )


def _challenges(sheet: Sheet) -> ChallengeList:
    return ChallengeList(challenges=sheet.challenge_cards(sheet.edition.challenges))


def people_page(sheet: Sheet) -> PersonList:
    """The list of all who took part, or a further page of it."""
    everybody = sheet.press.everybody
    return person_list(sheet.edition, everybody, sheet.pages(len(everybody), PEOPLE, "people/"))


def skills_page(sheet: Sheet) -> SkillList:
    """The list of skills, or a further page of it."""
    return skill_list(sheet.edition, sheet.pages(len(sheet.edition.skills), SKILLS, "skills/"))


def _rankings(sheet: Sheet) -> WithheldRanks:
    return WithheldRanks(withheld=withheld_ranks(sheet.edition))


def _tags(sheet: Sheet) -> TagList:
    return TagList(tags=tag_labels(sheet.edition, sheet.edition.tags, sheet.page.language))


def _roadmap(sheet: Sheet) -> Roadmap:
    return roadmap(sheet.edition, sheet.page.language)


def changes_page(sheet: Sheet) -> ChangeList:
    """The list of changes, or a further page of it."""
    found = sheet.press.happenings
    pages = sheet.pages(len(found), CHANGES, "changes/")
    return change_list(sheet.edition, found, pages, sheet.page.language)


def _propose(sheet: Sheet) -> ProposePage:
    language = sheet.page.language
    words = sheet.press.templates.words_for(language, "proposing.")
    return propose_page(sheet.edition, sheet.press.idea_schema, language, root=sheet.site_up, words=words)


def _preview(sheet: Sheet) -> PreviewPage:
    return preview_page(sheet.edition, sheet.page.language, root=sheet.site_up)


def _integrity(sheet: Sheet) -> IntegrityPage:
    return IntegrityPage(integrity=integrity_view(sheet.edition))


def _insights(sheet: Sheet) -> InsightsPage:
    language, templates = sheet.page.language, sheet.press.templates
    return insights_page(
        sheet.edition, language, templates.spoken[language], templates.t(language), root=sheet.site_up
    )  # fmt: skip


LISTS: Mapping[str, Callable[[Sheet], TemplateView]] = MappingProxyType(
    {
        "ideas/": _ideas,
        "challenges/": _challenges,
        "people/": people_page,
        "skills/": skills_page,
        "rankings/": _rankings,
        "tags/": _tags,
        "roadmap/": _roadmap,
        "changes/": changes_page,
        "integrity/": _integrity,
        "insights/": _insights,
        "propose/": _propose,
        PREVIEW: _preview,
    }
)
"""By the address of each page that lists something, in the tree of every language: what fills its template."""
