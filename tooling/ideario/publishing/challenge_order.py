"""In which order challenges stand: those in which something can be done first."""

from ideario.model.challenge import Challenge, Phase

_ORDER = {"voting": 0, "submission": 1, "upcoming": 2, "review": 3, "counting": 4, "closed": 5}


def place_of(challenge: Challenge, phase: Phase) -> tuple[int, float, str]:
    """What challenges are sorted by: the phase, then the close (the last first of what is over), then the slug."""
    closes = challenge.voting.closes.timestamp()
    return _ORDER[phase], -closes if phase in {"counting", "closed"} else closes, challenge.slug
