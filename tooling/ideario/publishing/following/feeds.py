"""Which feeds a site has: one of everything, and one for each challenge, tag, person, ranking and decided idea."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape

from ideario.model.content import Idea
from ideario.model.moments import instant
from ideario.model.votes import RANKINGS, Rank
from ideario.publishing.edition import Edition
from ideario.publishing.following.entries import NEWEST, OF_ONE, Entry, Ranked, Telling
from ideario.publishing.following.feed_formats import Feed, atom, json_feed
from ideario.publishing.pages.page_addresses import ranking_path
from ideario.publishing.pages.templates import Templates
from ideario.publishing.views.lists.ranking_views import RankReason, rank_facts, settled_view
from ideario.publishing.views.shared_views import tag_label
from ideario.publishing.words import tagged


def feeds(edition: Edition, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """All feeds, as (path in the site, content): each as Atom and, but for those of single ideas, as JSON Feed.

    Where an idea has a rank, its entry has a category whose scheme is the feed's own id and whose term is the rank, and
    says it in words of the first language.
    """
    telling = Telling(edition, templates)
    for feed in _all_feeds(telling):
        yield f"{feed.folder}feed.xml", atom(feed)
        yield f"{feed.folder}feed.json", json_feed(feed)
    for slug in edition.community.decisions:
        idea = edition.community.ideas.get(slug)
        if idea is not None and (changes := telling.changes(idea)):
            entries = sorted((telling.idea(idea), *changes), key=lambda entry: entry.updated, reverse=True)
            feed = _feed(edition, f"ideas/{idea.slug}/", idea.title, entries)
            yield f"{feed.folder}feed.xml", atom(feed)


def _feed(edition: Edition, folder: str, title: str, entries: list[Entry]) -> Feed:
    site = edition.community.settings.url
    return Feed(site=site, folder=folder, title=title, entries=entries, oldest=instant(edition.oldest))


def _all_feeds(telling: Telling) -> Iterator[Feed]:
    edition, t = telling.edition, telling.t
    community, name = edition.community, edition.community.settings.name
    yield _feed(edition, "", name, telling.news(edition.newest, edition.challenges))
    for challenge in edition.challenges:
        newest = edition.by_challenge.get(challenge.slug, ())
        entries = telling.news(newest, [challenge])
        if edition.ranked(challenge):
            entries = _with_ranks(telling, challenge.slug, newest[:NEWEST], entries)
        yield _feed(edition, f"challenges/{challenge.slug}/", challenge.title, entries)
    for tag in edition.tags:
        title = f"{tag_label(edition, tag, telling.language).label} · {name}"
        yield _feed(edition, f"tags/{tag}/", title, telling.news(edition.by_tag.get(tag, ())))
    for person in community.people.values():
        title = f"{person.shown_name} · {name}"
        entries = telling.news(edition.ideas_by(person.login), most=OF_ONE)
        yield _feed(edition, f"people/{person.login}/", title, entries)
    for ranking in RANKINGS:
        whole = edition.rankings.get("", {}).get(ranking, ())
        ranks = _ranks(telling, ranking, whole[:NEWEST], whole)
        title = f"{unescape(t(f'ranking.{ranking}.title'))} · {name}"
        ranked = [telling.idea(community.ideas[slug], found, changed=True) for slug, found in ranks.items()]
        yield _feed(edition, ranking_path(ranking), title, ranked)
    for kind, settled in edition.settled.items():
        title = f"{unescape(t(f'settled.{kind}'))} · {name}"
        reasons = [telling.idea(idea, Ranked(said=_reason(edition, idea)), changed=True) for idea in settled[:NEWEST]]
        yield _feed(edition, ranking_path(kind), title, reasons)


def _with_ranks(telling: Telling, challenge: str, ideas: Iterable[Idea], entries: list[Entry]) -> list[Entry]:
    """The entries of a challenge that is over: those that tell of an idea say its rank as well."""
    whole = telling.edition.rankings[challenge]["top"]
    known = {idea.slug: idea for idea in ideas}
    shown = [rank for rank in whole if rank.idea in known]
    ranks = _ranks(telling, "top", shown, whole)
    again = [telling.idea(known[slug], rank) for slug, rank in ranks.items()]
    with_rank = {entry.id: entry for entry in again}
    return [with_rank.get(entry.id, entry) for entry in entries]


def _ranks(telling: Telling, name: str, shown: Sequence[Rank], whole: Iterable[Rank]) -> Mapping[str, Ranked]:
    """Per idea `shown` of the `whole` of a ranking its rank, as a number and in words."""
    templates, language = telling.templates, telling.language
    found: dict[str, Ranked] = {}
    for rank, facts in zip(shown, rank_facts(telling.edition, name, shown, whole), strict=True):
        label = telling.t("ranking.label", rank=rank.rank)
        why = str(templates.part(RankReason(rank=facts), language, ""))
        said = f"<p {tagged(templates.spoken[language])}>{label}. {why.strip()}</p>\n"
        found[rank.idea] = Ranked(rank=rank.rank, label=unescape(label), said=said)
    return found


def _reason(edition: Edition, idea: Idea) -> str:
    """The reason for which an idea is what it is, as HTML."""
    reason = settled_view(edition, idea.slug).reason_html
    return f"<div {tagged('')}>{reason}</div>\n" if reason else ""
