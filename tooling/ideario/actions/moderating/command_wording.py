"""Finds the words in which it is said that a command was carried out, in the language of the idea that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from ideario.actions.moderating.command_commits import CommandCommit
from ideario.actions.moderating.commanded_change import CommandedChange, Unfit
from ideario.fences import code
from ideario.forge.addresses import commit_url, comparison_url
from ideario.messages.catalogue import has_catalogue
from ideario.messages.said import ENGLISH, Said, say
from ideario.model.community import Community
from ideario.model.text import localised
from ideario.moderating.command_replies import footer, said
from ideario.moderating.reply_texts import ReplySlots, reply_text


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandWording:
    """The words for what somebody's command did. `texts` are the community's own, `address` its repository's,
    `language` that of answers about no idea.
    """

    community: Community
    login: str
    texts: Mapping[str, str]
    address: str
    language: str

    def question(self, idea: str, question: str) -> str:
        """A question to the author of an idea that changes no file. Raises Unfit for none."""
        if not question:
            raise Unfit(say("What does the author have to tell? Write {usage}", usage=code("/needs-info …")))
        language = self.language_of(idea)
        slots = ReplySlots(idea=self._title(idea), status="", reason=question, link=self._page(idea, language))
        return reply_text(None, slots, own=self.texts, language=language)

    def told(self, change: CommandedChange, done: CommandCommit) -> str:
        """That a change is made, or waits."""
        language = self.language_of(change.idea)
        if change.step is None or not done.commit:
            return self.plain(change.told or "", done, language)
        status = self.community.settings.statuses[change.step.status]
        slots = ReplySlots(
            idea=self._title(change.idea),
            status=localised(status.label, language) or status.slug,
            reason=change.step.reason,
            link=change.step.shipped or self._page(change.step.duplicate_of or change.idea, language),
        )
        text = reply_text(status, slots, own=self.texts, language=language)
        return f"{text}\n\n{said([self._footer(done)], language)}"

    def plain(self, told: str, done: CommandCommit, language: str) -> str:
        """What is told, with who told the program to and how to take it back; of what waits, where."""
        return said([told, self._footer(done)] if done.commit else [self._waits(done)], language)

    def language_of(self, idea: str) -> str:
        """The language of an idea where there are words in it, else that of other answers."""
        known = self.community.ideas.get(idea)
        if known is None or not (known.language == ENGLISH or has_catalogue(known.language)):
            return self.language
        return known.language

    def _waits(self, done: CommandCommit) -> Said:
        if done.pull:
            return say(
                "A rule guards the branch, so this waits in #{pull} until somebody merges it. Then it holds.",
                pull=done.pull.partition("/")[2],
            )  # fmt: skip
        return say(
            "A rule guards the branch, and no program may open a pull request here. With one click you open it: {way}",
            way=comparison_url(self.address, done.branch),
        )

    def _footer(self, done: CommandCommit) -> Said:
        return footer(self.login, commit=done.commit, address=commit_url(self.address, done.commit))

    def _title(self, idea: str) -> str:
        known = self.community.ideas.get(idea)
        return idea if known is None else known.title

    def _page(self, idea: str, language: str) -> str:
        settings = self.community.settings
        folder = f"{language}/" if language in settings.site_languages[1:] else ""
        return f"{settings.url}{folder}ideas/{idea}/" if settings.url and idea in self.community.ideas else ""
