"""Shows an idea on its own page as soon as it is saved, by what the last build has read, while the next one is made.

What else shows the idea, lists and counts, is right when that has ended; and so is what this page takes from elsewhere.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ideario.files import write_whole
from ideario.intake.content_files import ContentFile
from ideario.intake.read_files import read_file
from ideario.intake.records import idea_of
from ideario.intake.schemas import load_schemas
from ideario.model.content import Idea
from ideario.problems import Failure
from ideario.publishing.pages.page_addresses import file_path
from ideario.publishing.pages.render import Renderer
from ideario.resources import Resources


@dataclass(slots=True, kw_only=True)
class SavedIdeas:
    """What a build leaves in memory: how its pages are made, of files below `root`, and the `site` that they are in."""

    root: Path
    site: Path
    resources: Resources
    renderer: Renderer

    def show(self, files: Iterable[str]) -> list[str]:
        """Write the pages of the ideas among some files of the community, by their paths in it; those pages' paths.

        What the last build did not know, or what has an error now, is left to the next build.
        """
        written = []
        for file in files:
            idea = self._read(file)
            if idea is None:
                continue
            self.renderer = self.renderer.with_idea(idea)
            for page in self.renderer.pages_of(idea.slug):
                path = file_path(page, self.renderer.languages)
                write_whole(self.site / path, self.renderer.render(page).encode())
                written.append(path)
        return written

    def _read(self, file: str) -> Idea | None:
        place = Path(file)
        last = self.renderer.idea(place.stem)
        if last is None or last.path != file:
            return None
        entry = ContentFile(file, str(self.root / file), "idea", place.stem, place.parent.name, "file")
        found = read_file(entry, load_schemas(self.resources.schemas))
        if not found.valid or found.faults or found.warnings:
            return None
        idea = idea_of(entry, found.checked, last.arrived)
        return idea if idea.challenge == last.challenge else None


def stay(asked: IO[str], told: IO[str], changed: Sequence[str], saved: SavedIdeas) -> None:
    """Tell what has changed in the site, and answer until nobody asks any more.

    Each question is a line with a list of files of the community, as JSON; the answer is the list of the pages that
    were written, likewise.
    """
    with suppress(KeyboardInterrupt, BrokenPipeError):
        _say(told, changed)
        for line in asked:
            try:
                shown = saved.show(json.loads(line))
            except (Failure, OSError):  # a template at fault, a disk that is full: the build that follows says so
                shown = []
            _say(told, shown)


def _say(told: IO[str], paths: Sequence[str]) -> None:
    told.write(json.dumps(list(paths)) + "\n")
    told.flush()
