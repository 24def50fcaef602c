"""Says which of a community's languages the interface has no words in. Writes none."""

from pathlib import Path

from ideario.intake import read_settings
from ideario.publishing.words import FALLBACK, spoken
from ideario.resources import Resources


def unspoken(root: Path, resources: Resources) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The community's languages for which nobody has written words, and those in which there are words."""
    settings, _ = read_settings(root, resources=resources)
    folders = (root / "site" / "overrides" / "words", resources.shell / "words")
    there = tuple(sorted({path.stem for folder in folders for path in folder.glob("*.yml")}))
    languages = settings.languages if settings is not None else ()
    without = (tag for tag in languages if spoken(folders, tag) == FALLBACK and tag.partition("-")[0] != FALLBACK)
    return tuple(without), there
