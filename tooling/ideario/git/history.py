"""Reads the line of a branch: its commits by first parents, when each came in as far as that is believed, and what each
did to files. Commits say when they were made, and by whom; those are claims.
"""

import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ideario.git.changes import RAW, RENAMES, PathChange, change_of
from ideario.git.repository import Git

SKEW = timedelta(days=1)
"""So far clocks may be apart without making anybody doubt a date."""
LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class Commit(NamedTuple):
    """A commit of the branch: `moment` is when it was there at the latest, `claimed` what it says itself, if anything.

    `believed` says that the two are one, or within a day.
    """

    name: str
    moment: datetime
    claimed: datetime | None
    believed: bool


class Version(NamedTuple):
    """What one commit of the branch did to one file: `path` is relative to the community's root.

    `moment` is when the commit came in; `before` and `after` name the file's bytes, "" where there was no file.
    `former` is the path that it had before, where it was renamed. `believed` is as for Commit.
    """

    path: str
    moment: datetime
    before: str
    after: str
    former: str = ""
    believed: bool = True
    commit: str = ""


class Claims(NamedTuple):
    """What a commit says about itself. Whoever makes a commit writes these as they like."""

    author: str
    email: str
    committer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mainline:
    """The commits of a branch by first parents, oldest first."""

    git: Git
    commits: tuple[Commit, ...] = ()
    by_name: Mapping[str, Commit] = field(default_factory=dict)

    @property
    def last(self) -> datetime | None:
        """When the newest commit was there; None without any."""
        return self.commits[-1].moment if self.commits else None


def line_of(git: Git, revision: str = "HEAD", *, now: datetime | None = None) -> Mainline:
    """The commits up to a revision that came in on the branch itself, when they came in: in one call of git.

    What was done on other branches is in the commit that merged it. `now` is a moment that has not passed yet, beyond
    which no date is believed. It has no commits where git knows no history here, or not all of it.
    """
    if not git.whole or (revision == "HEAD" and not git.head):
        return Mainline(git=git)
    revision = git.head if revision == "HEAD" else revision
    listed = git.read("rev-list", "--first-parent", "--reverse", "--timestamp", revision, "--").text
    said = [line.split(" ") for line in listed.splitlines()]
    dates = [_moment(seconds) for seconds, _ in said]
    commits = tuple(
        Commit(name, moment, claimed, sure)
        for (_, name), claimed, (moment, sure) in zip(said, dates, believed(dates, now), strict=True)
    )
    return Mainline(git=git, commits=commits, by_name={commit.name: commit for commit in commits})


def commit_at(line: Mainline, moment: datetime) -> Commit | None:
    """The commit with which the branch ended at a moment; None where it had none yet."""
    return next((commit for commit in reversed(line.commits) if commit.moment <= moment), None)


def believed(dates: Sequence[datetime | None], now: datetime | None = None) -> Iterator[tuple[datetime, bool]]:
    """When each of some commits was there, oldest first, from the dates that they claim; and whether that is its claim.

    Dates that contradict others are not believed: of all that can be true together the most are (the longest run of
    dates that never goes back; of two as long, the one that believes the earlier commits). Neither is one after `now`.
    A commit that is not believed was there when the next believed one was, or else is there now: no later.
    Only where it claims to be less than a day older than the one before it does it count as just as old.
    """
    last = LATEST if now is None else now
    sane = [date if date is not None and date <= last else None for date in dates]
    kept = _longest(sane)
    sure: list[datetime | None] = []
    before: datetime | None = None
    for place, claim in enumerate(sane):
        if place in kept:
            before = claim
        near = before is not None and claim is not None and before - SKEW <= claim <= before
        sure.append(before if near else None)
    bound: datetime | None = None
    found = []
    for claim, moment in zip(reversed(dates), reversed(sure), strict=True):
        bound = moment or bound
        until = moment or bound or now or before or LATEST
        found.append((until, moment is not None or (claim is not None and until < claim <= until + SKEW)))
    yield from reversed(found)


def _longest(dates: Sequence[datetime | None]) -> set[int]:
    """The places of the longest run of dates that never goes back, found from the end."""
    ends: list[float] = []
    places: list[int] = []
    before: dict[int, int] = {}
    for place in range(len(dates) - 1, -1, -1):
        date = dates[place]
        if date is None:
            continue
        key = -date.timestamp()
        length = bisect_right(ends, key)
        if length:
            before[place] = places[length - 1]
        if length == len(ends):
            ends.append(key)
            places.append(place)
        else:
            ends[length] = key
            places[length] = place
    kept: set[int] = set()
    at = places[-1] if places else None
    while at is not None:
        kept.add(at)
        at = before.get(at)
    return kept


def _moment(seconds: str) -> datetime | None:
    """A commit's date; None where it is none that a calendar has."""
    if not seconds.isdigit() or not 0 < int(seconds) < LATEST.timestamp():
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def versions(
    line: Mainline, *paths: str, windows: Iterable[tuple[datetime, datetime]] | None = None, renames: bool = False
) -> tuple[Version, ...]:
    """What became of the files below `paths`, oldest first, in one call of git.

    `windows` keeps the commits that came in within any of them, both ends included, and only these are looked into.
    """
    spans = None if windows is None else list(windows)
    wanted = [
        f"{commit.name} {before.name if before else ''}".strip()
        for before, commit in zip((None, *line.commits), line.commits, strict=False)
        if spans is None or any(opens <= commit.moment <= closes for opens, closes in spans)
    ]
    if not wanted:
        return ()
    found = RENAMES if renames else ("--no-renames",)
    told = "\n".join([*wanted, ""]).encode()
    done = line.git.read("diff-tree", "--stdin", "-r", "--root", *found, *RAW, "--", *paths, told=told)
    came = []
    commit: Commit | None = None
    words = iter(done.out.split(b"\0"))
    for word in words:
        said = word.strip(b"\n")
        if said.startswith(b":") and commit is not None:
            came.append(_version(commit, change_of(said, words)))
        elif said:
            commit = line.by_name[os.fsdecode(said).split(" ")[0]]
    return tuple(came)


def _version(commit: Commit, change: PathChange) -> Version:
    return Version(
        path=change.path,
        moment=commit.moment,
        before=change.before,
        after=change.after,
        former=change.former,
        believed=commit.believed,
        commit=commit.name,
    )


def claims_of(git: Git, commits: Iterable[str]) -> Mapping[str, Claims]:
    """What commits say about themselves, by their names, in one call of git."""
    names = sorted(set(commits))
    if not names:
        return {}
    form = "--format=%H%x00%an%x00%ae%x00%cn%x00%s"
    done = git.read("log", "--no-walk=unsorted", "--stdin", "-z", form, told="".join(f"{n}\n" for n in names).encode())
    words = done.out.decode("utf-8", "replace").split("\0")
    return {name: Claims(*rest) for name, *rest in zip(*[iter(words)] * 5, strict=False)}
