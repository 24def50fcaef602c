"""How many examples Hypothesis tries."""

from hypothesis import settings


def examples(few: int) -> int:
    """How many examples to try: `few`, unless somebody looks for new ones."""
    return few if settings.default.max_examples == 100 else settings.default.max_examples
