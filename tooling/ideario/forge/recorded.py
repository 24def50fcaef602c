"""The port's recorded adapter: a forge that is one JSON file, for demos, rehearsals and work without a network.

`record` makes the document of such a file from any forge; `load` reads one, and says what is wrong with it. The file
names voters: it belongs neither into a repository nor onto a site. Its form, `schema` 1 (moments are ISO 8601 in UTC):

    {"schema": 1,
     "repository": {"id": 1001, "name": "riverton/ideas", "pulls": 2, "private": false},
     "neighbours": {"riverton/town": [1002, "riverton/town", false]},   other repositories that have threads here, by
                  the names that threads bear: id, name after any move, private; left out where there are none
     "accounts": [[7, "ada", "user", "2020-02-02T02:02:02Z"], …],   id, login, kind, when it was made (or null)
     "threads": [{"name": "pull/1", "node": "PR_1", "author": 0,    a place in accounts; null for a deleted account
                  "opened": "…", "merged": "…" or null, "open": false, "head": "commit", "comments": 2,
                  "base": ["old-name", true],                       the branch that it goes into, whether that is gone;
                                                                    left out where it is the repository's default one
                  "reactions": [[31, "+1", "…", 1], …],             id, kind (REST's name), when, place or null; by id
                  "total": 1,                                       REST's roll-up, left out where there is none
                  "files": [["content/ideas/a.yml", "added", null], …],      path, change, former path or null; of pulls
                  "changed": "…",                                   when anything last changed; left out if unknown
                  "answered": "…" or null, "locked": true,          left out where it is not
                  "remarks": [["…", 1], …]}, …],                    comments and reviews: when, place; or left out
     "texts": […],                                                  lists with texts, by `recorded_texts`; or left out
     "pull_of": {"content/ideas/b.yml": "pull/2", …}}               files whose pull request is found by their commit
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from ideario.forge.issue_forms import issue_of_branch
from ideario.forge.json_walk import Pointer, Wrong
from ideario.forge.port import (
    Account,
    AccountKind,
    Batch,
    ChangeKind,
    FileChange,
    Forge,
    Meter,
    Neighbour,
    NotFound,
    Reaction,
    Remark,
    Repository,
    Rollup,
    Talk,
    ThreadList,
    Unreachable,
    Wanted,
)
from ideario.forge.recorded_texts import list_document, lists_in, moment_text
from ideario.messages.said import say
from ideario.model.moments import instant_of
from ideario.model.thread_names import ON_FORGE, PULL, REPOSITORY, home_of, is_pull, number_of
from ideario.problems import Failure

SCHEMA = 1
GIVE = say("give the path of a recording")
PAGE = 100


class Recorded:
    """A recording, as the port `Forge`. Costs nothing and never changes."""

    def __init__(self, document: Mapping[str, object]) -> None:
        """Take a document apart; a Failure names the place of what is wrong with it."""
        try:
            self._read(Pointer("", document))
        except Wrong as wrong:
            place = wrong.where or say("all of it")
            told = say("the recording is not one: {where} {what}", where=place, what=wrong.what)
            raise Failure(told, hint=say("mend it, or record anew; this version reads schema {n}", n=SCHEMA)) from wrong
        self._meter = Meter()

    def _read(self, top: Pointer) -> None:
        if top["schema"].value != SCHEMA:
            raise top["schema"].wrong(f"is not {SCHEMA}")
        where = top["repository"]
        self._repository = Repository(
            id=where["id"].whole(), name=where["name"].text(), pulls=where["pulls"].whole(),
            private=where["private"].flag(),
        )  # fmt: skip
        self._neighbours = dict(_neighbour(*pair) for pair in top["neighbours"].pairs()) if "neighbours" in top else {}
        self._accounts = [_account(row) for row in top["accounts"].rows()]
        self._rollups: dict[str, Rollup] = {}
        self._reactions: dict[str, tuple[Reaction, ...]] = {}
        self._files: dict[str, tuple[FileChange, ...]] = {}
        self._talks: dict[str, Talk] = {}
        self._totals: dict[str, int] = {}
        for row in top["threads"].rows():
            self._thread(row)
        self._pulls = sorted(
            (one for one in self._rollups.values() if is_pull(one.name) and (one.open or one.merged)),
            key=lambda one: (one.opened, number_of(one.name)),
        )
        self._texts = lists_in(top["texts"].rows(), self._who) if "texts" in top else {}
        self._pull_of = {path: place.text(PULL) for path, place in top["pull_of"].pairs()}

    def _thread(self, row: Pointer) -> None:
        name = row["name"].text(ON_FORGE)
        if name in self._rollups:
            raise row["name"].wrong("is there twice")
        if home_of(name) not in {"", *self._neighbours}:
            raise row["name"].wrong("is in a repository that is none of neighbours")
        reactions = tuple(
            Reaction(
                parts[0].whole(), parts[1].text(r"\S+"), int(parts[2].moment().timestamp()), self._who(parts[3])
            )
            for parts in (one.row(4) for one in row["reactions"].rows())
        )  # fmt: skip
        if len({one.id for one in reactions}) != len(reactions):
            raise row["reactions"].wrong("have an id twice")
        self._reactions[name] = reactions
        base, gone = row["base"].row(2) if "base" in row else (None, None)
        self._rollups[name] = Rollup(
            name=name, node=row["node"].text(), author=self._who(row["author"]), opened=row["opened"].moment(),
            merged=row["merged"].maybe(Pointer.moment), open=row["open"].flag(), head=row["head"].text(""),
            comments=row["comments"].whole(), total=len(reactions),
            newest=max((one.id for one in reactions), default=None),
            base="" if base is None else base.text(), base_gone=gone is not None and gone.flag(),
            branch=row["branch"].text() if "branch" in row else "", locked="locked" in row and row["locked"].flag(),
            changed=row["changed"].moment() if "changed" in row else None,
        )  # fmt: skip
        if "files" in row:
            self._files[name] = tuple(
                FileChange(
                    path=parts[0].text(), change=parts[1].choice(get_args(ChangeKind)),
                    former=parts[2].maybe(Pointer.text),
                )
                for parts in (one.row(3) for one in row["files"].rows())
            )  # fmt: skip
        remarks = [one.row(2) for one in row["remarks"].rows()] if "remarks" in row else []
        self._talks[name] = Talk(
            answered=row["answered"].maybe(Pointer.moment),
            remarks=tuple(
                Remark(when.moment(), who) for when, by in remarks if (who := self._who(by)) is not None
            ),
            whole="remarks" in row,
        )  # fmt: skip
        if "total" in row:
            self._totals[name] = row["total"].whole()

    def _who(self, place: Pointer) -> Account | None:
        number = place.maybe(Pointer.whole)
        if number is not None and number >= len(self._accounts):
            raise place.wrong("is no place in accounts")
        return None if number is None else self._accounts[number]

    @property
    def meter(self) -> Meter:
        """Nothing was spent."""
        return self._meter

    def repository(self) -> Repository:
        """The repository as it was."""
        return self._repository

    def pulls(self, after: str | None, *, voters: bool) -> Batch:
        """A hundred open and merged pull requests, from the place that `after` numbers."""
        if after is not None and not after.isdigit():
            raise Unreachable(say("{after} is no place in a recorded survey", after=f"{after!r}"))
        start = int(after or 0)
        shown = tuple(self._pulls[start : start + PAGE])
        return Batch(
            rollups=shown,
            reactions=self.reactions(shown) if voters else {},
            next=str(start + PAGE) if start + PAGE < len(self._pulls) else None,
        )

    def threads(self, names: Sequence[str]) -> Mapping[str, Rollup]:
        """The roll-ups of threads by name."""
        return {name: self._rollups[name] for name in names if name in self._rollups}

    def neighbours(self, names: Sequence[str]) -> Mapping[str, Neighbour]:
        """Those that are in the recording."""
        return {name: self._neighbours[name] for name in names if name in self._neighbours}

    def texts(self, wanted: Wanted) -> ThreadList:
        """The list, where this very one was recorded."""
        if wanted not in self._texts:
            asked = " ".join(filter(None, (wanted.home, f"{wanted.kind}s", wanted.label, wanted.category)))
            raise NotFound(say("the recording has no list of these threads: {asked}", asked=asked))
        return self._texts[wanted]

    def reactions(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[Reaction, ...]]:
        """All reactions of these threads."""
        return {one.name: self._reactions[one.name] for one in rollups if one.name in self._reactions}

    def files(self, rollups: Sequence[Rollup]) -> Mapping[str, tuple[FileChange, ...]]:
        """All files of these pull requests."""
        return {one.name: self._files[one.name] for one in rollups if one.name in self._files}

    def talks(self, rollups: Sequence[Rollup]) -> Mapping[str, Talk]:
        """How people talked."""
        return {one.name: self._talks[one.name] for one in rollups if one.name in self._talks}

    def totals(self, names: Sequence[str]) -> Mapping[str, int]:
        """What REST's roll-up said."""
        return {name: self._totals[name] for name in names if name in self._totals}

    def numbers(self, logins: Sequence[str]) -> Mapping[str, int | None]:
        """The numbers of those who are in the recording; of others it says nothing."""
        known = {who.login.lower(): who.id for who in self._accounts if who.kind == "user"}
        return {login: known[login.lower()] for login in logins if login.lower() in known}

    def pull_of(self, path: str) -> str | None:
        """The pull request that a file came in by, where it was asked for when recording."""
        return self._pull_of.get(path)


def load(path: Path) -> Recorded:
    """The recording in a file. A Failure says what keeps it from being one."""
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise Failure(say("cannot read {path}: {reason}", path=path, reason=error.strerror), hint=GIVE) from error
    except ValueError as error:
        raise Failure(say("{path} is not JSON: {error}", path=path, error=error), hint=GIVE) from error
    return Recorded(document)


def record(
    forge: Forge, *, names: Sequence[str] = (), paths: Sequence[str] = (), texts: Sequence[Wanted] = ()
) -> dict[str, object]:
    """The document of a recording: all open and merged pull requests, the threads `names`, and how `paths` came in.

    Also the lists `texts`, with the threads that stand in them.
    """
    lists = {wanted: forge.texts(wanted) for wanted in texts}
    names = [*names, *(thread.name for found in lists.values() for thread in found.threads)]
    repository = forge.repository()
    rollups: dict[str, Rollup] = {}
    reactions: dict[str, tuple[Reaction, ...]] = {}
    page, after = None, None
    while page is None or after is not None:
        page = forge.pulls(after, voters=True)
        rollups |= {one.name: one for one in page.rollups}
        reactions |= page.reactions
        after = page.next
    neighbours = forge.neighbours(sorted({home_of(name) for name in names} - {""}))
    here = [name for name in names if name not in rollups and home_of(name) in {"", *neighbours}]
    more = forge.threads(here)
    reactions |= forge.reactions(list(more.values()))
    rollups |= {name: one for name, one in more.items() if name in reactions}
    everything = list(rollups.values())
    files = forge.files([one for one in everything if is_pull(one.name)])
    talks, totals = forge.talks(everything), forge.totals(list(rollups))
    places: dict[Account, int] = {}

    def place(account: Account | None) -> int | None:
        return None if account is None else places.setdefault(account, len(places))

    threads = [
        {
            "name": one.name, "node": one.node, "author": place(one.author), "opened": moment_text(one.opened),
            "merged": one.merged and moment_text(one.merged), "open": one.open, "head": one.head,
            "comments": one.comments,
            **({"base": [one.base, one.base_gone]} if one.base else {}), **({"locked": True} if one.locked else {}),
            **({"branch": one.branch} if issue_of_branch(one.branch) is not None else {}),
            "reactions": [[row.id, row.kind, instant_of(row.given), place(row.account)] for row in reactions[one.name]],
            **({"total": totals[one.name]} if one.name in totals else {}),
            **({"files": [[f.path, f.change, f.former] for f in files.get(one.name, ())]} if one.name in files else {}),
            **({"changed": moment_text(one.changed)} if one.changed is not None else {}),
            "answered": (moment := talks[one.name].answered if one.name in talks else None) and moment_text(moment),
            **(
                {"remarks": [[moment_text(at), place(by)] for at, by in talks[one.name].remarks]}
                if one.name in talks and talks[one.name].whole
                else {}
            ),
        }
        for one in everything
    ]  # fmt: skip
    written = [list_document(wanted, found, place) for wanted, found in lists.items()]
    return {
        "schema": SCHEMA,
        "repository": {
            "id": repository.id, "name": repository.name, "pulls": repository.pulls, "private": repository.private,
        },
        **({"neighbours": {name: list(there) for name, there in neighbours.items()}} if neighbours else {}),
        "accounts": [
            [who.id, who.login, who.kind, None if who.created is None else instant_of(who.created)] for who in places
        ],
        "threads": threads,
        **({"texts": written} if written else {}),
        "pull_of": {path: pull for path in paths if (pull := forge.pull_of(path)) is not None},
    }  # fmt: skip


def _account(row: Pointer) -> Account:
    number, login, kind, created = row.row(4)
    made = created.maybe(Pointer.moment)
    return Account(
        number.whole(), login.text(), kind.choice(get_args(AccountKind)),
        None if made is None else int(made.timestamp()),
    )  # fmt: skip


def _neighbour(name: str, row: Pointer) -> tuple[str, Neighbour]:
    number, now_called, private = row.row(3)
    return name, Neighbour(id=number.whole(), name=now_called.text(REPOSITORY), private=private.flag())
