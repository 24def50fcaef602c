"""Reads an election in Pabulib's .pb format (arXiv 2012.06539). Makes no community of it and writes nothing.

A file has three sections, META, PROJECTS and VOTES, each with a line of column names; fields are parted by semicolons
and quoted as in CSV. Whatever is wrong becomes a Problem with its line; an election with an error is not given back.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from ideario.exchange.clean_text import MAX_ID, clean
from ideario.exchange.pabulib.rows import Row
from ideario.exchange.pabulib.sections import ElectionReading, columns_of, decoded, records_of, sections_of
from ideario.messages.said import as_is
from ideario.problems import Problem, has_errors, ordered

VoteType = Literal["approval", "choose-1", "ordinal", "cumulative", "scoring"]
VOTE_TYPES: tuple[VoteType, ...] = get_args(VoteType)
MAX_PROBLEMS = 100
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaValue:
    """One value of META with its line."""

    value: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project. `fields` are the columns that have no meaning to Ideario; `votes` the published number, if any."""

    id: str
    line: int
    cost: Decimal
    name: str
    categories: tuple[str, ...]
    targets: tuple[str, ...]
    votes: int | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectionBallot:
    """One voter's ballot: the projects approved, by their place in the list of projects."""

    voter: str
    approved: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """What a file holds. Ballots that are more than approvals have been read as approvals: see `vote_type`."""

    meta: Mapping[str, MetaValue]
    vote_type: VoteType
    budget: Decimal
    projects: tuple[Project, ...]
    ballots: tuple[ElectionBallot, ...]


def read_election(data: bytes, *, path: str) -> tuple[Election | None, tuple[Problem, ...]]:
    """The election in the bytes of a file and what is wrong with it; None where one of the problems is an error.

    `path` is how the file is called in problems.
    """
    reading = ElectionReading(path)
    text = decoded(data, reading)
    sections = {} if text is None else sections_of(text, reading)
    election = None
    if not has_errors(reading.problems):
        election = _election(sections, reading)
    problems = ordered(reading.problems)
    if len(problems) > MAX_PROBLEMS:
        rest = Problem(
            path=path,
            line=problems[MAX_PROBLEMS].line,
            column=1,
            level="error" if has_errors(problems) else "warning",
            rule="pabulib",
            message=as_is(f"{len(problems) - MAX_PROBLEMS:,} more problems from here on"),
        )
        problems = (*problems[:MAX_PROBLEMS], rest)
    return (None if has_errors(problems) else election), problems


def _election(sections: Mapping[str, list[Row]], reading: ElectionReading) -> Election | None:
    meta = _meta(sections["META"], reading)
    vote_type = _vote_type(meta, reading)
    budget = _money(meta["budget"].value, "budget", meta["budget"].line, reading) if "budget" in meta else Decimal(0)
    if vote_type is None:
        return None
    projects = _projects(sections["PROJECTS"], reading)
    ballots = _ballots(sections["VOTES"], projects, vote_type, reading)
    for key, rows in (("num_projects", len(sections["PROJECTS"]) - 1), ("num_votes", len(sections["VOTES"]) - 1)):
        entry = meta.get(key)
        if entry is not None and entry.value != str(rows):
            reading.say(entry.line, f"{key} is {entry.value}, and the file has {rows}")
    if not has_errors(reading.problems) and vote_type in {"approval", "choose-1"}:
        _compare(projects, ballots, reading)
    return Election(meta=meta, vote_type=vote_type, budget=budget, projects=tuple(projects), ballots=tuple(ballots))


def _meta(rows: list[Row], reading: ElectionReading) -> dict[str, MetaValue]:
    meta: dict[str, MetaValue] = {}
    if [part.strip() for part in rows[0].fields[:2]] != ["key", "value"]:
        reading.say(rows[0].line, "META begins with the columns key;value")
    for row in rows[1:]:
        key = row.fields[0].strip()
        if len(row.fields) < 2:
            reading.say(row.line, f"{key} has no value")
        elif any(part.strip() for part in row.fields[2:]):
            reading.say(
                row.line, f"{key} has more than one value", hint='A value that holds ; stands in quotes: "a; b"'
            )
        elif key in meta:
            reading.say(row.line, f"{key} stands here a second time, first in line {meta[key].line}")
        else:
            meta[key] = MetaValue(value=" ".join(row.fields[1].split()), line=row.line)
    for key in ("num_projects", "num_votes", "budget", "vote_type"):
        if not meta.get(key, MetaValue(value="", line=0)).value:
            reading.say(rows[-1].line, f"META has no {key}")
    return {key: entry for key, entry in meta.items() if entry.value}


def _vote_type(meta: Mapping[str, MetaValue], reading: ElectionReading) -> VoteType | None:
    entry = meta.get("vote_type")
    if entry is None:
        return None
    for known in VOTE_TYPES:
        if entry.value.lower() == known:
            return known
    reading.say(entry.line, f"the vote type {entry.value} is not known", hint=f"Known are {', '.join(VOTE_TYPES)}.")
    return None


def _money(text: str, what: str, line: int, reading: ElectionReading) -> Decimal:
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    hint = "Write digits, and a point before the cents: 1250 or 1250.50"
    reading.say(line, f"{what} is {text or 'empty'} and should be an amount of money", hint=hint)
    return Decimal(0)


def _projects(rows: list[Row], reading: ElectionReading) -> list[Project]:
    projects: list[Project] = []
    names = columns_of(rows, "PROJECTS", ("project_id", "cost"), reading)
    lines: dict[str, int] = {}
    for line, record in records_of(rows, names, reading) if names else ():
        name = record["project_id"].strip()
        if not name or "," in name or len(name) > MAX_ID or name != clean(name):
            known = clean(name) or "nothing"
            reading.say(
                line,
                f"{known} cannot be the id of a project: it has 1 to {MAX_ID} signs, no comma, no line break and no "
                "other sign that is not seen",
            )
        if name in lines:
            reading.say(line, f"the project {name} stands here a second time, first in line {lines[name]}")
        lines[name] = line
        votes = record.get("votes", "").strip()
        if votes and not re.fullmatch(r"[0-9]{1,12}", votes):
            reading.say(line, f"votes is {votes} and should be a whole number")
            votes = ""
        projects.append(
            Project(
                id=name,
                line=line,
                cost=_money(record["cost"].strip(), "cost", line, reading),
                name=" ".join(record.get("name", "").split()),
                categories=_list(record.get("category", "")),
                targets=_list(record.get("target", "")),
                votes=int(votes) if votes else None,
                fields={
                    key: " ".join(value.split())
                    for key, value in record.items()
                    if value.strip() and key not in {"project_id", "cost", "name", "category", "target", "votes", ""}
                },
            )
        )
    return projects


def _list(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for piece in text.split(",") if (part := " ".join(piece.split()))))


def _ballots(
    rows: list[Row], projects: list[Project], vote_type: VoteType, reading: ElectionReading
) -> list[ElectionBallot]:
    ballots: list[ElectionBallot] = []
    pointed = vote_type in {"cumulative", "scoring"}
    names = columns_of(rows, "VOTES", ("voter_id", "vote", "points") if pointed else ("voter_id", "vote"), reading)
    if not names:
        return ballots
    places = {project.id: place for place, project in enumerate(projects)}
    lines: dict[str, int] = {}
    for line, record in records_of(rows, names, reading):
        voter = record["voter_id"].strip()
        if not voter:
            reading.say(line, "the voter has no id")
        elif voter in lines:
            reading.say(line, f"the voter {voter} stands here a second time, first in line {lines[voter]}")
        lines[voter] = line
        named = [part.strip() for part in record["vote"].split(",")] if record["vote"].strip() else []
        for name, number in Counter(named).items():
            if name not in places:
                reading.say(line, f"a vote for the project {name or 'without a name'}, which is not in PROJECTS")
            elif number > 1:
                said = f"the ballot names the project {name} {number} times, and counts for it once"
                reading.say(line, said, level="warning")
        if vote_type == "choose-1" and len(set(named)) > 1:
            reading.say(line, f"the vote type is choose-1, and the ballot names {len(set(named))} projects")
        if pointed:
            named = _with_points(named, record["points"], line, reading)
        named = list(dict.fromkeys(named))
        ballots.append(ElectionBallot(voter=voter, approved=tuple(places[name] for name in named if name in places)))
    return ballots


def _with_points(named: list[str], text: str, line: int, reading: ElectionReading) -> list[str]:
    """The projects of a ballot that have more than no points."""
    points = [part.strip() for part in text.split(",")] if text.strip() else []
    if len(points) != len(named):
        reading.say(line, f"the ballot names {len(named)} projects and gives {len(points)} numbers of points")
        return []
    wrong = [part for part in points if not re.fullmatch(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?", part)]
    if wrong:
        reading.say(line, f"{wrong[0] or 'nothing'} is no number of points")
        return []
    return [name for name, part in zip(named, points, strict=True) if Decimal(part) > 0]


def _compare(projects: list[Project], ballots: list[ElectionBallot], reading: ElectionReading) -> None:
    """Where the column votes says something else than the ballots."""
    counts = Counter(place for ballot in ballots for place in ballot.approved)
    for place, project in enumerate(projects):
        if project.votes is not None and project.votes != counts[place]:
            message = f"votes is {project.votes}, and {counts[place]} ballots approve of the project {project.id}"
            reading.say(project.line, message, level="warning")
