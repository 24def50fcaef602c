"""What the propose page sees: the fields of the form, made of the schema of ideas, and the ways out to the forge."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from ideario.forge.addresses import host_name, new_file_url, new_issue_url, own_issues_url, own_pulls_url, signup_url
from ideario.forge.issue_forms import FIELD_IDS, FORM_PATH
from ideario.model.challenge import Challenge
from ideario.model.moments import instant
from ideario.model.money import Money, decimals_of
from ideario.publishing.edition import Edition
from ideario.publishing.views.shared_views import TagLabel, TitleLink, tag_labels, title_link
from ideario.publishing.views.template_view import TemplateView, view
from ideario.publishing.words import direction, language_name

Schema = Mapping[str, Any]
Kind = Literal["line", "lines", "long", "challenge", "cost", "tags", "language", "list"]
ASKED: Mapping[str, Kind] = MappingProxyType(
    {
        "challenge": "challenge",
        "title": "line",
        "summary": "lines",
        "body": "long",
        "cost": "cost",
        "language": "language",
        "tags": "tags",
        "needs": "list",
    }
)
"""What the form asks, in its order, and by which kind of field."""
FORM_FIELDS: Mapping[str, str] = MappingProxyType({name: FIELD_IDS.get(name, name) for name in ASKED})
"""By key of an idea, what fills it in in the address of the forge's form for ideas; the title is the issue's own."""
AT_EXIT = ("authors", "consent")
"""What only the ways ask that leave with a whole file: a form of the forge knows who fills it in."""
NOT_ASKED: Mapping[str, str] = MappingProxyType(
    {
        "picture": "no file can be uploaded here; the page says how one is added",
        "links": "a text can hold links, and a field for each of two parts would be two more to understand",
        "source": "only imported ideas have it",
        "source_id": "only imported ideas have it",
        "source_date": "only imported ideas have it",
    }
)
"""What nobody is asked, and why."""


@view
class FieldView:
    """One field of the form; `longest` is in characters, 0 for no limit."""

    name: str
    kind: Kind
    required: bool
    longest: int


@view
class OpenChallenge:
    """A challenge that takes ideas now, with what its ideas must have; `closes` is written as in documents."""

    slug: str
    title: str
    lang: str
    question: str
    closes: datetime
    budget: Money | None
    decimals: int
    criteria: Sequence[str]


@view
class LanguageChoice:
    """A language that ideas may be written in, and how it runs."""

    code: str
    name: str
    dir: str


@view
class FormView:
    """The form and where it leads: `root` to the home of the site, `form` to the forge's form for ideas, "" for none,
    `example_address` to its editor with the file `example` in it. `facts` are what the script is told.
    """

    root: str
    fields: Sequence[FieldView]
    challenges: Sequence[OpenChallenge]
    tags: Sequence[TagLabel]
    languages: Sequence[LanguageChoice]
    language: str
    licence: str
    host: str
    signup: str
    form: str
    example: str
    example_address: str
    login_longest: int
    facts: Mapping[str, object]


@view
class UpcomingChallenge:
    """A challenge that takes ideas from `opens` on."""

    challenge: TitleLink
    opens: datetime


@view
class OutsideNote:
    """That no challenge takes ideas at the build, so that new ones stand outside of challenges.

    It is so until the instant `ends`, None where nothing is announced; then the first of those `upcoming` opens.
    """

    ends: str | None
    upcoming: Sequence[UpcomingChallenge]


@view
class ProposePage(TemplateView):
    """The propose page; `form` is None where nothing can be proposed, `outside` where a challenge takes ideas, or there
    is none at all. `own_url` leads to the pull requests of whoever reads it, `own_issues_url` to their issues.
    """

    template: ClassVar[str] = "propose.html"
    outside: OutsideNote | None
    form: FormView | None
    own_url: str | None
    own_issues_url: str | None


@view
class HomePropose(TemplateView):
    """The way to the propose page, on the home page."""

    template: ClassVar[str] = "home_propose.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaSchema:
    """The schema of ideas, in which no reference is left."""

    whole: Schema

    @property
    def asked(self) -> Schema:
        """What a form can be held to: the values that it asks for, and which of them there must be."""
        names = (*ASKED, *AT_EXIT)
        return {
            "type": "object",
            "required": [*self.whole["required"], *self.whole["else"]["required"]],
            "properties": {name: _bare(self.whole["properties"][name]) for name in names},
        }


def read_idea_schema(folder: Path) -> IdeaSchema:
    """The schema of ideas in a folder of schemas, with what it refers to in its place."""
    documents = {name: json.loads((folder / name).read_bytes()) for name in ("idea.schema.json", "common.schema.json")}
    return IdeaSchema(whole=_whole(documents["idea.schema.json"], documents))


def _whole(part: Any, documents: Mapping[str, Schema]) -> Any:
    if isinstance(part, list):
        return [_whole(entry, documents) for entry in part]
    if not isinstance(part, dict):
        return part
    found = {key: _whole(value, documents) for key, value in part.items() if key != "$ref"}
    if "$ref" not in part:
        return found
    name, _, pointer = part["$ref"].partition("#/")
    target: Any = documents[name or "common.schema.json"]
    for step in pointer.split("/"):
        target = target[step]
    return {**_whole(target, documents), **found}


def _bare(part: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(part, list):
        return [_bare(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return {key: _bare(value) for key, value in part.items() if key not in ("title", "description", "examples")}


def propose_page(
    edition: Edition, schema: IdeaSchema, language: str, *, root: str, words: Mapping[str, object]
) -> ProposePage:
    """The propose page for readers of `language`; `root` leads to the home of the site, `words` are the script's."""
    settings, repository = edition.community.settings, edition.repository_url
    if not repository:
        return ProposePage(outside=None, form=None, own_url=None, own_issues_url=None)
    editor = new_file_url(repository)
    example = _example(schema.whole, edition.editor_line, settings.languages[0])
    form = new_issue_url(repository, PurePosixPath(FORM_PATH).name) if edition.issue_form else ""
    facts = {
        "words": words,
        "schema": schema.asked,
        "editor": editor,
        "form": form,
        "formFields": dict(FORM_FIELDS),
        "line": edition.editor_line,
    }
    whole = FormView(
        root=root or "./",
        fields=[_field(name, schema) for name in ASKED],
        challenges=[_challenge(one) for one in edition.challenges if edition.takes_ideas(one)],
        tags=tag_labels(edition, settings.tags, language),
        languages=[
            LanguageChoice(code=code, name=language_name(code), dir=direction(code)) for code in settings.languages
        ],
        language=language,
        licence=settings.licence,
        host=host_name(settings.host),
        signup=signup_url(settings.host),
        form=form,
        example=example,
        example_address=f"{editor}?{urlencode({'filename': 'content/ideas/my-idea.yml', 'value': example})}",
        login_longest=schema.whole["properties"]["authors"]["items"]["maxLength"],
        facts=facts,
    )
    return ProposePage(
        outside=None if whole.challenges else _outside(edition),
        form=whole,
        own_url=own_pulls_url(repository),
        own_issues_url=own_issues_url(repository),
    )


def _outside(edition: Edition) -> OutsideNote | None:
    if not edition.challenges:
        return None
    soon = sorted(
        (one for one in edition.challenges if one.submission.opens > edition.now), key=lambda one: one.submission.opens
    )
    return OutsideNote(
        ends=instant(soon[0].submission.opens) if soon else None,
        upcoming=[UpcomingChallenge(challenge=title_link(one), opens=one.submission.opens) for one in soon],
    )


def _field(name: str, schema: IdeaSchema) -> FieldView:
    part = schema.whole["properties"][name]
    return FieldView(
        name=name,
        kind=ASKED[name],
        required=name in schema.asked["required"],
        longest=part.get("maxLength", 0),
    )


def _challenge(challenge: Challenge) -> OpenChallenge:
    budget = challenge.budget
    return OpenChallenge(
        slug=challenge.slug,
        title=challenge.title,
        lang=challenge.language,
        question=challenge.question,
        closes=challenge.submission.closes,
        budget=budget,
        decimals=decimals_of(budget.currency) if budget else 0,
        criteria=[criterion.title for criterion in challenge.criteria],
    )


def _example(schema: Schema, line: str, language: str) -> str:
    """A whole file of an idea, made of the schema's own examples, for readers who write one by hand."""
    wanted = [*schema["required"], *schema["else"]["required"]]
    examples = {name: part["examples"][0] for name, part in schema["properties"].items() if name in wanted}
    examples["language"] = language
    return "\n".join(filter(None, [line, *(_entry(name, value) for name, value in examples.items())])) + "\n"


def _entry(name: str, value: object) -> str:
    if isinstance(value, str) and "\n" in value:
        return f"{name}: |\n" + "\n".join(f"  {line}".rstrip() for line in value.splitlines())
    return f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
