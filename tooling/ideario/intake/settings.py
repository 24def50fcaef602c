"""Fills in what community.yml leaves out: statuses, transitions, reactions, the site's address. Checks nothing."""

from collections.abc import Mapping
from typing import cast

from ideario.forge.addresses import PUBLIC_HOST, site_url
from ideario.intake.plain import Checked
from ideario.model.community import Settings, Stance, Status, ThreadChoice
from ideario.model.content import Logo
from ideario.model.text import Text, localised

DEFAULT_STATUSES: Mapping[str, Status] = {
    status.slug: status
    for status in (
        Status(slug="open", kind="open", colour="#5e5c64"),
        Status(slug="shortlisted", kind="active", colour="#813d9c"),
        Status(slug="planned", kind="active", colour="#1a5fb4"),
        Status(slug="in-progress", kind="active", colour="#9c6f00"),
        Status(slug="done", kind="done", colour="#26734d"),
        Status(slug="declined", kind="declined", colour="#a51d2d"),
        Status(slug="duplicate", kind="duplicate", colour="#63452c"),
    )
}
"""The statuses of a community that names none. Their labels are words of the interface: see `status_labels`."""

DEFAULT_TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    "open": ("open", "active", "done", "declined", "duplicate"),
    "active": ("active", "open", "done", "declined", "duplicate"),
    "done": ("active",),
    "declined": ("open", "active"),
    "duplicate": ("open",),
}

DEFAULT_REACTIONS: Mapping[str, Stance] = {
    "+1": "support",
    "heart": "support",
    "hooray": "support",
    "rocket": "support",
    "-1": "oppose",
    "eyes": "watch",
}


def text_of(value: str | Text | None) -> Text:
    """A localised text of a content file as a Text."""
    if value is None:
        return {}
    return {"": value} if isinstance(value, str) else dict(value)


def settings_of(content: Checked) -> Settings:
    """The settings of a community.yml that fits its schema."""
    host = content.get("host", PUBLIC_HOST)
    url = content.get("url") or site_url(content["repository"], host)
    statuses = {
        slug: Status(slug=slug, label=text_of(status["label"]), kind=status["kind"], colour=status["colour"])
        for slug, status in content.get("statuses", {}).items()
    }
    transitions = {kind: tuple(targets) for kind, targets in content.get("transitions", {}).items()}
    languages, names = tuple(content["languages"]), text_of(content["name"])
    return Settings(
        name=localised(names, next(iter(languages), "")),
        names=names,
        repository=content["repository"],
        host=host,
        url=url if url.endswith("/") else f"{url}/",
        licence=content["licence"],
        languages=languages,
        site_languages=languages,
        tagline=text_of(content.get("tagline")),
        tags={slug: text_of(label) for slug, label in content.get("tags", {}).items()},
        statuses=statuses or DEFAULT_STATUSES,
        transitions={**DEFAULT_TRANSITIONS, **transitions},
        reactions=cast("Mapping[str, Stance]", content.get("reactions", DEFAULT_REACTIONS)),
        require_people=content.get("require_people", False),
        contact=content.get("contact", ""),
        code_of_conduct=content.get("code_of_conduct", ""),
        votes_before_edit=content.get("votes_before_edit", "count"),
        reactions_since=content.get("reactions_since", ""),
        answer_within=int(content["answer_within"].partition(" ")[0]) if "answer_within" in content else None,
        logo=Logo(file=logo["file"], alt=text_of(logo["alt"])) if (logo := content.get("logo")) else None,
        brings_in=_choice(content["import"]) if "import" in content else None,
    )


def _choice(content: Checked) -> ThreadChoice:
    return ThreadChoice(
        label=content.get("label", ""),
        category=content.get("category", ""),
        discussions=content.get("discussions", False),
        repository=content.get("repository", ""),
        challenge=content.get("challenge", ""),
        language=content.get("language", ""),
        statuses=dict(content.get("statuses", {})),
        tags=dict(content.get("tags", {})),
    )
