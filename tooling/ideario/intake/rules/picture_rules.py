"""Rules about pictures: that those which are named are there, and those which are there are named."""

from collections.abc import Iterator

from ideario.intake.content_files import PICTURES
from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import NodePath
from ideario.intake.explaining.findings import Finding, Mend, meant, nearest
from ideario.messages.said import say
from ideario.model.community import SETTINGS_PATH

LOGO_BYTES = 100_000
"""So large a logo may be: every page shows it before anything can be read beside it."""


def named_pictures(contents: Contents) -> Iterator[tuple[str, NodePath, str]]:
    """Every picture that a record or the settings name: (path of who names it, pointer, path of the picture)."""
    for records in (contents.challenges, contents.ideas):
        for record in records.values():
            if record.picture is not None:
                yield record.path, ("picture", "file"), record.picture.file
    if contents.settings.logo is not None:
        yield SETTINGS_PATH, ("logo", "file"), contents.settings.logo.file


def missing_picture(contents: Contents) -> Iterator[Finding]:
    """A picture that is named is there, in content/pictures/."""
    there = {entry.path for entry in contents.files if entry.form == "picture"}
    for path, pointer, file in named_pictures(contents):
        if file in there:
            continue
        near = nearest(file.removeprefix(f"{PICTURES}/"), (name.removeprefix(f"{PICTURES}/") for name in there))
        mend = Mend(pointer=pointer, value=f"{PICTURES}/{near}") if near else None
        yield Finding(
            path=path,
            message=say("there is no file {file}", file=file),
            pointer=pointer,
            value=file,
            hint=meant(mend) if mend else say("add the file to {folder}", folder=PICTURES),
            mend=mend,
        )


def large_logo(contents: Contents) -> Iterator[Finding]:
    """The logo has at most 100 KB: every page shows it."""
    logo = contents.settings.logo
    picture = contents.pictures.get(logo.file) if logo else None
    if picture is not None and picture.size > LOGO_BYTES:
        yield Finding(
            path=picture.path,
            message=say("the logo has more than {most} KB, and every page shows it", most=LOGO_BYTES // 1000),
            hint=say("save it with fewer pixels: 160 in height are plenty"),
        )


def unused_picture(contents: Contents) -> Iterator[Finding]:
    """A picture that is there is named by an idea, a challenge or community.yml."""
    unread = contents.named("idea") - contents.ideas.keys() or contents.named("challenge") - contents.challenges.keys()
    if unread:
        return  # a file that cannot be read may name any of them
    used = {file for _, _, file in named_pictures(contents)}
    for entry in contents.files:
        if entry.form == "picture" and entry.path not in used:
            yield Finding(
                path=entry.path,
                message=say("nothing names this picture, so that nobody sees it"),
                hint=say(
                    "name it in an idea, or delete it:\n{lines}", lines=f"picture: {{file: {entry.path}, alt: …}}"
                ),
            )
