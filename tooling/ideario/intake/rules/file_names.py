"""Rules about files: where they stand, how they are called, their first line, and the links in them."""

import re
from collections.abc import Container, Iterator

from ideario.intake.content_files import FOLDERS, PICTURES, ContentFile, kind_of
from ideario.intake.contents import Contents
from ideario.intake.explaining.faults import shortened
from ideario.intake.explaining.findings import Finding, Mend, listed, nearest
from ideario.intake.leftovers import FOLDER_WORDS, not_for_windows
from ideario.intake.schema_line import addresses_for, line_for
from ideario.intake.schemas import Kind
from ideario.messages.said import Said, say
from ideario.model.community import SETTINGS_PATH
from ideario.model.text import is_login, is_slug
from ideario.slugs import slug_of

MAX_RESERVED = len("conout$")
"""No name that Windows keeps for itself is longer, before any point."""
FOLDER_OF: dict[Kind, str] = {kind: folder for folder, kind in FOLDERS.items()}


def misplacement(entry: ContentFile, taken: Container[str] = ()) -> Finding | None:
    """Why an entry below content/ is not read, or None for a file that is. `taken` are the paths that are there."""
    match entry.form:
        case "link":
            return Finding(
                path=entry.path,
                rule="symlink",
                message=say("this is a symbolic link, and links are not followed"),
                hint=say("put the file or folder itself here"),
            )
        case "folder" | "device":
            what = say("this is no ordinary file")
            if entry.form == "folder":
                what = say("this is a folder that is called like a file")
            return Finding(
                path=entry.path,
                rule="not-a-file",
                message=what,
                hint=say("rename or delete it"),
            )
        case "deep":
            return Finding(
                path=entry.path,
                rule="misplaced-file",
                message=say("folders are nested too deep here"),
                hint=say("move the files up"),
            )
        case "hidden":
            return Finding(
                path=entry.path,
                rule="hidden-file",
                message=say("this is hidden, so that nobody sees it, and git may take it for settings"),
                hint=say("give it a name that does not begin with a dot, or delete it"),
            )
        case "leftover":
            return Finding(
                path=entry.path,
                rule="stray-file",
                message=say("an editor, a system or a merge left this behind, it seems; it is not read"),
                hint=say("delete it"),
            )
        case "misplaced":
            return misplaced(entry, taken)
        case "stray":
            return stray(entry, taken)
    return None


def stray(entry: ContentFile, taken: Container[str]) -> Finding:
    """A file that is in none of the folders that Ideario reads: an error where it was to be content, it seems."""
    folder, _, rest = entry.path.removeprefix("content/").partition("/")
    name = (rest or folder).rpartition("/")[2]
    is_content = ENDING.search(name) is not None
    hint, move_to = say("move or delete it"), ""
    right = FOLDER_WORDS.get(folder.casefold()) or nearest(folder.casefold(), FOLDERS)
    if folder == PICTURES.rpartition("/")[2] and rest and not is_content:
        hint = say("pictures are called like river-at-dusk.jpg, in small letters, and are PNG, JPEG or WebP")
    if not rest and re.fullmatch(r"community(?:\.[A-Za-z0-9]{1,5})*", folder, re.IGNORECASE):
        is_content = True
        hint, move_to = moved(SETTINGS_PATH, taken)
    elif not rest and is_content:
        hint = say("move it to content/ideas/{folder}.yml, if it is an idea", folder=stem_of(folder))
    elif is_content and right:
        hint, move_to = moved(f"content/{right}/{stem_path(rest)}", taken)
    elif is_content:
        hint = say("move it to one of {folders}", folders=listed(f"content/{known}/" for known in FOLDERS))
    return Finding(
        path=entry.path,
        rule="misplaced-file" if is_content else "stray-file",
        message=say("the file belongs to none of the folders that Ideario reads, so that it will never be read")
        if is_content
        else say("the file belongs to none of the folders that Ideario reads"),
        hint=hint,
        move_to=move_to,
    )


ENDING = re.compile(r"\.ya?ml(?:\.[A-Za-z0-9]{1,5})?\Z", re.IGNORECASE)
"""How a file ends that was to be read."""
NO_TEXT = re.compile(r"(?i)\.(?!ya?ml|txt|te?xt|md|markdown|json|html?)[a-z0-9]{1,5}\Z")
"""How a file ends that another program made, and that cannot be read under another name either."""


def stem_of(name: str) -> str:
    """A file's name without its ending, of which people may have written one too many."""
    return re.sub(r"(?i)\.ya?ml\Z", "", re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", name))


def stem_path(path: str) -> str:
    """A path whose last name ends as content files do, where it was to."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{stem_of(name)}.yml" if ENDING.search(name) else path


def moved(path: str, taken: Container[str]) -> tuple[Said, str]:
    """What to do about a file whose right place is known, and the place if it is free: nothing is overwritten."""
    if path in taken:
        return say("there is {path} already: compare the two, and delete one", path=path), ""
    return say("move it to {path}", path=path), "" if "<" in path else path


def misplaced(entry: ContentFile, taken: Container[str]) -> Finding:
    """A file in a folder that Ideario reads, whose ending or depth keeps it from being read."""
    kind = kind_of(entry)
    folder = FOLDER_OF[kind]
    name = entry.path.rpartition("/")[2]
    stem = stem_of(name.strip())
    if kind not in ("person", "review"):
        stem = slug_of(stem) or stem
    inner = f"{entry.parent if entry.parent != folder else '<challenge>'}/" if kind == "review" else ""
    if kind == "idea":
        inner = entry.path.rpartition("/")[0].removeprefix("content/ideas").removeprefix("/")
        inner += "/" if inner else ""
    if entry.path.endswith(".yml"):
        message = say("{kind} files are not looked for in this folder", kind=kind)
    else:
        message = say("only files whose name ends in .yml are read here")
    hint, move_to = moved(f"content/{folder}/{inner}{stem}.yml", taken)
    if NO_TEXT.search(name) and not ENDING.search(name):
        hint, move_to = (
            say("move it out of content/ or delete it; what it says belongs into a file {stem}.yml", stem=stem),
            "",
        )
    return Finding(path=entry.path, rule="misplaced-file", message=message, hint=hint, move_to=move_to)


def bad_slug(contents: Contents) -> Iterator[Finding]:
    """A file's name, without .yml, is a slug: lower-case letters a to z, digits and single hyphens, at most 80
    characters. The file of a person, and of a review, is called like their login. Nothing has a name that Windows keeps
    for itself or cannot write.
    """
    for entry in contents.files:
        if entry.form != "file" or entry.kind in (None, "community"):
            continue
        by_login = entry.kind in ("person", "review")
        fits = is_login(entry.name) if by_login else is_slug(entry.name)
        if fits and len(entry.name) > MAX_RESERVED:
            continue
        reserved = not_for_windows(entry.name)
        if fits and not reserved:
            continue
        better = "" if by_login else slug_of(entry.name)
        hint = say("call it {better}.yml", better=better) if better else say("call it like the account")
        right = f"{entry.path.rpartition('/')[0]}/{better}.yml"
        taken = any(other.path == right for other in contents.files)
        if better and taken:
            hint = say("there is {better}.yml already: give it another name", better=better)
        if not better and not by_login:
            hint = say("call it in letters a to z")
        if by_login and reserved:
            hint = say("this account can have no file here")
        wrong = say("`{name}` is not a slug", name=shortened(entry.name))
        if by_login:
            wrong = say("`{name}` is not a login", name=shortened(entry.name))
        yield Finding(
            path=entry.path,
            message=reserved or wrong,
            hint=hint,
            value=shortened(entry.name),
            move_to=right if better and not taken else "",
        )
    told = set()
    for parent in dict.fromkeys(entry.path.rpartition("/")[0] for entry in contents.files):
        folders = parent.split("/")
        for depth, folder in enumerate(folders[1:], 2):
            path = "/".join(folders[:depth])
            if not_for_windows(folder) and path not in told:
                told.add(path)
                yield Finding(
                    path=path,
                    message=say("Windows can have no folder `{folder}`, and git stops there", folder=shortened(folder)),
                    hint=say("give the folder another name"),
                    value=shortened(folder),
                )


def name_in_kind(entry: ContentFile) -> str:
    """What no other record of a kind may be called; systems that ignore capital letters would make one file of two."""
    name = f"{entry.parent}/{entry.name}" if entry.kind == "review" else entry.name
    return name.lower()


def slug_taken(contents: Contents) -> Iterator[Finding]:
    """No two records of one kind have the same name, capital letters aside, even in different folders."""
    first: dict[tuple[Kind, str], ContentFile] = {}
    for entry in contents.files:
        if entry.form != "file" or entry.kind is None:
            continue
        other = first.setdefault((entry.kind, name_in_kind(entry)), entry)
        if other is not entry:
            yield Finding(
                path=entry.path,
                message=say("the name `{name}` is taken by {path}", name=shortened(entry.name), path=other.path),
                hint=say("give the file another name"),
                value=shortened(entry.name),
            )


def editor_line(contents: Contents) -> Iterator[Finding]:
    """A content file begins with the line by which editors know its schema, and it names the right one."""
    right_here: dict[tuple[Kind, int], tuple[str, ...]] = {}  # the same for all files of a kind that stand as deep
    for entry in contents.files:
        named = contents.schema_named.get(entry.path)
        if named is None or entry.kind is None:
            continue
        depth = entry.path.count("/")
        if (entry.kind, depth) not in right_here:
            right_here[entry.kind, depth] = addresses_for(entry.kind, entry.path, contents.settings)
        if named not in right_here[entry.kind, depth]:
            line = line_for(entry.kind, entry.path, contents.settings, has_schemas=contents.has_schemas)
            right = f"{entry.kind}.schema.json"
            message = say("the editor's line names another schema than {right}", right=right)
            where = say("write this in place of each line that names a schema") if named else say("begin the file with")
            if not named:
                message = say("the editor's line is missing")
            elif re.search(rf"(?:\A|/){right}\Z", named):
                message = say(
                    "the editor's line fetches {right} from elsewhere, and editors would do so unasked", right=right
                )
            yield Finding(
                path=entry.path,
                message=message,
                hint=say("{where}:\n{line}", where=where, line=line),
                value=shortened(named),
                mend=Mend(pointer=(), value=line),
            )
