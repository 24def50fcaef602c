"""Has an open pull request bear a label as long as a question waits for its author. A sweep takes it off again."""

from ideario.forge.command_port import CommandForge, NewComment
from ideario.forge.open_pulls import question_mark
from ideario.forge.port import Rollup
from ideario.forge.thread_labels import PROPOSAL_LABELS, ProposalLabel


def put_question(forge: CommandForge, comment: NewComment, pull: Rollup | None, *, language: str) -> str:
    """Label the open pull request on which a command asks its author something; gives the hidden line of the answer
    that says so, "" where the comment is on no such thread.
    """
    if pull is None or not pull.open or pull.name != comment.thread:
        return ""
    label = next(one for one in PROPOSAL_LABELS if one.name == ProposalLabel.NEEDS_AUTHOR)
    forge.make_labels([label], language=language)
    forge.label(pull.name, add=[label.name])
    return question_mark(comment.author.id, pull.head)
