"""Reads YAML that is no content of a community's: workflows, forms. Says nothing of what is wrong with it."""

from ideario.intake.explaining.faults import Unreadable
from ideario.intake.plain import Plain
from ideario.intake.yaml.strict import parse


def foreign(raw: bytes) -> Plain:
    """What the bytes mean, all scalars as text; None where they are no plain YAML, or are empty."""
    try:
        return parse(raw)
    except Unreadable:
        return None
