"""A stand-in for GitHub: a real HTTP server on loopback with REST, GraphQL, state, limits and faults.

It holds no more than tests of this repository need: repositories, accounts, pull requests, issues, discussions,
comments, reactions, git objects. What it answers and what it is asked is held against GitHub's own OpenAPI description
and GraphQL schema (`tests/support/descriptions.py` fetches them); `deviations.py` lists where it departs from them on
purpose.

**In a test**, the fixture `github` of conftest gives a running `Server`; a request or an answer that GitHub's
description does not allow makes the test fail at its end (unless the test empties `github.violations`).

    def test_votes(github):
        state = github.state                             # see state.py; home repository riverton/ideas, id 1001
        pull = state.pull(author="ada", files=["content/ideas/bike-lanes.yml"], at="2026-01-05T10:00:00Z")
        state.merge(pull, at="2026-01-06T10:00:00Z")
        state.react(pull, "bob", "+1", at="2026-02-03T09:00:00Z")   # kinds by REST names; "pull/1" names a thread too
        state.withdraw(pull, "bob", "+1")
        github.environment()   # {GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_GRAPHQL_URL}: as in Actions
        github.faults.add("502", on=2, where="graphql")  # see faults.py for all kinds and settings
        github.faults.add("call", on=2, call=lambda: state.react(pull, "late"))   # between two pages
        github.faults.clear(); github.refill()           # no more faults; every token's hour begins anew
        github.counters        # requests, rest, graphql, points, nodes, …: what callers have spent
        github.voters          # [(id, login)] of all accounts that ever reacted: for the grep of the privacy test

Without the fixture: `with serve(State()) as github: …` (`serve(state, checked=False)` switches the contract off, for
speed; `limits=Limits(…)` sets sizes, see limits.py). `github.url` is REST as on api.github.com, `github.graphql_url`
GraphQL; `github.enterprise_url` (…/api/v3) and …/api/graphql are the same as an Enterprise server.

**Moments**: an int (Unix seconds), a text (`2026-01-05T10:00:00Z`) or a datetime; without one, `state.now()`, which is
a real clock unless `state.clock` is replaced. **Accounts** come into being when named: a plain login is a User;
`state.account("dependabot", kind="Bot")` makes others (Bot, Organization, Mannequin). `state.delete_account("bob")`.

**State by hand** (all in state.py): `repository account token pull issue discussion comment review react react_many
withdraw merge close reopen edit open_pull lock_thread rename_file edit_files delete_account rename_account
drop_reactions vanish move block_token`.
Files on branches: `state.home.git.commit("main", {"content/x.yml": "…"})`, `git.read("main", path)`.
**Big states**: `bulk.fill(state, pulls=10_000, votes=100, voters=5_000)`.

**Apart, as a program** (CPU and memory measured for itself, reachable by other programs):

    with apart([{"do": "fill", "pulls": 10_000, "votes": 100}], checked=False) as github:
        github.environment(); github.counters()          # the latter has cpu_seconds and memory_mib of the stand-in
        github.change([{"do": "react", "thread": "pull/1", "login": "zoe", "kind": "+1"}])
        github.fault("drop", on=3); github.clear()       # clear() takes all faults away

or `PYTHONPATH=tests python -m github_standin --port 0 --changes FILE.json [--check 0]`, which prints one line of JSON
({"url": …, "graphql_url": …, "repository": …}) and serves until its standard input closes. The same by HTTP, where
GitHub has nothing, below `/_standin/`: `POST changes` (a JSON list, each `{"do": NAME, …keyword arguments}`), `POST
faults` (`{"kind": …, "on": …}`), `DELETE faults`, `GET counters`, `GET voters`, `POST limits`,
`POST refill`.
"""

from .apart import Apart, apart
from .faults import Fault, Faults
from .limits import Limits
from .server import Server, serve
from .state import State

__all__ = ["Apart", "Fault", "Faults", "Limits", "Server", "State", "apart", "serve"]
