"""Makes the files of a new community out of the texts of the kit. Puts nothing on disk.

A slot in a text is `%%name%%`, as in the shells of the site. What lies in a folder `files` of the kit lies in the same
place of the new community.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Literal

from ideario.founding.community_plan import KIT, CommunityPlan, Words, dates_from, kit_language, statuses
from ideario.model.community import SETTINGS_PATH, Settings
from ideario.slugs import slug_of

SLOT = re.compile(r"%%([a-z_]+)%%")
EditorLine = Callable[[Literal["community", "challenge"], str], str]
"""Gives the first line of a content file, by which editors know its schema: of which kind it is, and its path."""


def kit_files(plan: CommunityPlan, *, site: str, package: str, line: EditorLine) -> dict[str, str]:
    """The texts of all files by path, but for those that are made of the schemas.

    `site` is the site's address, `package` what is installed to have the program.
    """
    values = {
        "name": plan.name,
        "question": plan.question,
        "site": site,
        "package": package,
        "terms": filled(plan.kind.terms[plan.texts], {"licence": plan.kind.licence}),
        "owner": plan.repository.partition("/")[0],
    }
    files = {SETTINGS_PATH: _settings(plan, line=line("community", SETTINGS_PATH))}
    if plan.kind.challenge:
        title = plan.kind.challenge[plan.texts]
        path = f"content/challenges/{slug_of(title)}.yml"
        files[path] = _challenge(plan, title, slug_of(title), line=line("challenge", path))
    files |= {path: filled(text, values) for path, text in _laid_out(plan.texts)}
    return files


def tended_files(settings: Settings) -> dict[str, str]:
    """Those of the kit's files in which nobody writes to people: what the forge, git and the program read.

    Of a community as it is now, whatever it was founded as.
    """
    values = {"site": settings.url, "owner": settings.repository.partition("/")[0]}
    texts = _laid_out(kit_language(settings.languages[0]))
    return {path: filled(text, values) for path, text in texts if path.startswith(".")}


def _laid_out(language: str) -> Iterator[tuple[str, str]]:
    """The texts of the kit that have their place in a new community, by path."""
    for home in (KIT / "files", KIT / language / "files"):
        for file in sorted(home.rglob("*")):
            if file.is_file():
                yield file.relative_to(home).as_posix(), file.read_text("utf-8")


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text of the kit with its slots filled, into which nobody looks again. Raises KeyError for an unknown slot."""
    return SLOT.sub(lambda slot: values[slot[1]], text)


def _settings(plan: CommunityPlan, *, line: str) -> str:
    tags = [f"  {slug_of(words[plan.texts])}: {_label(words, plan)}" for words in plan.kind.tags]
    told: list[str] = []
    for status in statuses():
        told += [f"  {status.slug}:", f"    label: {_label(status.label, plan)}"]
        told += [f"    kind: {status.kind}", f'    colour: "{status.colour}"']
    asked = plan.kind.question
    tagline = _label(asked, plan) if plan.question == asked[plan.texts] else _quoted(plan.question)
    threads = "" if plan.kind.challenge else (KIT / plan.texts / "threads.yml").read_text("utf-8").rstrip()
    text = filled(
        (KIT / plan.texts / "community.yml").read_text("utf-8"),
        {
            "line": line,
            "name": _quoted(plan.name),
            "tagline": tagline,
            "repository": _quoted(plan.repository),
            "languages": ", ".join(plan.languages),
            "licence": plan.kind.licence,
            "tags": "\n".join(tags),
            "statuses": "\n".join(told),
            "threads": threads,
        },
    )
    return f"{text.rstrip()}\n"


def _challenge(plan: CommunityPlan, title: str, slug: str, *, line: str) -> str:
    days = {name: day.isoformat() for name, day in asdict(dates_from(plan.today)).items()}
    values = {
        "line": line,
        "title": _quoted(title),
        "slug": slug,
        "question": _quoted(plan.question),
        "language": plan.written_in,
        "budget": plan.budget,
        "jurors": ", ".join(plan.jurors),
    }
    return filled((KIT / plan.texts / f"challenge-{plan.kind.slug}.yml").read_text("utf-8"), {**values, **days})


def _label(words: Words, plan: CommunityPlan) -> str:
    """A label as YAML: one text where all readers see the same, else one for each language that the kit speaks."""
    spoken = {tag: words[kit_language(tag)] for tag in plan.languages if tag.partition("-")[0] in words}
    if len(plan.languages) == 1 or not spoken:
        return _quoted(words[plan.texts])
    return f"{{{', '.join(f'{tag}: {_quoted(text)}' for tag, text in spoken.items())}}}"


def _quoted(text: str) -> str:
    """A text as a double-quoted scalar of YAML on one line."""
    return json.dumps(text, ensure_ascii=False)
