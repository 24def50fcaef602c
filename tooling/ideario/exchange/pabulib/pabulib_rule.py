"""Reads the winner rule of an election of Pabulib, and what it asks besides. Decides nothing.

What `pabulib_file` writes is read back as what it was.
"""

import re
from decimal import ROUND_CEILING, Decimal

from ideario.exchange.clean_text import MAX_SEED
from ideario.exchange.importers import Value
from ideario.exchange.pabulib.import_terms import ImportTerms
from ideario.exchange.pabulib.write_pabulib import PROPORTIONAL, RULES, SEED, STEP, THRESHOLD
from ideario.messages.said import say

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def rule_for_winners(terms: ImportTerms) -> dict[str, Value]:
    """The challenge's `winners`, from META; what was assumed or left out becomes a note, what is wrong a problem."""
    rule = _rule(terms)
    rule |= _threshold(terms)
    if share := terms.meta(PROPORTIONAL):
        if re.fullmatch(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}", share):
            rule["proportional_quorum"] = share
        else:
            _wrong(terms, PROPORTIONAL, "a fraction such as 1/3")
    if (step := terms.meta(STEP)) and rule.get("completion") in {"add1", "add1e"}:
        if _NUMBER.fullmatch(step) and Decimal(step):
            rule["step"] = terms.money(Decimal(step), STEP, terms.election.meta[STEP].line)
        else:
            _wrong(terms, STEP, "an amount of money")
    if seed := terms.meta(SEED):
        rule["seed"] = seed[:MAX_SEED]
        if len(seed) > MAX_SEED:
            terms.notes.append(
                say(
                    "The seed has {count} signs, and a seed here {most} at most: the first {most} were taken, {seed}. "
                    "Where a lot decides, another idea may win than there.",
                    count=f"{len(seed):,}",
                    most=MAX_SEED,
                    seed=f"`{rule['seed']}`",
                )
            )
    return rule


def _rule(terms: ImportTerms) -> dict[str, Value]:
    named = terms.meta("rule").lower()
    for completion, name in RULES.items():
        if named in {name, f"{name}/{completion}"}:
            return {"rule": "equal-shares", "completion": completion}
    if (top := re.fullmatch(r"top/([1-9][0-9]{0,2}|1000)", named)) is not None:
        return {"rule": "top", "count": int(top[1])}
    if not named:
        terms.notes.append(say("The file names no winner rule: greedy was assumed, the most supported in the budget."))
    elif named != "greedy":
        terms.notes.append(
            say(
                "Ideario has no winner rule called {named}: greedy stands in, the most supported in the budget.",
                named=named,
            )
        )
    return {"rule": "greedy"}


def _threshold(terms: ImportTerms) -> dict[str, Value]:
    """The least number of votes with which a project can win, where votes are what is counted."""
    least = terms.meta(THRESHOLD)
    if not least:
        return {}
    if not _NUMBER.fullmatch(least):
        _wrong(terms, THRESHOLD, "a number")
        return {}
    if terms.election.vote_type not in {"approval", "choose-1"}:
        terms.notes.append(
            say("The threshold of {least} is not of votes but of points or places, and was left out.", least=least)
        )
        return {}
    number = int(Decimal(least).to_integral_value(ROUND_CEILING))
    return {"minimum_support": number} if number else {}


def _wrong(terms: ImportTerms, key: str, right: str) -> None:
    entry = terms.election.meta[key]
    terms.say(entry.line, f"{key} is {terms.meta(key)} and should be {right}")
