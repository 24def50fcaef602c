"""Makes the values of an idea out of a form's answers: what somebody meant, where that is certain. Judges nothing.

What is not certain is kept as it was written, so that the check can say what is wrong with it.
"""

import re
from collections.abc import Iterable, Mapping

from ideario.intake.explaining.amounts import meant_money
from ideario.intake.explaining.suggestions import meant_slug
from ideario.intake.forms.form_body import FormAnswers, without_forbidden
from ideario.intake.plain import Plain
from ideario.model.challenge import Challenge
from ideario.model.community import Settings
from ideario.model.text import Text
from ideario.slugs import slug_of

BETWEEN = re.compile(r"[,;\n،、，；]")
"""What people put between the parts of a list, in several scripts."""
BULLET = re.compile(r"^\s*[-*•]\s+")
LANGUAGE_NAMES: Mapping[str, str] = {
    "english": "en", "inglese": "en", "italian": "it", "italiano": "it", "french": "fr", "français": "fr",
    "francese": "fr", "german": "de", "deutsch": "de", "tedesco": "de", "spanish": "es", "español": "es",
    "spagnolo": "es",
}  # fmt: skip
"""Names under which people write the languages of the forms; others write their letters, as the form says."""


def values_of(
    title: str, form: FormAnswers, *, author: str, settings: Settings, challenges: Mapping[str, Challenge]
) -> dict[str, Plain]:
    """The values of an idea, in the order of its file; keys without an answer are missing. `author` is a login."""
    given = form.answers
    values: dict[str, Plain] = {"title": line_of(without_forbidden(title))}
    if "summary" in given:
        values["summary"] = line_of(given["summary"])
    if "challenge" in given:
        values["challenge"] = _challenge(line_of(given["challenge"]), challenges)
    values["authors"] = [author]
    if tags := _parts(given.get("tags", "")):
        values["tags"] = list(dict.fromkeys(_tag(word, settings.tags) for word in tags))
    values["language"] = _language(line_of(given.get("language", "")), settings.languages)
    if "body" in given:
        values["body"] = given["body"]
    if needs := _parts(given.get("needs", "")):
        values["needs"] = list(dict.fromkeys(needs))
    if "cost" in given:
        cost = line_of(given["cost"])
        values["cost"] = meant_money(cost) or cost
    if form.consent:
        values["consent"] = True
    return values


def line_of(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def _parts(text: str) -> list[str]:
    parts: Iterable[str] = (line_of(BULLET.sub("", part)) for part in BETWEEN.split(text))
    return [part for part in parts if part]


def _tag(word: str, tags: Mapping[str, Text]) -> str:
    """The slug of a tag, by its slug or its label in any language; in a community that lists none, of the word."""
    bare = word.removeprefix("#")
    if tags:
        by_text = {text.casefold(): slug for slug, label in tags.items() for text in label.values()}
        return bare if bare in tags else by_text.get(bare.casefold()) or meant_slug(bare, tags) or bare
    return slug_of(bare) or bare


def _challenge(answer: str, challenges: Mapping[str, Challenge]) -> str:
    """The slug of a challenge, by its slug, its title, or an address that ends in its slug."""
    bare = answer.strip("`\"'<>").split("#")[0].split("?")[0].rstrip("/").rpartition("/")[2]
    by_title = {line_of(challenge.title).casefold(): slug for slug, challenge in challenges.items()}
    return bare if bare in challenges else by_title.get(answer.casefold()) or slug_of(bare) or answer


def _language(answer: str, offered: tuple[str, ...]) -> str:
    """A language's letters; the community's first one where nothing was answered."""
    if not answer:
        return offered[0]
    by_letters = {language.casefold(): language for language in offered}
    word = answer.casefold()
    return by_letters.get(word) or LANGUAGE_NAMES.get(word) or answer
