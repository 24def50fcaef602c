"""Settles what holds for a whole election of Pabulib: title, currency, language, dates. Makes no content."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from ideario.exchange.clean_text import MAX_TITLE, clean, cut
from ideario.exchange.pabulib.election import Election, MetaValue, VoteType
from ideario.messages.said import Said, as_is, joined, say
from ideario.model.money import DIGITS, Money, decimals_of, money_text
from ideario.model.text import LANGUAGE
from ideario.problems import Problem
from ideario.slugs import slug_of

# Older files name neither; these are the countries whose elections Pabulib holds.
_COUNTRIES = {
    "poland": ("PLN", "pl"),
    "france": ("EUR", "fr"),
    "netherlands": ("EUR", "nl"),
    "switzerland": ("CHF", "de"),
    "norway": ("NOK", "no"),
}
_MAX_AMOUNT = 10**DIGITS
_READ_AS: Mapping[VoteType, Said] = {
    "ordinal": say(
        "Voters ranked projects. Ideario counts each ranked project as one approval; the order is not used."
    ),
    "cumulative": say(
        "Voters shared out points. Ideario counts each project with points as one approval, however many."
    ),
    "scoring": say("Voters gave scores. Ideario counts each project with more than zero as one approval."),
}


@dataclass(slots=True, kw_only=True)
class ImportTerms:
    """What holds for the whole election, settled from META."""

    election: Election
    path: str
    repository: str = ""
    notes: list[str]
    problems: list[Problem]
    title: str = ""
    slug: str = ""
    currency: str = "EUR"
    language: str = "en"
    opens: date = date(1970, 1, 2)
    closes: date = date(1970, 1, 2)

    @property
    def submitted(self) -> date:
        """The day that stands for submission: the one before voting."""
        return self.opens - timedelta(days=1)

    def meta(self, key: str) -> str:
        entry = self.election.meta.get(key)
        return "" if entry is None else clean(entry.value)

    def say(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(
            Problem(
                path=self.path,
                line=line,
                column=1,
                level="error",
                rule="pabulib",
                message=as_is(message),
                hint=as_is(hint),
            )
        )

    def settle(self, currencies: Collection[str], currency: str | None, language: str | None) -> None:
        """Settle everything; problems and notes go where they belong."""
        description, edition = self.meta("description") or "Participatory budgeting", self.meta("instance")
        named = description if not edition or edition in description else f"{description}, {edition}"
        self.title = cut(named if len(named) >= 3 else f"Vote {named}", MAX_TITLE)
        self.slug = slug_of(self.title) or "election"
        known = _COUNTRIES.get(self.meta("country").lower())
        self._settle_currency(currencies, currency, known[0] if known else None)
        self._settle_language(language, known[1] if known else None)
        self._settle_dates()
        if self.election.vote_type in _READ_AS:
            self.notes.append(
                joined([_READ_AS[self.election.vote_type], say("Published numbers of votes or points will differ.")])
            )
        if (score := self.meta("default_score")) not in {"", "0"}:
            said = say(
                "A project that a ballot does not name had a score of {score} there: here it has no vote from it.",
                score=score,
            )
            self.notes.append(said)

    def _settle_currency(self, currencies: Collection[str], given: str | None, guess: str | None) -> None:
        entry = self.election.meta.get("currency")
        if entry is not None:
            self.currency = entry.value.upper()
            if self.currency not in currencies:
                self.say(entry.line, f"the currency {clean(entry.value)} is not one that ISO 4217 lists")
            return
        self.currency = given or guess or "EUR"
        if given is None:
            own = say("the currency of {country}", country=self.meta("country"))
            why = own if guess else say("for want of anything better")
            self.notes.append(
                say("The file names no currency: {currency} was assumed, {why}.", currency=self.currency, why=why)
            )

    def _settle_language(self, given: str | None, guess: str | None) -> None:
        named = self.meta("language")
        fits = re.fullmatch(LANGUAGE, named)
        self.language = (named if fits else None) or given or guess or "en"
        if not fits and given is None:
            said = f"calls its language {named}, which is no language tag" if named else "names no language"
            self.notes.append(say("The file {said}: {language} was assumed.", said=said, language=self.language))

    def _settle_dates(self) -> None:
        begin, end = self.election.meta.get("date_begin"), self.election.meta.get("date_end")
        if begin is None and end is None:
            year = self.meta("instance")
            if not re.fullmatch(r"(19|20)[0-9]{2}", year):
                self.notes.append(say("The file does not say when people voted: the second of January 1970 stands in."))
                return
            begin = end = MetaValue(value=year, line=0)
            self.notes.append(
                say("The file does not say on which days people voted: the whole of {year} stands in.", year=year)
            )
        elif begin is None or end is None:
            self.notes.append(say("The file names only one of the two dates of voting: it stands for both."))
        first, last = self._day(begin or end, last=False), self._day(end or begin, last=True)
        if first is None or last is None:
            return
        if last < first:
            self.say(end.line if end else 1, f"voting ends on {last} before it begins on {first}")
        self.opens, self.closes = first, last

    def _day(self, entry: MetaValue | None, *, last: bool) -> date | None:
        """A date as in 31.12.2024 or 2024-12-31; a year as its first or its last day."""
        if entry is None:
            return None
        if re.fullmatch(r"(19|20)[0-9]{2}", entry.value):
            return date(int(entry.value), 12, 31) if last else date(int(entry.value), 1, 1)
        for form in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                day = datetime.strptime(entry.value, form).replace(tzinfo=UTC).date()
            except ValueError:
                continue
            if 1900 <= day.year <= 9998:  # there has to be a day after the last
                return day
        self.say(entry.line, f"{clean(entry.value)} is not a date", hint="Write 31.12.2024, or the year alone.")
        return None

    def money(self, amount: Decimal, what: str, line: int) -> str:
        """An amount as content files write it, exactly."""
        decimals = decimals_of(self.currency)
        scaled = amount.scaleb(decimals)
        if scaled != scaled.to_integral_value():
            near = money_text(Money(amount=int(scaled), currency=self.currency)).split()[0]
            hint = f"Round it, for example to {near}." if scaled < _MAX_AMOUNT else ""
            self.say(line, f"{what} is {amount}, and {self.currency} has {decimals} decimals", hint)
        if scaled >= _MAX_AMOUNT:
            self.say(line, f"{what} is {amount}, which is more than Ideario can write")
        return money_text(Money(amount=int(scaled), currency=self.currency))
