"""Knows files that editors, systems and git leave behind, names that Windows cannot have, and folders misnamed."""

import re

LEFTOVER = re.compile(
    r"""
    .*~ | \#.*\# | \.\#.* | ~\$.* | \.~.*                                   # backups and locks of editors
    | .*\.(?:orig|rej|bak|backup|old|save|tmp|temp|swp|swo|swx|un~|part|crdownload)
    | .*\.orig\.yml | .*_(?:BACKUP|BASE|LOCAL|REMOTE)_\d+\.\w+               # merge tools
    | \._.* | \.DS_Store | __MACOSX | Icon\r? | \.(?:Trash.*|Spotlight.*|fseventsd|directory|fuse_hidden.*|nfs.*)
    | (?:eh)?Thumbs\.db | desktop\.ini | \$RECYCLE\.BIN
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What no author made; hidden ones are nobody's concern, others may be deleted."""

KEPT = frozenset({".gitkeep", ".git-keep", ".keep", ".placeholder"})
"""Hidden files by which an empty folder is kept in git."""

WINDOWS_KEEPS = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?\Z", re.IGNORECASE)
_WINDOWS_SIGNS = re.compile(r'[<>:"|?*\\]|[. ]\Z')

FOLDER_WORDS = {
    "idea": "ideas", "idee": "ideas", "ideen": "ideas", "idées": "ideas", "proposals": "ideas", "proposte": "ideas",
    "challenge": "challenges", "sfide": "challenges", "sfida": "challenges", "bandi": "challenges",
    "person": "people", "persons": "people", "persone": "people", "users": "people", "authors": "people",
    "decision": "decisions", "decisioni": "decisions", "exclusion": "exclusions", "esclusioni": "exclusions",
    "result": "results", "risultati": "results", "review": "reviews", "recensioni": "reviews", "valutazioni": "reviews",
}  # fmt: skip
"""What people call folders, in the words of the languages that the portal speaks."""


def is_leftover(name: str) -> bool:
    """Whether a file or folder is what an editor, a system or a merge leaves behind."""
    return LEFTOVER.fullmatch(name) is not None


def not_for_windows(name: str) -> bool:
    """Whether a name is one that Windows keeps for itself or cannot write, so that git cannot check it out there."""
    return WINDOWS_KEEPS.match(name) is not None or _WINDOWS_SIGNS.search(name) is not None
