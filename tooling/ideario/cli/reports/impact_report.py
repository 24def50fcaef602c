"""What a change of rules in a pull request would move, as Markdown, for `ideario check`. Finds no mistakes."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ideario.actions.rule_impact import Moved, RankUnderRules, rule_moves
from ideario.cli.shared.speaking import aloud
from ideario.fences import one_line
from ideario.messages.said import say, several
from ideario.resources import tool_resources

MAX_MOVES = 100
"""So many ideas a table names."""


def tables_of(root: Path, since: str, ledger: Path, now: datetime) -> list[str]:
    """A text for each challenge whose rules are others than at a git revision."""
    moved = rule_moves(root, since, resources=tool_resources(), ledger=ledger, now=now, workers=os.cpu_count() or 1)
    return [moves_table(one) for one in moved]


def moves_table(moved: Moved) -> str:
    """What a change of rules would do, for a pull request; of all that contributors wrote it shows names of files."""
    name = say("The rules of `{challenge}` change.", challenge=moved.challenge)
    heading = f"**{aloud(name)}**"
    if moved.withheld:
        kept = say("The challenge withholds its counts until the close, so what would move is not told here.")
        return f"{heading} {aloud(kept)}"
    counted = several("On the {count} ballot:", "On the {count} ballots:", moved.ballots)
    if moved.early:
        counted = several(
            "On all {count} ballot since submission opened, as though voting had opened:",
            "On all {count} ballots since submission opened, as though voting had opened:",
            moved.ballots,
        )
    lines = [f"{heading} {aloud(counted)}", ""]
    if moved.failure:
        failure = one_line(aloud(moved.failure))
        lines += [aloud(say("By the new rules no winners can be found: {reason}.", reason=failure)), ""]
    if moved.failed:
        failure = one_line(aloud(moved.failed))
        lines += [aloud(say("By the rules of before no winners could be found: {reason}.", reason=failure)), ""]
    if not moved.moves:
        still = say("no rank moves.") if moved.failure or moved.failed else say("no rank moves, and nobody else wins.")
        return "\n".join([*lines, aloud(still)])
    heads = [say("Idea"), say("Supporters"), say("Rank"), say("Wins")]
    lines += [f"| {' | '.join(map(aloud, heads))} |", "|---|---|---|---|"]
    for idea, (was, now) in list(moved.moves.items())[:MAX_MOVES]:
        cells = [
            changed(was, now, lambda rank: f"{rank.support:,}"),
            changed(was, now, lambda rank: str(rank.rank)),
            changed(was, now, lambda rank: "?" if rank.wins is None else aloud(say("yes") if rank.wins else say("no"))),
        ]
        lines.append(f"| `{idea}` | {' | '.join(cells)} |")
    more = len(moved.moves) - MAX_MOVES
    return "\n".join([*lines, *(["", aloud(say("and {count} more.", count=more))] if more > 0 else [])])


def changed(was: RankUnderRules | None, now: RankUnderRules | None, told: Callable[[RankUnderRules], str]) -> str:
    """One cell: what it was and what it will be, once where the two are the same."""
    before, after = ("–" if rank is None else told(rank) for rank in (was, now))
    return before if before == after else f"{before} → **{after}**"
