"""Refuses to write a collapse of the votes, which is more often a fault of the forge than the will of the voters."""

from fractions import Fraction

from ideario.problems import Failure

SMALLEST = 10
"""A fall by fewer reactions than this is no collapse, however few there were; a fall to none always is one."""


def refuse_collapse(before: int, after: int, *, most: Fraction, confirmed: bool) -> None:
    """A Failure where votes fall from `before` to `after` by more than the share `most`, unless that is confirmed."""
    fall = before - after
    if confirmed or fall <= 0 or (after > 0 and (fall < SMALLEST or Fraction(fall, before) <= most)):
        return
    share = "all of them" if after == 0 else f"{100 * fall // before}% of them"
    raise Failure(
        f"votes would fall from {before:,} to {after:,}, {share} at once: "
        "nothing was written, the last good count stands",
        hint="look at the threads on the forge; if the votes are really gone, run this again with --confirm-fall",
    )
