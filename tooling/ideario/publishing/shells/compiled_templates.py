"""Keeps what templates were compiled to, as Python keeps its modules: sealed, in the user's cache folder.

To compile those of pages takes 0.15 s for each language in each process that renders, those of shells 0.1 s.
"""

import marshal
import sys
from hashlib import sha256
from types import CodeType

import jinja2
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from ideario.sealed import keep, kept
from ideario.user_cache import beside

NOTHING = marshal.dumps([])


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, in a file of this `name`. Nobody else has written it, as it is sealed: it holds
    code, which is run. `by` is what compiles, besides jinja2.
    """

    def __init__(self, name: str, by: bytes = b"") -> None:
        self._name = name
        self._by = sha256(f"{sys.version} {jinja2.__version__} ".encode() + by).digest()
        self._known: dict[tuple[str, str], bytes] | None = None
        self._code: dict[tuple[str, str], CodeType] = {}

    def recall(self) -> None:
        """Know what the user's last process has kept, if this one does not yet."""
        file = beside(self._name)
        if self._known is None and file is not None:
            whole = marshal.loads(kept(file, self._by) or NOTHING)  # noqa: S302  # sealed by the user
            self._known = {(key, checksum): code for key, checksum, code in whole}

    def keep(self) -> None:
        """Keep what this process has used, if some of it is new."""
        file = beside(self._name)
        if file is not None and self._known is not None and not self._code.keys() <= self._known.keys():
            self._known = {place: marshal.dumps(code) for place, code in self._code.items()}
            keep(file, self._by, marshal.dumps([(*place, code) for place, code in self._known.items()]))

    def load_bytecode(self, bucket: Bucket) -> None:
        place = bucket.key, bucket.checksum
        bucket.code = self._code.get(place)
        if bucket.code is None and self._known and place in self._known:
            bucket.code = self._code[place] = marshal.loads(self._known[place])  # noqa: S302  # as above

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code
