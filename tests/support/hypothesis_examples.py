"""How many examples Hypothesis tries."""

from hypothesis import settings


def examples(few: int) -> int:
    """How many examples to try: `few`, unless somebody looks for new ones."""
    usual = settings.get_profile("house").max_examples
    return few if settings.default.max_examples == usual else settings.default.max_examples
