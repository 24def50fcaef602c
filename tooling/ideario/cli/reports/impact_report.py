"""What a change of rules in a pull request would move, as Markdown, for `ideario check`. Finds no mistakes."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ideario.actions.rule_impact import Moved, RankUnderRules, rule_moves
from ideario.reporters import one_line
from ideario.resources import tool_resources

MAX_MOVES = 100
"""So many ideas a table names."""


def tables_of(root: Path, since: str, ledger: Path, now: datetime) -> list[str]:
    """A text for each challenge whose rules are others than at a git revision."""
    moved = rule_moves(root, since, resources=tool_resources(), ledger=ledger, now=now, workers=os.cpu_count() or 1)
    return [moves_table(one) for one in moved]


def moves_table(moved: Moved) -> str:
    """What a change of rules would do, for a pull request; of all that contributors wrote it shows names of files."""
    if moved.withheld:
        kept = "The challenge withholds its counts until the close, so what would move is not told here."
        return f"**The rules of `{moved.challenge}` change.** {kept}"
    ballots = f"{moved.ballots:,} ballot{'' if moved.ballots == 1 else 's'}"
    counted = f"all {ballots} since submission opened, as though voting had opened" if moved.early else f"the {ballots}"
    lines = [f"**The rules of `{moved.challenge}` change.** On {counted}:", ""]
    if moved.failure:
        lines += [f"By the new rules no winners can be found: {one_line(moved.failure)}.", ""]
    if moved.failed:
        lines += [f"By the rules of before no winners could be found: {one_line(moved.failed)}.", ""]
    if not moved.moves:
        known = "" if moved.failure or moved.failed else ", and nobody else wins"
        return "\n".join([*lines, f"no rank moves{known}."])
    lines += ["| Idea | Supporters | Rank | Wins |", "|---|---|---|---|"]
    for idea, (was, now) in list(moved.moves.items())[:MAX_MOVES]:
        cells = [
            changed(was, now, lambda rank: f"{rank.support:,}"),
            changed(was, now, lambda rank: str(rank.rank)),
            changed(was, now, lambda rank: "?" if rank.wins is None else "yes" if rank.wins else "no"),
        ]
        lines.append(f"| `{idea}` | {' | '.join(cells)} |")
    more = len(moved.moves) - MAX_MOVES
    return "\n".join([*lines, *(["", f"and {more:,} more."] if more > 0 else [])])


def changed(was: RankUnderRules | None, now: RankUnderRules | None, told: Callable[[RankUnderRules], str]) -> str:
    """One cell: what it was and what it will be, once where the two are the same."""
    before, after = ("–" if rank is None else told(rank) for rank in (was, now))
    return before if before == after else f"{before} → **{after}**"
