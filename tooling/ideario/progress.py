"""How long work tells how far it has come. Whoever asks for it decides what to show, if anything."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how many are done, and of how many."""
StepProgress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""
