"""The axes of a chart over time: from nothing at the bottom to a round number at the top, between two moments."""

from collections.abc import Iterable

from ideario.publishing.charts.drawing import WIDTH, path, text

LEFT, TOP, BOTTOM = 34, 30, 130
"""Where the field begins that is drawn in; it ends at the right edge of the picture."""


def time_axes(most: str, least: str, *, axis: str, ends: tuple[str, str], mirrored: bool) -> Iterable[str]:
    """Both axes, with what goes upwards (`axis`) between two numbers as written, and the first and last moment.

    Words of readers from right to left stand there (`mirrored`), but time runs as ever.
    """
    return (
        text(WIDTH, 8, axis, "end") if mirrored else text(0, 8, axis),
        path("axis", f"M{LEFT} {BOTTOM}H{WIDTH}M{LEFT} {TOP}H{WIDTH}"),
        text(LEFT - 6, TOP, most, "end"),
        text(LEFT - 6, BOTTOM, least, "end"),
        text(LEFT, BOTTOM + 16, ends[0]),
        text(WIDTH, BOTTOM + 16, ends[1], "end"),
    )
