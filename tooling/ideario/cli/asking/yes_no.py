"""Asks for a yes or a no, in English and in the languages of a community."""

from collections.abc import Iterable

import click

from ideario.cli.shared.speaking import aloud
from ideario.messages.said import Said, say

YES = {
    "ar": "نعم",
    "de": "ja j",
    "en": "yes y",
    "es": "sí si s",
    "fr": "oui o",
    "it": "sì si s",
    "ja": "はい",
    "nl": "ja j",
    "pl": "tak t",
    "pt": "sim s",
}
"""What a yes is, the whole word first. English is understood in every community."""
NO = {
    "ar": "لا",
    "de": "nein n",
    "en": "no n",
    "es": "no n",
    "fr": "non n",
    "it": "no n",
    "ja": "いいえ",
    "nl": "nee n",
    "pl": "nie n",
    "pt": "não nao n",
}


def says_yes(question: Said, languages: Iterable[str]) -> bool:
    """Whether the person says yes, in English or in one of these languages."""
    spoken = dict.fromkeys([*(tag.partition("-")[0] for tag in languages), "en"])
    yes = [YES[language].split() for language in spoken if language in YES]
    no = [NO[language].split() for language in spoken if language in NO]
    shown = "/".join([*dict.fromkeys(words[0] for words in yes), *dict.fromkeys(words[0] for words in no)])

    def prove(answer: str) -> bool:
        said = answer.strip().casefold()
        for meaning, words in ((True, yes), (False, no)):
            if any(said in group for group in words):
                return meaning
        raise click.BadParameter(aloud(say("please answer one of {words}", words=shown)))

    return bool(click.prompt(f"{aloud(question)} [{shown}]", value_proc=prove))
