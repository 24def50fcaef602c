"""Decides one generated election by equal shares, as `make bench` measures it: ballots from a seed, no ledger."""

import argparse
import sys

import numpy as np
from ideario.model.challenge import WinnerRule
from ideario.voting.deciding.outcome import Contest
from ideario.voting.deciding.winner_rules import decide

EACH = 8
"""So many projects a voter approves on average, as in the large elections of Pabulib."""


def contest(voters: int, projects: int, completion: str) -> Contest:
    """An election whose projects differ a hundredfold in cost and much in how many like them; the same each time."""
    random = np.random.default_rng(2026)
    liked = random.pareto(1.2, projects) + 0.2
    sizes = np.minimum(voters // 2, (voters * EACH * liked / liked.sum()).astype(np.int64) + 5)
    names = [f"project-{number:03}" for number in range(projects)]
    costs = {name: int(cost) * 100 for name, cost in zip(names, random.integers(2_000, 200_000, projects), strict=True)}
    return Contest(
        rule=WinnerRule(rule="equal-shares", completion=completion),
        voters=voters,
        supporters={
            name: np.sort(random.choice(voters, size, replace=False)) for name, size in zip(names, sizes, strict=True)
        },
        costs=costs,
        budget=sum(costs.values()) // 4,
    )


def main() -> int:
    """Decide, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voters", type=int, required=True)
    parser.add_argument("--projects", type=int, required=True)
    parser.add_argument("--completion", default="none")
    options = parser.parse_args()
    outcome = decide(contest(options.voters, options.projects, options.completion))
    print(f"{len(outcome.wins)} winners, {outcome.steps} raises, {outcome.ended}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
