"""Where an axis ends, so that the number there is a round one."""


def ceiling(most: int) -> int:
    """The least of 1, 2, 4, 5, 6, 8 and 10 times a power of ten that is no less than a number; 1 for none."""
    power = 1
    while power * 10 < most:
        power *= 10
    return next(step * power for step in (1, 2, 4, 5, 6, 8, 10) if step * power >= most)
