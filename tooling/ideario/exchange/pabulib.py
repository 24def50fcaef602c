"""Makes a community out of a participatory budgeting election of Pabulib: contents, threads and events. Writes nothing.

What the file does not say is filled in with the most modest assumption, and each assumption is told: in `notes`, and
to readers of the challenge.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal
from urllib.parse import quote

from ideario.exchange.election import Election, Entry, Project, VoteType, read_election
from ideario.model import Event, Thread, day_end, day_start, instant
from ideario.problems import Problem, has_errors, ordered
from ideario.slugs import LONGEST, slug_of

# ISO 4217 gives most currencies two decimals; these have none or three.
_DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
}
# Older files name neither; these are the countries whose elections Pabulib holds.
_COUNTRIES = {
    "poland": ("PLN", "pl"),
    "france": ("EUR", "fr"),
    "netherlands": ("EUR", "nl"),
    "switzerland": ("CHF", "de"),
    "norway": ("NOK", "no"),
}
_LARGEST = 10**14
_LONGEST_TITLE = 120
_LONGEST_BODY = 20_000
_READ_AS: Mapping[VoteType, str] = {
    "ordinal": "Voters ranked projects. Ideario counts each ranked project as one approval; the order is not used.",
    "cumulative": "Voters shared out points. Ideario counts each project with points as one approval, however many.",
    "scoring": "Voters gave scores. Ideario counts each project with more than zero as one approval.",
}


_ORIGIN = (
    "Imported from a file of [Pabulib](https://pabulib.org/), the library of participatory budgeting. "
    "Voters are the numbers that the file gives them, and all ballots bear the moment at which voting opened."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One content file to be: its kind, its name without .yml, and its values."""

    kind: Literal["community", "challenge", "idea"]
    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A community out of an election. `notes` are sentences on what was assumed, or read in another way than written.

    Each project is an idea, and the thread `import/<n>` its thread.
    """

    election: Election
    digest: str
    contents: tuple[Content, ...]
    threads: tuple[Thread, ...]
    opened: datetime
    observed: datetime
    notes: tuple[str, ...]

    def events(self) -> Iterator[Event]:
        """Every approval as a reaction +1, ballot by ballot, given as voting opened and seen as it closed."""
        cast, seen = instant(self.opened), instant(self.observed)
        for ballot in self.election.ballots:
            voter = f"pabulib:{self.digest}:{_pseudonym(ballot.voter)}"
            for place in ballot.approved:
                thread = self.threads[place]
                yield Event(
                    type="cast",
                    thread=thread.name,
                    idea=thread.ideas[0],
                    voter=voter,
                    kind="+1",
                    cast=cast,
                    seen=seen,
                )


def import_election(
    data: bytes, *, path: str, currencies: Collection[str], currency: str | None = None, language: str | None = None
) -> tuple[Imported | None, tuple[Problem, ...]]:
    """The community that the bytes of a .pb file become, and what is wrong with the file; None where that is an error.

    `currencies` are those that content may name. `currency` and `language` stand in where the file names none.
    """
    election, problems = read_election(data, path=path)
    if election is None:
        return None, problems
    terms = _Terms(election=election, path=path, notes=[], problems=list(problems))
    terms.settle(currencies, currency, language)
    slugs = _slugs(election.projects)
    tags = _tags(election.projects)
    digest = sha256(data).hexdigest()
    contents = (
        Content(kind="community", name="community", values=_community(terms, tags)),
        Content(kind="challenge", name=terms.slug, values=_challenge(terms, digest)),
        *(
            Content(kind="idea", name=slug, values=_idea(project, terms, tags))
            for slug, project in zip(slugs, election.projects, strict=True)
        ),
    )
    if has_errors(terms.problems):
        return None, ordered(terms.problems)
    submitted = day_start(terms.submitted.isoformat())
    imported = Imported(
        election=election,
        digest=digest,
        contents=contents,
        threads=tuple(
            Thread(name=f"import/{number}", ideas=(slug,), opened=submitted) for number, slug in enumerate(slugs, 1)
        ),
        opened=day_start(terms.opens.isoformat()),
        observed=day_end(terms.closes.isoformat()),
        notes=tuple(terms.notes),
    )
    return imported, ordered(terms.problems)


@dataclass(slots=True, kw_only=True)
class _Terms:
    """What holds for the whole election, settled from META."""

    election: Election
    path: str
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
        return "" if entry is None else _clean(entry.value)

    def say(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(
            Problem(path=self.path, line=line, column=1, level="error", rule="pabulib", message=message, hint=hint)
        )

    def settle(self, currencies: Collection[str], currency: str | None, language: str | None) -> None:
        """Settle everything; problems and notes go where they belong."""
        description, edition = self.meta("description") or "Participatory budgeting", self.meta("instance")
        named = description if not edition or edition in description else f"{description}, {edition}"
        self.title = _cut(named if len(named) >= 3 else f"Vote {named}", _LONGEST_TITLE)
        self.slug = slug_of(self.title) or "election"
        known = _COUNTRIES.get(self.meta("country").lower())
        self._settle_currency(currencies, currency, known[0] if known else None)
        self._settle_language(language, known[1] if known else None)
        self._settle_dates()
        if self.election.vote_type in _READ_AS:
            self.notes.append(_READ_AS[self.election.vote_type] + " Published numbers of votes or points will differ.")

    def _settle_currency(self, currencies: Collection[str], given: str | None, guess: str | None) -> None:
        entry = self.election.meta.get("currency")
        if entry is not None:
            self.currency = entry.value.upper()
            if self.currency not in currencies:
                self.say(entry.line, f"the currency {_clean(entry.value)} is not one that ISO 4217 lists")
            return
        self.currency = given or guess or "EUR"
        if given is None:
            why = f"the currency of {self.meta('country')}" if guess else "for want of anything better"
            self.notes.append(f"The file names no currency: {self.currency} was assumed, {why}.")

    def _settle_language(self, given: str | None, guess: str | None) -> None:
        named = self.meta("language")
        fits = re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?", named)
        self.language = (named if fits else None) or given or guess or "en"
        if not fits and given is None:
            said = f"calls its language {named}, which is no language tag" if named else "names no language"
            self.notes.append(f"The file {said}: {self.language} was assumed.")

    def _settle_dates(self) -> None:
        begin, end = self.election.meta.get("date_begin"), self.election.meta.get("date_end")
        if begin is None and end is None:
            year = self.meta("instance")
            if not re.fullmatch(r"(19|20)[0-9]{2}", year):
                self.notes.append("The file does not say when people voted: the second of January 1970 stands in.")
                return
            begin = end = Entry(value=year, line=0)
            self.notes.append(f"The file does not say on which days people voted: the whole of {year} stands in.")
        elif begin is None or end is None:
            self.notes.append("The file names only one of the two dates of voting: it stands for both.")
        first, last = self._day(begin or end, last=False), self._day(end or begin, last=True)
        if first is None or last is None:
            return
        if last < first:
            self.say(end.line if end else 1, f"voting ends on {last} before it begins on {first}")
        self.opens, self.closes = first, last

    def _day(self, entry: Entry | None, *, last: bool) -> date | None:
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
            if day.year >= 1900:
                return day
        self.say(entry.line, f"{_clean(entry.value)} is not a date", hint="Write 31.12.2024, or the year alone.")
        return None

    def money(self, amount: Decimal, what: str, line: int) -> dict[str, Any]:
        """An amount in the currency's smallest unit, exactly."""
        decimals = _DECIMALS.get(self.currency, 2)
        scaled = amount.scaleb(decimals)
        if scaled != scaled.to_integral_value():
            self.say(line, f"{what} is {amount}, and {self.currency} has {decimals} decimals")
        if scaled > _LARGEST:
            self.say(line, f"{what} is {amount}, which is more than Ideario can write")
        return {"amount": int(scaled), "currency": self.currency}


def _community(terms: _Terms, tags: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "schema": 1,
        "name": _cut(terms.title, 80),
        "repository": f"pabulib/{terms.slug}",
        "languages": list(dict.fromkeys(["en", terms.language])),  # what is not in the file is said in English
        "licence": "NOASSERTION",  # SPDX's word for a licence that nobody has named
    }
    return {**values, "tags": dict(tags)} if tags else values


def _challenge(terms: _Terms, digest: str) -> dict[str, Any]:
    budget = terms.money(terms.election.budget, "budget", terms.election.meta["budget"].line)
    winners = _winners(terms)
    return {
        "title": terms.title,
        "question": "Which projects should the public budget pay for?",
        "background": _background(terms, digest),
        "decided_by": "Whoever held the vote. What stands here is a recount of the ballots that they published.",
        "language": "en",
        "submission": {"opens": terms.submitted.isoformat(), "closes": terms.submitted.isoformat()},
        "voting": {"opens": terms.opens.isoformat(), "closes": terms.closes.isoformat()},
        "reward": {"kind": "none"},
        "budget": budget,
        "winners": winners,
    }


def _winners(terms: _Terms) -> dict[str, Any]:
    named = terms.meta("rule").lower()
    if named in {"greedy", ""}:
        if not named:
            terms.notes.append(
                "The file names no rule for winners: greedy was assumed, the most supported in the budget."
            )
        return {"rule": "greedy"}
    rule, _, completion = named.partition("/")
    if rule == "equalshares" and completion in {"", "none", "add1", "add1e", "utilitarian"}:
        return {"rule": "equal-shares", "completion": completion or "none"}
    terms.notes.append(
        f"Ideario has no rule for winners called {named}: greedy stands in, the most supported in the budget."
    )
    return {"rule": "greedy"}


def _background(terms: _Terms, digest: str) -> str:
    """What the file says about the vote, and what was assumed, in Markdown."""
    told = [
        ("Vote", terms.title),
        *((key.capitalize(), terms.meta(key)) for key in ("country", "unit", "district", "subunit", "edition")),
        ("Kind of ballot", terms.election.vote_type),
        ("Rule for winners as named there", terms.meta("rule")),
        ("Projects a voter could name", _range(terms.meta("min_length"), terms.meta("max_length"))),
    ]
    parts = [
        _ORIGIN,
        "\n".join(f"- {label}: {_escaped(value)}" for label, value in told if value),
        "\n".join(f"- {_escaped(note)}" for note in terms.notes),
        "The file does not say when projects were submitted: the day before voting stands in.",
        _paragraph(terms.meta("comment")),
        f"SHA-256 of the file: `{digest}`",
    ]
    return _cut("\n\n".join(part for part in parts if part), _LONGEST_BODY)


def _range(least: str, most: str) -> str:
    return " to ".join(part for part in dict.fromkeys((least, most)) if part)


def _idea(project: Project, terms: _Terms, tags: Mapping[str, str]) -> dict[str, Any]:
    title = _title(project)
    carried = [slug for label in (*project.categories, *project.targets) if (slug := slug_of(label)) in tags]
    body = _body(project, title)
    values: dict[str, Any] = {
        "title": title,
        "challenge": terms.slug,
        "tags": list(dict.fromkeys(carried))[:20],
        "language": terms.language,
        "body": body,
        "cost": terms.money(project.cost, "cost", project.line),
        "source": _cut(f"Pabulib: {terms.title}", 300),
        "source_id": _clean(project.id),
    }
    return {key: value for key, value in values.items() if value not in ([], "")}


def _title(project: Project) -> str:
    name = _clean(project.name)
    if len(name) < 3:
        name = f"{name} (project {_clean(project.id)})" if name else f"Project {_clean(project.id)}"
    return _cut(name, _LONGEST_TITLE)


def _body(project: Project, title: str) -> str:
    """What the file says of a project beyond its title, cost and tags, in Markdown; "" where it says nothing."""
    name = _clean(project.name)
    said = [_paragraph(name)] if name and title != name and title.endswith("…") else []
    shown = {key: value for key, value in project.fields.items() if key not in {"selected", "score"}}
    said += ["\n".join(f"- {_escaped(_label(key))}: {_escaped(_clean(value))}" for key, value in shown.items())]
    return _cut("\n\n".join(part for part in said if part), _LONGEST_BODY)


def _label(column: str) -> str:
    return _clean(column).replace("_", " ").capitalize()


def _tags(projects: tuple[Project, ...]) -> dict[str, str]:
    """The labels of all categories and targets by slug, sorted; of labels with one slug the first stands."""
    tags: dict[str, str] = {}
    for project in projects:
        for label in (*project.categories, *project.targets):
            if slug := slug_of(label):
                tags.setdefault(slug, _cut(_clean(label), 500))
    return dict(sorted(tags.items()))


def _slugs(projects: tuple[Project, ...]) -> list[str]:
    """A slug for each project: of its name, with its id where several have that name, at worst with a number."""
    plain = [slug_of(_title(project)) for project in projects]
    often = Counter(plain)
    taken: set[str] = set()
    slugs = []
    for project, slug in zip(projects, plain, strict=True):
        ending = slug_of(project.id, longest=30) if not slug or often[slug] > 1 else ""
        wanted = _joined(slug or "project", ending)
        number = 2
        while wanted in taken:
            wanted = _joined(slug or "project", f"{ending}-{number}".strip("-"))
            number += 1
        taken.add(wanted)
        slugs.append(wanted)
    return slugs


def _joined(slug: str, ending: str) -> str:
    room = LONGEST - len(ending) - 1
    return f"{slug_of(slug, longest=room)}-{ending}" if ending else slug


def _pseudonym(voter: str) -> str:
    """A voter's id without spaces or signs that JSON escapes, as in addresses; its hash where that is too long."""
    encoded = quote(voter, safe="!$'()*+,:;=@")
    return encoded if len(encoded) <= 100 else f"sha256-{sha256(voter.encode()).hexdigest()}"


def _clean(text: str) -> str:
    """A text without control signs, changes of direction and line breaks, which content may not hold."""
    kept = "".join(" " if unicodedata.category(s) in {"Cc", "Zl", "Zp"} or s in _FORBIDDEN else s for s in text)
    return " ".join(kept.split())


_FORBIDDEN = frozenset("\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def _cut(text: str, longest: int) -> str:
    """A text of at most `longest` signs, cut at a word where possible and ending in … then."""
    if len(text) <= longest:
        return text
    start = text[: longest - 1]
    at_word = start.rpartition(" ")[0]
    return f"{(at_word if len(at_word) > longest // 2 else start).rstrip()}…"


def _escaped(text: str) -> str:
    """A text that Markdown shows as it is, within a line."""
    return re.sub(r"([\\`*_\[\]<>&~|!$@#])", r"\\\1", text)


def _paragraph(text: str) -> str:
    """The same as a paragraph of its own, which shall become no list, rule or heading."""
    return re.sub(r"^([-+=]|[0-9]+(?=[.)]))", lambda m: f"{m[1]}\\" if m[1].isdigit() else f"\\{m[1]}", _escaped(text))
