"""Rules about files: where they stand, how they are called, their first line, and the links in them."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ideario.intake.contents import Contents
from ideario.intake.editor import line_for
from ideario.intake.faults import Pointer, shortened
from ideario.intake.findings import Finding, nearest
from ideario.intake.places import FOLDERS, LOGIN, SLUG, Place, kind_of
from ideario.intake.schemas import Kind
from ideario.slugs import LONGEST, slug_of

LONGEST_LOGIN = 39
FOLDER_OF: dict[Kind, str] = {kind: folder for folder, kind in FOLDERS.items()}


def misplacement(place: Place) -> Finding | None:
    """Why an entry below content/ is not read, or None for a file that is."""
    match place.form:
        case "link":
            return Finding(
                path=place.path,
                rule="symlink",
                message="this is a symbolic link, and links are not followed",
                hint="put the file or folder itself here",
            )
        case "folder" | "device":
            what = "a folder that is called like a file" if place.form == "folder" else "no ordinary file"
            return Finding(path=place.path, rule="not-a-file", message=f"this is {what}", hint="rename or delete it")
        case "deep":
            return Finding(
                path=place.path,
                rule="misplaced-file",
                message="folders are nested too deep here",
                hint="move the files up",
            )
        case "misplaced":
            return misplaced(place)
        case "stray":
            return stray(place)
    return None


def stray(place: Place) -> Finding:
    """A file that is in none of the folders that Ideario reads, with the place where it may belong."""
    folder, _, rest = place.path.removeprefix("content/").partition("/")
    near = nearest(folder, FOLDERS) if rest else None
    hint = f"move it to content/{near}/{rest}" if near else "move or delete it"
    if folder == "community.yaml":
        hint = "call it content/community.yml"
    return Finding(
        path=place.path,
        rule="stray-file",
        level="warning",
        message="the file belongs to none of the folders that Ideario reads",
        hint=hint,
    )


def misplaced(place: Place) -> Finding:
    """A file in a folder that Ideario reads, whose ending or depth keeps it from being read."""
    kind = kind_of(place)
    folder = FOLDER_OF[kind]
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", place.name).removesuffix(".yml")
    inner = f"{place.parent if place.parent != folder else '<challenge>'}/" if kind == "review" else ""
    if place.path.endswith(".yml"):
        message = f"{kind} files are not looked for in this folder"
    else:
        message = "only files whose name ends in .yml are read here"
    return Finding(
        path=place.path, rule="misplaced-file", message=message, hint=f"move it to content/{folder}/{inner}{stem}.yml"
    )


def bad_slug(contents: Contents) -> Iterator[Finding]:
    """A file's name, without .yml, is a slug: lower-case letters a to z, digits and single hyphens, at most 80
    characters. The file of a person, and of a review, is called like their login.
    """
    for place in contents.places:
        if place.form != "file" or place.kind in (None, "community"):
            continue
        by_login = place.kind in ("person", "review")
        pattern, longest = (LOGIN, LONGEST_LOGIN) if by_login else (SLUG, LONGEST)
        if len(place.name) <= longest and pattern.match(place.name):
            continue
        better = "" if by_login else slug_of(place.name)
        hint = f"call it {better}.yml" if better else "call it like the account, for instance octocat.yml"
        if not better and not by_login:
            hint = "call it in letters a to z, for instance bike-lanes.yml"
        what = "login" if by_login else "slug"
        yield Finding(
            path=place.path,
            message=f"`{shortened(place.name)}` is not a {what}",
            hint=hint,
            value=shortened(place.name),
        )


def slug_taken(contents: Contents) -> Iterator[Finding]:
    """No two records of one kind have the same name, capital letters aside, even in different folders."""
    first: dict[tuple[Kind, str], Place] = {}
    for place in contents.places:
        if place.form != "file" or place.kind is None:
            continue
        name = f"{place.parent}/{place.name}" if place.kind == "review" else place.name
        other = first.setdefault((place.kind, name.lower()), place)
        if other is not place:
            yield Finding(
                path=place.path,
                message=f"the name `{shortened(place.name)}` is taken by {other.path}",
                hint="give the file another name",
                value=shortened(place.name),
            )


def editor_line(contents: Contents) -> Iterator[Finding]:
    """A content file begins with the line by which editors know its schema, and it names the right one."""
    for place in contents.places:
        named = contents.schema_named.get(place.path)
        if named is None or place.kind is None:
            continue
        right = f"{place.kind}.schema.json"
        if named.partition("?")[0].rpartition("/")[2] != right:
            line = line_for(place.kind, place.path, contents.settings, has_schemas=contents.has_schemas)
            message = (
                f"the editor's line names another schema than {right}" if named else "the editor's line is missing"
            )
            yield Finding(
                path=place.path, message=message, hint=f"begin the file with:\n{line}", value=shortened(named)
            )


def bad_link(contents: Contents) -> Iterator[Finding]:
    """A link has a host that can exist, a port below 65536 if any, and no user name or password."""
    for path, pointer, url in addresses(contents):
        wrong = wrong_with(url)
        if wrong:
            yield Finding(
                path=path,
                message=f"the address {wrong}",
                pointer=pointer,
                value=shortened(url, 200),
                hint="copy it from the browser's address bar",
            )


def addresses(contents: Contents) -> Iterator[tuple[str, Pointer, str]]:
    """Every web address in the content: (path, pointer, address)."""
    for records in (contents.challenges, contents.ideas, contents.people):
        for record in records.values():
            for number, link in enumerate(record.links):
                yield record.path, ("links", number, "url"), link.url
    for challenge in contents.challenges.values():
        yield challenge.path, ("contact",), challenge.contact
    for decision in contents.decisions.values():
        yield decision.path, ("shipped",), decision.shipped
    for exclusion in contents.exclusions:
        yield exclusion.path, ("appeal",), exclusion.appeal
    for key in ("contact", "code_of_conduct", "url"):
        yield "content/community.yml", (key,), getattr(contents.settings, key)


def wrong_with(url: str) -> str:
    """What is wrong with an address that has the form of one, as the end of a sentence; "" when nothing is."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "has a host or port that cannot exist"
    if parts.username is not None or parts.password is not None:
        return "holds a user name or password"
    if not host:
        return "names no host"
    labels = host.removesuffix(".").split(".")
    if ":" not in host and any(not re.fullmatch(r"[\w]([\w-]*[\w])?", label) for label in labels):
        return f"names a host that cannot exist, `{shortened(host)}`"
    return "has the port 0" if port == 0 else ""
