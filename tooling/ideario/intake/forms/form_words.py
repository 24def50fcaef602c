"""What the form for ideas says, in words for people who have never done this. Asks nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ideario.messages.catalogue import languages
from ideario.messages.said import NOTHING, Said, as_is, say
from ideario.model.community import NO_LICENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldWords:
    """A field's label, what stands below it, and an example of an answer, if that says more."""

    label: Said
    told: Said
    example: Said = NOTHING


NAME = say("Propose an idea")
ABOUT = say("Write down what you have in mind. No files, no git: the rest is done for you, and you are answered here.")
INTRO = say(
    "Thank you for taking part! The title above is your idea in a few words. What you write here becomes a page of its "
    "own on which people vote, under your name. You can change it later: edit this issue, and it is looked at again."
)
FIELDS: Mapping[str, FieldWords] = MappingProxyType(
    {
        "summary": FieldWords(
            label=say("In one or two sentences"),
            told=say("What would be different, for whom? This is what people see in lists."),
            example=say("Two kilometres of cycle path would join the school to the station without crossing a road."),
        ),
        "body": FieldWords(
            label=say("The whole idea"),
            told=say("As long or as short as you like. An empty line begins a paragraph."),
        ),
        "challenge": FieldWords(
            label=say("Challenge"),
            told=say("If it answers a challenge: its title, or the address of its page. Else leave this empty."),
        ),
        "cost": FieldWords(
            label=say("What it would cost"),
            told=say("Only if its challenge has a budget: about how much, with the currency."),
            example=as_is("1500 EUR"),
        ),
        "language": FieldWords(
            label=say("Language you write in"),
            told=NOTHING,
        ),
        "tags": FieldWords(
            label=say("What it is about"),
            told=say("A few words, with commas between them."),
        ),
        "needs": FieldWords(
            label=say("Skills that would help"),
            told=say("With commas between them. Leave this empty if you do not know."),
            example=say("carpentry, graphic design"),
        ),
        "consent": FieldWords(
            label=say("Consent"),
            told=say("Without your yes nobody may publish it."),
        ),
    }
)
"""By key of an idea, in the order of the form. What stands below language and tags depends on the community."""


def one_of(names: str) -> Said:
    """Which languages there are to write in."""
    return say("One of: {languages}", languages=names)


def some_of(labels: str) -> Said:
    """Which tags there are."""
    return say("Some of these, with commas between them: {tags}", tags=labels)


def agreement(licence: str) -> Said:
    """What the box at the end says."""
    if licence == NO_LICENCE:
        return say("I wrote this, or may share it, and those who run this community may use it.")
    return say("I wrote this, or may share it, and give it to everybody under the licence {licence}.", licence=licence)


def labels_of(key: str) -> frozenset[str]:
    """The label of a field in every language: the form may have been in another one when it was filled in."""
    return frozenset(FIELDS[key].label.in_language(language) for language in languages())
