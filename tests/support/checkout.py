"""Where the checkout is, and its tests: asked here alone, so that a test can move."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
TESTS = CHECKOUT / "tests"
