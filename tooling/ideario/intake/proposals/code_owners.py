"""Reads CODEOWNERS: which accounts look after which files. Asks no forge, so of teams it knows nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeOwners:
    """Patterns of paths with the logins that own them, in small letters; the last one that fits a path counts."""

    lines: Sequence[tuple[GitIgnoreSpec, frozenset[str]]] = ()
    named: Sequence[bool] = ()
    """Whether each line names anybody: a login, a team or an address."""

    def of(self, path: str) -> frozenset[str]:
        """Who owns a path, seen from the repository's root."""
        return next((owners for pattern, owners in reversed(self.lines) if pattern.match_file(path)), frozenset())

    def has_owner(self, path: str) -> bool:
        """Whether anybody owns a path, be it a team of which nothing more is known."""
        pairs = zip(reversed(self.lines), reversed(self.named), strict=True)
        return next((named for (pattern, _), named in pairs if pattern.match_file(path)), False)


def code_owners(text: str) -> CodeOwners:
    """The owners that a file names; patterns that cannot be read are passed over, as forges do."""
    lines, named = [], []
    for line in text.splitlines():
        pattern, *names = line.partition("#")[0].split()[:50] or [""]
        if not pattern:
            continue
        try:
            spec = GitIgnoreSpec.from_lines([pattern])
        except ValueError:
            continue
        lines.append(
            (spec, frozenset(name[1:].casefold() for name in names if name.startswith("@") and "/" not in name))
        )
        named.append(bool(names))
    return CodeOwners(lines=tuple(lines), named=tuple(named))
