"""What is asked of GitHub's REST: the repository, roll-ups to compare, the way a file came in. Reads no votes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from ideario.forge.port import NotFound, Unreachable
from ideario.github.answer_shapes import (
    Shape,
    fields,
    flag,
    matching,
    maybe,
    moment,
    numbered,
    path,
    positive,
    rows,
    text,
    whole,
)
from ideario.github.bounds import LIST_PAGES, PAGE_READS
from ideario.github.connection import FULL_NAME
from ideario.github.graphql import SEARCHING, moved
from ideario.github.refusals import Answer
from ideario.github.session import AGAIN, Session
from ideario.messages.said import say
from ideario.model.thread_names import home_of, kind_of, number_of

ONE_BY_ONE = 100
"""How many threads that are missing in a list are asked for one by one before the list is not believed."""

HOME = fields(id=positive, full_name=matching(FULL_NAME), private=flag, default_branch=text)
TOTAL = fields(number=numbered, reactions=fields(total_count=whole))
COMMIT = fields(sha=matching("[0-9a-f]{40,64}"))
PULL = fields(number=numbered, merged_at=maybe(moment), base=fields(ref=text))
FILE = fields("previous_filename", filename=path, previous_filename=maybe(path))


class Home(NamedTuple):
    """The repository: its number, the name that it has now, and its default branch."""

    id: int
    name: str
    private: bool
    branch: str


class Rest:
    """REST below repositories: the community's, and others by name."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._homes: dict[str, Home | None] = {}

    def home(self, name: str = "") -> Home:
        """The repository of a name, the community's for "", asked for once; a former name leads to it."""
        home = self.neighbour(name)
        if home is None:
            raise NotFound(
                say("GitHub knows no repository {value}", value=name or self._session.connection.repository),
                hint=SEARCHING,
            )
        return home

    def neighbour(self, name: str) -> Home | None:
        """The same; None for one that is not there, or not to be seen."""
        if name not in self._homes:
            answer = self._followed(f"repos/{name or self._session.connection.repository}", HOME)
            body = answer.body
            self._homes[name] = (
                Home(body["id"], body["full_name"], body["private"], body["default_branch"])
                if answer.status == 200
                else None
            )
        return self._homes[name]

    def pulls(self) -> int | None:
        """How many pull requests there are in all, or None where GitHub does not count pages."""
        answer = self._below("pulls", {"state": "all", "per_page": "1"}, fields())
        if "last" in answer.links:
            number = re.search(r"[?&]page=([0-9]{1,10})(?:&|$)", answer.links["last"], re.ASCII)
            return None if number is None else int(number[1])
        return None if "next" in answer.links else len(answer.body)

    def totals(self, names: Sequence[str]) -> dict[str, int]:
        """How many reactions pull requests and issues have, by name."""
        by_home: dict[str, dict[int, str]] = defaultdict(dict)
        for name in names:
            if kind_of(name) != "discussion":
                by_home[home_of(name)][number_of(name)] = name
        found: dict[str, int] = {}
        for home, numbers in by_home.items():
            found |= {numbers[number]: total for number, total in self._totals(home, numbers.keys()).items()}
        return {name: found[name] for name in names if name in found}

    def _totals(self, home: str, numbers: AbstractSet[int]) -> dict[int, int]:
        """How many reactions the threads of these numbers have; one by one where that takes fewer requests."""
        found: dict[int, int] = {}
        if len(numbers) > max(numbers, default=0) // 100 + 1:
            for row in self.rows_of("issues", {"state": "all", "per_page": "100"}, TOTAL, some=True, home=home):
                if row["number"] in numbers:
                    found[row["number"]] = row["reactions"]["total_count"]
            if len(numbers) - len(found) > ONE_BY_ONE:
                raise moved(say("the list of issues"))
        for number in numbers - found.keys():
            total = self._total(home, number)
            if total is not None:
                found[number] = total
        return found

    def pull_of(self, path: str) -> str | None:
        """The merged pull request by which the first commit of a path came in, into the default branch if one did."""
        first = None
        for row in self.rows_of("commits", {"path": path, "per_page": "100"}, COMMIT):
            first = row["sha"]
        if first is None:
            return None
        merged = [
            (row["base"]["ref"] != self.home().branch, row["merged_at"], row["number"])
            for row in self.rows_of(f"commits/{first}/pulls", {"per_page": "100"}, PULL)
            if row["merged_at"] is not None
        ]
        return f"pull/{min(merged)[2]}" if merged else None

    def formers(self, number: int) -> dict[str, str]:
        """The former paths of a pull request's renamed and copied files, by path."""
        rows = self.rows_of(f"pulls/{number}/files", {"per_page": "100"}, FILE)
        return {row["filename"]: row["previous_filename"] for row in rows if row.get("previous_filename")}

    def _total(self, where: str, number: int) -> int | None:
        """The reactions of one thread; None where it is gone, or was moved to another repository."""
        home, root = self.home(where), self._session.connection.api_url
        answer = self._session.rest(f"repos/{home.name}/issues/{number}", shape=TOTAL)
        inside = (f"{root}/repositories/{home.id}/", f"{root}/repos/{home.name}/")
        if answer.moved_to is not None and answer.moved_to.startswith(inside):
            answer = self._followed(answer.moved_to, TOTAL)
        if answer.status != 200:
            return None
        if answer.body["number"] != number:
            raise moved(say("the answer about {number}", number=number))
        return int(answer.body["reactions"]["total_count"])

    def rows_of(
        self, path: str, params: Mapping[str, str], shape: Shape, *, some: bool = False, home: str = ""
    ) -> Iterator[Any]:
        """All rows of a list, page after page; a page may be empty only if it is the first, and not with `some`."""
        answer, read = self._below(path, params, shape, some=some, home=home), set[str]()
        while True:
            yield from answer.body
            following = answer.links.get("next")
            if following is None:
                return
            if following in read or len(read) >= LIST_PAGES:
                raise Unreachable(say("GitHub's list at {path} has no end", path=path), hint=AGAIN)
            read.add(following)
            answer = self._listed(following, {}, shape, some=True)

    def _below(
        self, path: str, params: Mapping[str, str], shape: Shape, *, some: bool = False, home: str = ""
    ) -> Answer:
        return self._listed(f"repos/{self.home(home).name}/{path}", params, shape, some=some)

    def _listed(self, path: str, params: Mapping[str, str], shape: Shape, *, some: bool = False) -> Answer:
        for attempt in range(PAGE_READS):
            answer = self._followed(path, rows(shape), params)
            if answer.status != 200:
                raise NotFound(
                    say(
                        "GitHub has nothing at {path} (status {status})",
                        path=self._session.said(path),
                        status=answer.status,
                    ),
                    hint=SEARCHING,
                )
            if answer.body or not some:
                return answer
            self._session.pause(attempt)
        raise moved(say("the list at {path}", path=self._session.said(path)))

    def _followed(self, path: str, shape: Shape, params: Mapping[str, str] | None = None) -> Answer:
        """The answer, at the address to which things were moved."""
        answer = self._session.rest(path, params=params, shape=shape)
        for _ in range(3):
            if answer.status not in (301, 302, 307, 308) or answer.moved_to is None:
                return answer
            answer = self._session.rest(answer.moved_to, shape=shape)
        raise Unreachable(say("GitHub sends us in circles about {path}", path=self._session.said(path)), hint=AGAIN)
