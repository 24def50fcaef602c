"""The workflows of a community: a few lines each, which call those of the program's repository at a commit.

Their texts are in `kit/workflows/`. This repository's own community has the same ones, by a test.
"""

from pathlib import Path

from ideario.forge.hosting import WORKFLOWS
from ideario.founding.program_pin import Pin

KIT_WORKFLOWS = Path(__file__).parent / "kit" / "workflows"


def caller_files(pin: Pin) -> dict[str, str]:
    """The texts of the workflows by path, as they call the program at `pin`."""
    return {
        f"{WORKFLOWS}/{file.name}": (
            file.read_text("utf-8").replace("%%commit%%", pin.commit).replace("%%label%%", pin.label)
        )
        for file in sorted(KIT_WORKFLOWS.glob("*.yml"))
    }
