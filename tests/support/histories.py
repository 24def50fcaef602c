"""Makes histories of pull requests at random, out of a seed: opened, merged, renamed, closed, voted on, named."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from github_standin.reactions import KINDS
from github_standin.state import State
from ideario.model.community import Community, Settings
from ideario.model.content import Decision, Idea, StatusChange

START = datetime(2026, 2, 3, tzinfo=UTC)
SLUGS = ("benches", "bike-lanes", "fountain", "night-trams", "seats", "shade")
SIDE = "drafts"
VOTERS = tuple(f"voter-{number}" for number in range(6))
FORGE_KINDS = ("+1", "-1", "heart")


@dataclass(slots=True, kw_only=True)
class History:
    """A forge whose state changes by `step`, and the community that its branch holds at each moment."""

    seed: int
    chance: random.Random
    state: State
    moment: datetime = START
    branch: set[str] = field(default_factory=set)
    faulty: set[str] = field(default_factory=set)
    decisions: dict[str, Decision] = field(default_factory=dict)

    def now(self) -> datetime:
        self.moment += timedelta(seconds=7)
        return self.moment

    def seconds(self) -> float:
        """The moment for the forge."""
        return self.moment.timestamp()

    def community(self) -> Community:
        """What a checkout of the branch holds now."""
        ideas = {
            slug: Idea(slug=slug, path=f"content/ideas/{slug}.yml", title=slug, language="en")
            for slug in sorted(self.branch - self.faulty)
        }
        decisions = {slug: decision for slug, decision in self.decisions.items() if slug in ideas}
        return Community(settings=SETTINGS, challenges={}, ideas=ideas, people={}, decisions=decisions)

    def step(self) -> None:
        """Something happens."""
        pulls = [thread for thread in self.state.home.pulls if thread.state == "OPEN"]
        kind = self.chance.choice(STEPS if pulls else ("open", "open", "issue", "commit"))
        getattr(self, f"_{kind}")()

    def _open(self) -> None:
        chance = self.chance
        if self.branch and chance.random() < 0.3:
            old, new = chance.choice(sorted(self.branch)), chance.choice(SLUGS)
            moved = {"path": path_of(new), "change": "RENAMED", "previous": path_of(old)}
            self.state.pull(author="ada", files=[moved], at=self.now(), base=self._base())
        else:
            slugs = chance.sample(SLUGS, chance.choice((1, 1, 1, 2)))
            author, files = chance.choice(("ada", "bob")), [*map(path_of, slugs)]
            self.state.pull(author=author, files=files, at=self.now(), base=self._base())

    def _base(self) -> str | None:
        return SIDE if self.chance.random() < 0.2 else None

    def _drop(self) -> None:
        """The other branch is deleted, until somebody opens a pull request into it again."""
        if self._side():
            self.state.delete_branch(SIDE)

    def _side(self) -> bool:
        return f"refs/heads/{SIDE}" in self.state.home.git.refs

    def _any_open(self) -> str:
        return f"pull/{self.chance.choice([t for t in self.state.home.pulls if t.state == 'OPEN']).number}"

    def _merge(self) -> None:
        name = self._any_open()
        if self.chance.random() < 0.8:
            self.now()  # else in the same second as the last one
        self.state.merge(name, at=self.moment)
        for file in self.state.thread(name).files if self.state.thread(name).base is None else ():
            if file.previous:
                self.branch.discard(slug_of(file.previous))
            self.branch.add(slug_of(file.path))

    def _close(self) -> None:
        self.state.close(self._any_open(), at=self.now())

    def _reopen(self) -> None:
        closed = [thread for thread in self.state.home.pulls if thread.state == "CLOSED"]
        if closed:
            self.state.reopen(f"pull/{self.chance.choice(closed).number}", at=self.now())

    def _commit(self) -> None:
        """Somebody pushes to the branch: a file comes or goes without a pull request, or one is at fault."""
        slug = self.chance.choice(SLUGS)
        (self.branch.add if self.chance.random() < 0.7 else self.branch.discard)(slug)
        (self.faulty.add if self.chance.random() < 0.1 else self.faulty.discard)(slug)

    def _issue(self) -> None:
        self.state.issue(author="zoe", at=self.now())

    def _vanish(self) -> None:
        self.state.vanish(self._any_open())

    def _decide(self) -> None:
        slug, former = self.chance.choice(SLUGS), self.chance.choice(SLUGS)
        kinds = ("pull", "pull", "issue", "discussion", "acme/library/issue")
        threads = {f"{self.chance.choice(kinds)}/{self.chance.randint(1, 9)}" for _ in range(self.chance.randint(0, 2))}
        self.decisions[slug] = Decision(
            idea=slug,
            path=f"content/decisions/{slug}.yml",
            history=(StatusChange(date="2026-01-01", status="open"),),
            threads=tuple(sorted(threads)),
            former=(former,) if former != slug and self.chance.random() < 0.3 else (),
        )

    def _react(self) -> None:
        for _ in range(self.chance.randint(1, 5)):
            thread = self.chance.choice([*self.state.home.threads.values()])
            who = self.chance.choice((*VOTERS, "ada"))
            self.state.react(thread, who, self.chance.choice(FORGE_KINDS), at=self.now())

    def _withdraw(self) -> None:
        thread = self.chance.choice([*self.state.home.threads.values()])
        if thread.reactions.ids:
            rows = thread.reactions
            at = self.chance.randrange(len(rows.ids))
            account = self.state.accounts[rows.accounts[at]]
            self.state.withdraw(thread, account.login, KINDS[rows.kinds[at]])

    # ---- what is right, worked out from the state alone

    def homes(self) -> Mapping[str, set[str]]:
        """By idea on the branch, the threads that it is voted on: an oracle."""
        community, home = self.community(), dict[str, str]()
        gone = {f"pull/{pull.number}" for pull in self.state.home.pulls if pull.base is not None}
        merged = sorted(
            ((pull.merged, pull.number), pull) for pull in self.state.home.pulls
            if pull.merged is not None and (pull.base is None or not self._side())
        )  # fmt: skip
        for _, pull in merged:
            for file in pull.files:
                if file.previous:
                    old, new = slug_of(file.previous), slug_of(file.path)
                    if old != new:
                        home.setdefault(new, home.pop(old, f"pull/{pull.number}"))
            for file in pull.files:
                if not file.previous and (
                    home.get(slug_of(file.path)) is None or (pull.base is None and home[slug_of(file.path)] in gone)
                ):
                    home[slug_of(file.path)] = f"pull/{pull.number}"
        order = [f"pull/{pull.number}" for _, pull in merged]
        for slug, decision in community.decisions.items():
            former = [name for name in decision.former if name not in community.ideas and name in home]
            if former:
                home[slug] = min((home[name] for name in (*former, slug) if name in home), key=order.index)
                for name in former:
                    del home[name]
        there = {f"{t.kind}/{t.number}" for t in self.state.home.threads.values()}
        found: defaultdict[str, set[str]] = defaultdict(set)
        for slug in community.ideas:
            found[slug] = {home[slug]} if slug in home else set()
            if slug in community.decisions:
                found[slug] |= there.intersection(community.decisions[slug].threads)
        return found

    def reactions(self, thread: str) -> int:
        """How many reactions a thread has."""
        return len(self.state.thread(thread).reactions.ids)


STEPS = (
    "open", "open", "merge", "merge", "merge", "close", "reopen", "commit", "issue", "vanish", "decide", "drop",
    "react", "react", "react", "withdraw",
)  # fmt: skip
SETTINGS = Settings(
    name="Riverton",
    names={"": "Riverton"},
    repository="riverton/ideas",
    host="github.com",
    url="https://riverton.github.io/ideas/",
    licence="CC-BY-4.0",
    languages=("en",),
    site_languages=("en",),
    tagline={},
    tags={},
    statuses={},
    transitions={},
    reactions={"+1": "support", "heart": "support", "-1": "oppose"},
)


def path_of(slug: str) -> str:
    return f"content/ideas/{slug}.yml"


def slug_of(path: str) -> str:
    return path.removeprefix("content/ideas/").removesuffix(".yml")


def histories(first: int, number: int) -> Iterator[History]:
    """So many histories, from that seed on."""
    for seed in range(first, first + number):
        history = History(seed=seed, chance=random.Random(seed), state=State(clock=lambda: 0))
        history.state.clock = history.seconds
        yield history
