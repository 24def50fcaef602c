"""The workflows of a community: a few lines each, which call those of the program's repository at a commit.

Their texts are in `kit/workflows/`. This repository's own community has the same ones, by a test.
"""

from ideario.forge.hosting import WORKFLOWS
from ideario.founding.community_plan import KIT
from ideario.founding.kit_files import filled
from ideario.founding.program_pin import Pin


def caller_files(pin: Pin) -> dict[str, str]:
    """The texts of the workflows by path, as they call the program at `pin`."""
    return {
        f"{WORKFLOWS}/{file.name}": filled(file.read_text("utf-8"), pin._asdict())
        for file in sorted((KIT / "workflows").glob("*.yml"))
    }
