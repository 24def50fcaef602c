"""Where votes are given: the names of threads and of the reactions there. The one place for both; no I/O.

A thread is a pull request, an issue or a discussion, by its kind and number: `pull/12`. One of another repository
bears that one's name before it: `acme/library/issue/3`. What was imported has threads of no forge: `import/7`.
"""

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
"""The kinds of reaction, by the names that ledgers, settings and forges give them."""
THREAD_KINDS = ("pull", "issue", "discussion")
"""The kinds of thread that a repository has."""

_NUMBER = r"[1-9][0-9]{0,9}"
PULL = rf"pull/{_NUMBER}"
HERE = rf"(?:{'|'.join(THREAD_KINDS)})/{_NUMBER}"
"""A regular expression, as those below: a thread of the community's own repository."""
REPOSITORY = r"[A-Za-z0-9](?:-?[A-Za-z0-9])*/(?!\.{1,2}(?:/|\.git|$))[A-Za-z0-9._-]{1,100}"
"""A repository as `owner/name`. No forge calls one `.` or `..`, which lead elsewhere in an address."""
ON_FORGE = rf"{HERE}|{REPOSITORY}/{HERE}"
"""A thread of the community's repository, or of another one, which then stands before it."""
IMPORT_PREFIX = "import/"
"""What the names of imported things begin with."""
IMPORTED = rf"{IMPORT_PREFIX}{_NUMBER}"
"""A thread that stands for what was imported, and that no forge has."""
THREAD = f"{ON_FORGE}|{IMPORTED}"


def is_pull(thread: str) -> bool:
    """Whether a thread is a pull request of the repository itself, going by its name."""
    return thread.startswith("pull/") and thread.count("/") == 1


def is_imported(thread: str) -> bool:
    """Whether a thread is none of any forge."""
    return thread.startswith(IMPORT_PREFIX) and thread.count("/") == 1


def is_here(thread: str) -> bool:
    """Whether a thread can be one of the repository itself, going by its name; others bear theirs before it."""
    return kind_of(thread) in THREAD_KINDS and thread.count("/") == 1


def home_of(thread: str) -> str:
    """The repository, `owner/name`, that a thread bears before its name; "" for one of the repository itself."""
    return thread.rpartition("/")[0].rpartition("/")[0]


def named_in(home: str, thread: str) -> str:
    """The name of a thread that its own repository, `home`, calls `pull/12`; "" is the community's repository."""
    return f"{home}/{thread}" if home else thread


def kind_of(thread: str) -> str:
    """What a thread is, wherever: one of THREAD_KINDS, or `import`."""
    return thread.rpartition("/")[0].rpartition("/")[2]


def number_of(thread: str) -> int:
    """The number of a thread in its repository."""
    return int(thread.rpartition("/")[2])


def imported(number: int) -> str:
    """The name of the thread that stands for an imported thing."""
    return f"{IMPORT_PREFIX}{number}"
