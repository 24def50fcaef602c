"""Reads versions of files in the form that they had before a change of a format. For the history alone; removable.

Until 27 November 2026 money was `{amount: 50000, currency: EUR}`, a whole number of the smallest unit, a reward had
both keys itself, and the step of equal shares was such a number in the budget's currency. Commits of that time stay as
they are, and their challenges may still decide. Take this module out once no vote that opened before is of any
interest.
"""

from collections.abc import Mapping

from ideario.intake.plain import Plain
from ideario.intake.schemas import Kind
from ideario.model.money import OLD_KEYS


def renewed(kind: Kind, content: Plain) -> Plain:
    """The content of an old version in the form of today; content without anything old, as it is."""
    if not isinstance(content, dict) or kind not in ("challenge", "idea"):
        return content
    from ideario.intake.explaining.amounts import meant_money  # loads what only old or wrong amounts need

    new = {
        key: meant_money(value) or value if key in ("budget", "cost") and _old(value) else value
        for key, value in content.items()
    }
    budget, reward, winners = (content.get(key) for key in ("budget", "reward", "winners"))
    if isinstance(reward, dict) and reward.keys() >= OLD_KEYS:
        money = meant_money({key: reward[key] for key in OLD_KEYS})
        if money:
            rest = {key: value for key, value in reward.items() if key not in OLD_KEYS}
            new["reward"] = {**rest, "amount": money}
    if isinstance(winners, dict) and "step" in winners and isinstance(budget, dict) and _old(budget):
        money = meant_money({"amount": winners["step"], "currency": budget["currency"]})
        if money:
            new["winners"] = {**winners, "step": money}
    return new


def _old(value: Plain) -> bool:
    return isinstance(value, Mapping) and value.keys() == OLD_KEYS
