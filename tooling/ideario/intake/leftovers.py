"""Knows files that editors, systems and git leave behind, names that Windows cannot have, and folders misnamed."""

import re

from ideario.intake.explaining.faults import shortened
from ideario.messages.said import NOTHING, Said, say

LEFTOVER = re.compile(
    r"""
    .*~ | \#.*\# | \.\#.* | ~\$.* | \.~.* | 4913                            # backups and locks of editors
    | .*\.(?:orig|rej|bak|backup|old|save|tmp|temp|swp|swo|swx|kate-swp|un~|part|crdownload|lock)(?:\.\d+)?
    | .*___jb_(?:tmp|old)___ | .*\.(?:log|out|pyc)
    | \.(?:idea|vscode|vs|fleet|zed|obsidian|history|settings|project|classpath|ipynb_checkpoints) | __pycache__
    | .*\.(?:orig|bak|backup)\.yml | .*[._](?:BACKUP|BASE|LOCAL|REMOTE)[._]\d+\.\w+           # merge tools
    | .*\.sync-conflict-\d{8}-\d{6}.* | .*\(.*conflicted\ copy.*\).*           # folders that are kept alike
    | \.st(?:folder|versions|ignore) | @eaDir | \.dropbox.* | \.sync
    | \._.* | \.DS_Store | __MACOSX | Icon\r? | \.(?:Trash.*|Spotlight.*|fseventsd|directory|fuse_hidden.*|nfs.*)
    | \.(?:AppleDouble|apdisk|localized|com\.apple\..*) | (?:eh)?thumbs(?:_vista)?\.db | desktop\.ini | \$RECYCLE\.BIN
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
    if name.endswith(".yml") and name[:-4].replace("-", "").isalnum():
        return False  # as nearly all files of a community are called, and the pattern takes its time
    return LEFTOVER.fullmatch(name) is not None


def not_for_windows(name: str) -> Said:
    """That Windows cannot have a file of this name, so that git stops there; nothing where it can."""
    if WINDOWS_KEEPS.match(name):
        return say("`{name}` is a name that Windows keeps for itself", name=shortened(name))
    if _WINDOWS_SIGNS.search(name):
        return say("`{name}` is a name that Windows cannot write", name=shortened(name))
    return NOTHING
