"""Writes the answer to a proposal, as Markdown, for people who have never used git. Values in, text out.

Whatever contributors wrote stands in code, where nothing of it is live. Numbers of votes stand in the text and not in
its mark: they change all the time, and nobody needs to hear of that here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from ideario.answering.marker import Marker, text_mark
from ideario.answering.verdict import Verdict, Votes
from ideario.fences import block, can_be_shown, code, one_line
from ideario.messages.said import Said, in_language, joined, say, several
from ideario.problems import Problem

MAX_TOLD = 20
"""Problems that one answer names; mending these brings the others forth."""
MAX_MESSAGE, MAX_HINT = 300, 900
"""Characters of what is wrong, and of what to do, that are shown."""
MAX_YAML = 16_000
"""Characters of mended files in one answer. A forge refuses comments of more than 65,536 in all."""
MAX_CHARACTERS = 60_000
EMOJI: Mapping[str, str] = {
    "+1": "👍", "-1": "👎", "laugh": "😄", "hooray": "🎉", "confused": "😕", "heart": "❤️", "rocket": "🚀", "eyes": "👀",
}  # fmt: skip
SIMILAR = say(
    "These are near to what you propose. If one of them is what you mean, you can support it instead; if yours is "
    "another one, all is well."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAnswer:
    """An answer before it has a marker: `text` as people read it, `mark` what stands for it."""

    text: str
    mark: str

    def under(self, marker: Marker) -> str:
        """The comment as it is posted."""
        return f"{marker}\n{self.text}"


def answer(
    verdict: Verdict,
    *,
    votes: Votes,
    editors: Mapping[str, str],
    previews: Mapping[str, str] = MappingProxyType({}),
    language: str,
    issue: str = "",
) -> WrittenAnswer:
    """What is said of a proposal. `editors` are the addresses at which its files can be changed, by path, and
    `previews` those at which the site shows them before they are accepted; `issue` is that of the issue it was made
    of, where its text is changed instead, "" where it was made by hand.
    """
    draft = Draft(
        verdict=verdict, votes=votes, editors=editors, previews=previews, language=language, issue=issue
    )  # fmt: skip
    return WrittenAnswer(text=_short(draft.text(counts=True)), mark=text_mark(draft.text(counts=False)))


def _short(text: str) -> str:
    """A text that a forge takes. Hardly anything makes a longer one; if something does, no fence is left open."""
    return text if len(text) <= MAX_CHARACTERS else block(text[: MAX_CHARACTERS // 2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An answer that is being written; see `answer`."""

    verdict: Verdict
    votes: Votes
    editors: Mapping[str, str]
    previews: Mapping[str, str]
    language: str
    issue: str

    def text(self, *, counts: bool) -> str:
        """All of it; with the numbers of votes where `counts`. Nothing in it looks like a marker of ours."""
        parts = [
            *self._result(),
            *self._mistakes(),
            *self._mended(),
            *self._for_maintainers(),
            *self._looks(),
            *self._similar(counts=counts),
            *self._voting(),
            *self._next(),
        ]
        return "\n\n".join(map(self._told, parts)).replace("<!--", "<! --")

    def _told(self, text: str) -> str:
        return in_language(text, self.language)

    def _result(self) -> Iterator[str]:
        verdict = self.verdict
        if verdict.cut:
            yield _heading("🔎", say("A maintainer has to look at this"))
            yield say(
                "This changes more files than a program looks at here, so nothing is said about them, neither good nor "
                "bad. Whoever proposes one idea changes one file."
            )
        elif verdict.only_elsewhere:
            yield _heading("🔎", say("Your files are fine, and something else is not"))
            yield say(
                "Nothing is wrong in the files that you propose. But with them there is a mistake in a file that you "
                "did not touch. You need not mend it: a maintainer will look at it."
            )
        elif verdict.colour == "red":
            yield _heading("✏️", say("Nearly there: something has to be mended first"))
            yield say(
                "Thank you for taking part! A program has looked at what you propose. Nothing is lost, and you can "
                "mend it yourself: what has to change is below."
            )
        elif verdict.not_own:
            yield _heading("🔎", say("No mistake, and something for a maintainer to look at"))
            yield say(
                "Thank you for taking part! A program has looked at what you propose and found no mistake. It changes "
                "something that is not yours alone, and that is for people to judge."
            )
        else:
            yield _heading("✅", say("All is well: this can be accepted"))
            yield say("Thank you for taking part! A program has looked at what you propose and found no mistake.")
        if verdict.elsewhere and not verdict.cut:
            yield say("What it would bring about in files that it does not touch:")
            yield self._list(verdict.elsewhere)
        if verdict.already:
            yield say(
                "(There are mistakes in other files of this community as well. They were there before, are not yours, "
                "and do not count against you.)"
            )

    def _mistakes(self) -> Iterator[str]:
        problems = () if self.verdict.cut else self.verdict.problems
        if not problems:
            return
        errors = sum(problem.level == "error" for problem in problems)
        if errors:
            yield _section(several("What has to change: {count} thing", "What has to change: {count} things", errors))
        else:
            yield _section(say("Worth a look, although it may stay as it is"))
        for path, found in groupby(problems[:MAX_TOLD], key=lambda problem: problem.path):
            yield say("In {file}:", file=self._file(path))
            for problem in found:
                error = problem.level == "error"
                yield (
                    say("Line {line}:", line=problem.line) if error else say("Line {line}, a hint:", line=problem.line)
                )
                yield block(self._text_of(problem))
        if problems[MAX_TOLD:]:
            yield several(
                "There is {count} more; you will see it when these are mended.",
                "There are {count} more; you will see them when these are mended.",
                len(problems) - MAX_TOLD,
            )

    def _file(self, path: str) -> str:
        """A file by its path, leading to where it can be changed if that is known."""
        there = self.editors.get(path)
        return f"[{code(path)}]({there})" if there else code(path)

    def _text_of(self, problem: Problem) -> str:
        """What is wrong and what to do, a line each."""
        hint = _cut(self._told(problem.hint), MAX_HINT).splitlines()
        lines = [one_line(_cut(self._told(problem.message), MAX_MESSAGE)), *map(one_line, hint)]
        return "\n".join([*lines, f"→ {one_line(problem.move_to)}"] if problem.move_to else lines)

    def _list(self, problems: Sequence[Problem]) -> str:
        """Problems a line each, without their hints."""
        return block(
            "\n".join(
                f"{one_line(problem.path)}:{problem.line}: {one_line(_cut(self._told(problem.message), MAX_MESSAGE))}"
                for problem in problems[:MAX_TOLD]
            )
        )

    def _mended(self) -> Iterator[str]:
        """The mended files. One that could not be shown as it is, or is too long, is left to the lines above."""
        room = MAX_YAML
        for path, correction in () if self.issue else self.verdict.corrections.items():
            text = correction.text.replace("\r\n", "\n").rstrip("\n")
            room -= len(text)
            if room < 0 or not can_be_shown(text) or "<!--" in text:
                continue
            yield _section(say("The whole file, mended, for you to copy"))
            yield say(
                "Open {file}, select all that is there, paste this in its place, and press **Commit changes**.",
                file=self._file(path),
            )
            if correction.left:
                yield several(
                    "One thing no program can know: please write it yourself, as it says above (line {lines}).",
                    "{count} things no program can know: please write them yourself, as it says above (lines {lines}).",
                    len(correction.left),
                    lines=", ".join(str(line) for line in sorted({problem.line for problem in correction.left})),
                )
            yield block(text, "yaml")

    def _for_maintainers(self) -> Iterator[str]:
        found = self.verdict.not_own
        if found:
            yield _section(say("For a maintainer: what in this is not the proposer’s own"))
            yield self._list(found)
            if found[MAX_TOLD:]:
                yield several("and {count} more", "and {count} more", len(found) - MAX_TOLD)

    def _looks(self) -> Iterator[str]:
        if self.verdict.colour == "red" or not self.previews:
            return
        yield _section(say("How it will look"))
        yield say("This is the page as it will be on the site. Nobody finds it there before it is accepted.")
        yield "\n".join(f"- [{code(path)}]({there})" for path, there in self.previews.items())

    def _similar(self, *, counts: bool) -> Iterator[str]:
        if not self.verdict.similar:
            return
        yield _section(say("Is it here already?"))
        yield SIMILAR
        rows = []
        for idea in self.verdict.similar:
            link = f"- [{code(idea.title)}]({idea.url})"
            rows.append(link if idea.support is None or not counts else joined([link, _supporters(idea.support)]))
        yield joined(rows, "\n")

    def _voting(self) -> Iterator[str]:
        support, oppose = _emoji(self.votes.support), _emoji(self.votes.oppose)
        if not self.verdict.ideas or not support:
            return
        yield _section(say("How voting works"))
        how = say(
            "Whoever has an account here can vote on this very page, with the smiley below the first text: {support} "
            "supports the idea.", support=support,
        )  # fmt: skip
        yield joined([how, say("{oppose} opposes it.", oppose=oppose)] if oppose else [how])
        yield say(
            "Each person counts once, and nobody votes on an idea of their own. So tell others, and send them here."
        )

    def _next(self) -> Iterator[str]:
        yield _section(say("What happens next"))
        if self.verdict.cut or self.verdict.only_elsewhere:
            yield say("A maintainer looks at it and says so here. There is nothing that you have to do.")
        elif self.verdict.colour == "red" and self.issue:
            yield say("Change your text where you wrote it: {issue}. Then this is looked at again.", issue=self.issue)
        elif self.verdict.colour == "red":
            yield say(
                "As soon as you have changed the file, it is looked at again by itself, within half an hour or so. If "
                "you are stuck, write it below: people help."
            )
        else:
            yield say(
                "A maintainer reads it and accepts it, or asks you something here. Then it appears on the site, with "
                "the votes that it has been given by then. There is nothing more that you have to do."
            )


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


def _heading(sign: str, text: Said) -> Said:
    return joined(["###", sign, text])


def _section(text: Said) -> Said:
    return joined(["####", text])


def _supporters(number: int) -> Said:
    return several("({count} person supports it)", "({count} people support it)", number)


def _emoji(kinds: Sequence[str]) -> str:
    return " ".join(EMOJI[kind] for kind in kinds if kind in EMOJI)
