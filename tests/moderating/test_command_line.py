"""`ideario command` reads the event of a comment, and nothing that is none."""

import json

import pytest
from commanding import TOKEN, commanded_town


def event(town, comment, action="created", **more):
    return {
        "action": action,
        "issue": {"number": int(comment.thread.partition("/")[2]), "pull_request": {}, **more},
        "comment": {
            "id": comment.id, "body": comment.text,
            "user": {"id": comment.author.id, "login": comment.author.login, "type": "User"},
        },
    }  # fmt: skip


@pytest.fixture
def run(github, tmp_path, ideario):
    """The command with the event of a comment, beside the town it is given in."""
    town = commanded_town(github, tmp_path / "town")

    def command(what, *words):
        file = tmp_path / "event.json"
        file.write_bytes(what if isinstance(what, bytes) else json.dumps(what).encode())
        environment = {**github.environment(TOKEN), "GITHUB_EVENT_PATH": str(file)}
        return ideario("command", *words, cwd=town.root, env=environment)

    return town, command


def test_a_new_comment_is_carried_out_and_the_same_event_changes_nothing_again(run) -> None:
    town, command = run
    comment = town.say("pull/1", "/status done https://example.org/opening It is there.")
    what = event(town, comment) | {"issue": {"number": 1, "pull_request": {"url": "https://example.org"}}}
    done = command(what)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith(f"pull/1, comment {comment.id}: carried out (")
    assert town.decision()["shipped"] == "https://example.org/opening"
    assert town.decision()["history"][0]["reason"] == "It is there."
    assert "<https://example.org/opening>" in town.answers("pull/1")[0]
    again = json.loads(command(what, "--format", "json").stdout)
    assert again["ending"] == "done already"


@pytest.mark.parametrize("action", ["edited", "deleted"])
def test_what_is_edited_or_deleted_is_not_looked_at(run, action) -> None:
    town, command = run
    done = command(event(town, town.say("pull/1", "/status done"), action))
    assert (done.exit_code, town.decision()) == (0, None)
    assert "Only comments that were just written" in done.stdout


@pytest.mark.parametrize("what", [b"", b"[]", b"{}", b"\xff", b'{"action": "created", "issue": {"number": 1}}'])
def test_what_is_no_event_of_a_comment_is_said_to_be_none(run, what) -> None:
    _, command = run
    done = command(what)
    assert done.exit_code == 2
    assert "no event of a comment" in done.stderr
