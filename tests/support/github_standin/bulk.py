"""Fills a state with many pull requests and votes in seconds, the same ones each time. Makes no git objects."""

import random
from collections.abc import Sequence

from .moments import Moment, seconds
from .reactions import KINDS
from .state import State


def fill(
    state: State,
    *,
    pulls: int,
    votes: int,
    voters: int | None = None,
    merged: bool = True,
    path: str = "content/ideas/idea-{number:05}.yml",
    paths: Sequence[str] | None = None,
    start: Moment = "2026-01-01",
    seed: int = 0,
) -> None:
    """Add `pulls` pull requests by as many authors, each with `votes` reactions of different people, one a minute.

    Each adds a file: the next of `paths`, or without them one with its number in `path`.
    Nine of ten reactions are thumbs up; `voters` people vote in all (default: five times `votes`).
    """
    draw = random.Random(seed)
    moment = seconds(start)
    people = [state.account(f"voter-{n:06}").id for n in range(voters or votes * 5)]
    state.voters.update(people)
    kinds = bytes([KINDS.index("+1")] * 90 + [KINDS.index("-1")] * 6 + [KINDS.index("eyes")] * 4)
    number = state.home.last_number
    for place in range(pulls):
        number += 1
        file = path.format(number=number) if paths is None else paths[place]
        pull = state.pull(
            author=f"author-{number:05}", files=[file], at=moment, number=number,
            title=f"Add idea {number}",
        )  # fmt: skip
        if merged:
            state.merge(pull, at=moment + 3600)
        add = pull.reactions.add
        for minute, person in enumerate(draw.sample(people, votes)):
            add(state.new_id(), person, draw.choice(kinds), moment + 7200 + 60 * minute)


def change(state: State, *, share: float, seed: int = 1) -> list[int]:
    """Add one vote by a new person to a share of the pull requests, evenly spread; gives their numbers."""
    pulls = state.home.pulls
    step = max(1, round(1 / share))
    changed = pulls[::step][: max(1, round(len(pulls) * share))]
    for pull in changed:
        state.react(pull, f"newcomer-{seed}-{pull.number}")
    return [pull.number for pull in changed]
