"""Everything that one build publishes, in one value, and the look-ups that pages and documents share. No HTML here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from ideario.forge import addresses
from ideario.model.challenge import Challenge
from ideario.model.community import Community, Credits, Status
from ideario.model.content import Idea, Result
from ideario.model.expert_panel import Blended, Juror, Panel
from ideario.model.file_rules import FileRule
from ideario.model.flags import IntegrityDocument
from ideario.model.insight.insights_document import InsightsDocument
from ideario.model.insight.support_trend import SupportTrend
from ideario.model.ledger_state import Close, Thread
from ideario.model.likeness.similar_ideas import SimilarIdeas
from ideario.model.published_tally import IdeaEntry, RulesDocument, TallyDocument
from ideario.model.talk.wait import Promise
from ideario.model.thread_names import is_imported
from ideario.model.votes import SETTLED, PendingTitle, Rankings, Tally, Unrecounted
from ideario.publishing.challenge_order import place_of
from ideario.publishing.idea_lists import IdeaLists, idea_lists
from ideario.publishing.idea_order import beside, last_decided_first, newest_first, ordered
from ideario.publishing.idea_results import IdeaResult, results_by_idea
from ideario.publishing.skills import Skill, matched_skills

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One community as counted at one moment. Not slotted, because its look-ups are worked out once and kept.

    `tally` has no standing of an idea and no turnout of a challenge whose counts are not shown yet, so that no page can
    tell them. `votes` holds per idea the object that is published as `votes` in JSON; `tally_document` is the tally as
    published, `integrity` what is flagged and `insights` what becomes of ideas and people, likewise; `counting_rule` is
    the text of the SQL file and `recounting_program` of the program that repeats it; `rules_document` says what is
    counted by; `file_rules` are all there are; `built` is when, `stale` says that newer votes could not be fetched;
    `raw_files` is where previews find proposed files, "" for nowhere; `ledger_option` is what tells a command where the
    ledger is, "" for the usual place; `rankings` are by challenge, "" for the whole community; `shuffles` hold the
    ideas of each challenge in the shuffle of the day; `panels` and `blends` are by challenge; `elections` hold by
    challenge the .pb file of its counted ballots, once voting has closed on a budget; `pending_titles` say by slug what
    pending ideas are called, as far as that is known; the results in `community` are those that a recount confirms, and
    `unrecounted` the others, by challenge; `prose` is the safe HTML of ideas' texts, as far as it was made ahead;
    `similar` says which ideas are like which; `promise` what became of the one to answer, if there is one; `trends` say
    how the support of ideas grew; `editor_line` begins the file of a new idea, `issue_form` says that the repository
    has a form by which an issue becomes one, and `idea_pictures` that each idea has a picture of its own.
    """

    community: Community
    tally: Tally
    tally_document: TallyDocument
    integrity: IntegrityDocument
    insights: InsightsDocument
    threads: tuple[Thread, ...]
    counting_rule: str
    recounting_program: str
    rules_document: RulesDocument
    file_rules: tuple[FileRule, ...]
    rankings: Mapping[str, Rankings] = field(default_factory=dict)
    shuffles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    panels: Mapping[str, Panel] = field(default_factory=dict)
    blends: Mapping[str, tuple[Blended, ...]] = field(default_factory=dict)
    juries: Mapping[str, tuple[Juror, ...]] = field(default_factory=dict)
    elections: Mapping[str, str] = field(default_factory=dict)
    pending_titles: Mapping[str, PendingTitle] = field(default_factory=dict)
    unrecounted: Mapping[str, Unrecounted] = field(default_factory=dict)
    prose: Mapping[str, str] = field(default_factory=dict)
    similar: SimilarIdeas = field(default_factory=SimilarIdeas)
    promise: Promise | None = None
    trends: Mapping[str, SupportTrend] = field(default_factory=dict)
    built: datetime | None = None
    stale: bool = False
    raw_files: str = ""
    ledger_option: str = ""
    editor_line: str = ""
    issue_form: bool = False
    idea_pictures: bool = False

    @property
    def complete(self) -> bool:
        """Whether no numbers are withheld until a challenge has closed."""
        return self.tally.turnouts.keys() == self.community.challenges.keys()

    @cached_property
    def results(self) -> Mapping[str, Result]:
        """The results of the challenges whose numbers are shown and whose last votes were read: before, nobody wins."""
        return {
            slug: result
            for slug, result in self.community.results.items()
            if slug in self.tally.turnouts and self.tally.phases.get(slug) not in {"counting", "voting"}
        }

    @property
    def sample(self) -> bool:
        """Whether the votes are made up."""
        return self.tally.ledger is not None and self.tally.ledger.sample

    @cached_property
    def votes(self) -> Mapping[str, IdeaEntry]:
        """Per idea the object published as `votes`."""
        return {votes["idea"]: votes for votes in self.tally_document["ideas"]}

    @cached_property
    def newest(self) -> tuple[Idea, ...]:
        """All ideas, newest first."""
        return newest_first(self.community.ideas.values(), self.now)

    @property
    def now(self) -> datetime:
        """The moment of the build; where nobody said it, that of the count."""
        return self.built or self.tally.as_of

    @cached_property
    def oldest(self) -> datetime:
        """The oldest moment that the content knows of, for what has no date of its own: it stays while time goes on."""
        known = [idea.arrived for idea in self.community.ideas.values() if idea.arrived is not None]
        known += [challenge.submission.opens for challenge in self.community.challenges.values()]
        return min(known, default=_LONG_AGO)

    @cached_property
    def by_challenge(self) -> Mapping[str, tuple[Idea, ...]]:
        """The newest-first ideas of each challenge."""
        return self._grouped(lambda idea: (idea.challenge,) if idea.challenge else ())

    @cached_property
    def in_order(self) -> Mapping[str, tuple[Idea, ...]]:
        """The ideas of each challenge as its page lists them: shuffled until voting closes, then by their rank.

        Ideas without a rank come last, the newest first. Where a challenge is decided, the rank is the result's.
        """
        found = {}
        for slug, challenge in self.community.challenges.items():
            if slug in self.results:
                order = [one.idea for one in self.idea_results.values() if one.challenge == slug]
            elif self.ranked(challenge):
                order = [rank.idea for rank in self.rankings[slug]["top"]]
            else:
                order = list(self.shuffles.get(slug, ()))
            found[slug] = ordered(self.by_challenge.get(slug, ()), order)
        return found

    @cached_property
    def idea_results(self) -> Mapping[str, IdeaResult]:
        """Per idea of a decided challenge what the result says of it, by rank within each challenge."""
        return results_by_idea(self.community, self.results, self.tally.standings)

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[Idea | None, Idea | None]]:
        """Per idea the one before and the one after it, in an order that no day and no open vote changes."""
        challenges = self.community.challenges
        outside = [idea for idea in self.newest if idea.challenge not in challenges]
        stable = [(self.in_order if slug in self.results else self.by_challenge).get(slug, ()) for slug in challenges]
        return beside([outside, *stable])

    @cached_property
    def ranks(self) -> Mapping[str, int]:
        """Per idea its rank by `top` in its challenge; none outside challenges, nor where ranks are not shown yet."""
        return {
            one.idea: one.rank for challenge, rankings in self.rankings.items() if challenge for one in rankings["top"]
        }

    @cached_property
    def withholding(self) -> tuple[Challenge, ...]:
        """The challenges that do not show yet how their ideas rank."""
        return tuple(
            challenge for challenge in self.challenges if challenge.withholds_ranks(self.tally.phase(challenge))
        )

    def ranked(self, challenge: Challenge) -> bool:
        """Whether the page of a challenge lists its ideas by rank: once voting has closed and votes are known."""
        return self.tally.phase(challenge) == "closed" and bool(self.rankings.get(challenge.slug, {}).get("top"))

    def takes_ideas(self, challenge: Challenge) -> bool:
        """Whether ideas can be proposed for a challenge at the moment of the build."""
        return bool(self.repository_url) and challenge.submission.opens <= self.now <= challenge.submission.closes

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        """The status of each idea."""
        return {slug: self.community.status(slug) for slug in self.community.ideas}

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[Idea, ...]]:
        """The newest-first ideas by the kind of their status."""
        return self._grouped(lambda idea: (self.statuses[idea.slug].kind,))

    @cached_property
    def lists(self) -> IdeaLists:
        """The ideas of each status and language, and what was said of ideas."""
        return idea_lists(self.newest, self.statuses, self.threads, self.threads_of)

    @cached_property
    def settled(self) -> Mapping[str, tuple[Idea, ...]]:
        """The ideas of each kind in SETTLED, those first that became so last; ideas of one day by their slugs."""
        return {
            kind: last_decided_first(self.by_kind.get(kind, ()), self.community.decisions, self.now) for kind in SETTLED
        }

    @cached_property
    def skills(self) -> Mapping[str, Skill]:
        """What ideas seek and people offer, by what it is matched by."""
        return matched_skills(self.newest, self.statuses, self.community.people.values())

    @cached_property
    def by_tag(self) -> Mapping[str, tuple[Idea, ...]]:
        """The newest-first ideas of each tag."""
        return self._grouped(lambda idea: idea.tags)

    @cached_property
    def by_author(self) -> Mapping[str, tuple[Idea, ...]]:
        """The newest-first ideas of each credited login, in lower case, since case makes no difference to logins."""
        return self._grouped(lambda idea: tuple(login.lower() for login in self.credits.authors(idea)))

    def ideas_by(self, login: str) -> tuple[Idea, ...]:
        """The newest-first ideas for which somebody is credited, however their login is spelt."""
        return self.by_author.get(login.lower(), ())

    @cached_property
    def credits(self) -> Credits:
        """Who is credited for ideas."""
        return Credits(self.community.people)

    def _grouped(self, keys: Callable[[Idea], Iterable[str]]) -> Mapping[str, tuple[Idea, ...]]:
        groups: dict[str, list[Idea]] = defaultdict(list)
        for idea in self.newest:
            for key in keys(idea):
                groups[key].append(idea)
        return {key: tuple(ideas) for key, ideas in groups.items()}

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Every tag that has a page: those the community lists, then those that ideas carry beyond them."""
        listed = tuple(self.community.settings.tags)
        return listed + tuple(sorted(set(self.by_tag) - set(listed)))

    @cached_property
    def duplicates(self) -> Mapping[str, tuple[Idea, ...]]:
        """Per idea those that are counted at it."""
        groups: dict[str, list[Idea]] = defaultdict(list)
        for idea in self.community.ideas.values():
            target = self.community.target(idea.slug)
            if target != idea.slug:
                groups[target].append(idea)
        return {target: tuple(ideas) for target, ideas in groups.items()}

    @cached_property
    def threads_of(self) -> Mapping[str, tuple[str, ...]]:
        """Per idea the names of its threads, its decision's last. Imported ones stand for no place and are left out."""
        names: dict[str, list[str]] = defaultdict(list)
        for thread in self.threads:
            for slug in thread.of(self.community.ideas):
                names[slug].append(thread.name)
        for decision in self.community.decisions.values():
            names[decision.idea].extend(name for name in decision.threads if name not in names[decision.idea])
        return {slug: tuple(name for name in found if not is_imported(name)) for slug, found in names.items()}

    @cached_property
    def challenges(self) -> tuple[Challenge, ...]:
        """All challenges: those in which something can be done first, then by closing, then by slug."""
        return tuple(sorted(self.community.challenges.values(), key=lambda one: place_of(one, self.tally.phase(one))))

    def gap(self, challenge: Challenge) -> Close | None:
        """Which syncs came around the close of a challenge; None before the close, and where none is recorded."""
        ledger = self.tally.ledger
        if ledger is None or self.tally.phase(challenge) != "closed":
            return None
        return next((close for close in ledger.closes if close.closed == challenge.voting.closes), None)

    @cached_property
    def repository_url(self) -> str:
        """The address of the repository at its forge, "" while there is none."""
        return addresses.repository_url(self.community.settings.repository, self.community.settings.host)

    def thread_url(self, name: str) -> str:
        """The address of a thread such as `pull/12`."""
        return addresses.thread_url(self.repository_url, name)

    def file_url(self, path: str) -> str | None:
        """The address at which a file of the repository can be read and changed; None while there is none."""
        return addresses.file_url(self.repository_url, path) or None
