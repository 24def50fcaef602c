"""How many people voted in a time, as the count leaves them. Counts nothing."""

from typing import NamedTuple


class VotingPeople(NamedTuple):
    """People with a counted vote that was given in a time: `active` of them, of whom `new` had given none before.

    `votes` is how many of their counted votes they gave in it.
    """

    active: int
    new: int
    votes: int
