"""Draws Lorenz' curve: which part of all the least have together, beside the line where all would have the same."""

from collections.abc import Sequence

from markupsafe import Markup

from ideario.publishing.charts.drawing import LINE, WIDTH, path, picture, samples, short, text

_LEFT, _TOP, _BOTTOM = 44, 30, 190


def lorenz_chart(
    name: str,
    shares: Sequence[float],
    *,
    title: str,
    finding: str,
    axes: tuple[str, str],
    ends: tuple[str, str],
    kinds: tuple[str, str],
    mirrored: bool,
) -> Markup:
    """A curve through `shares` of 1, at equal steps from the left to the right.

    `axes` say what goes to the right and upwards, `ends` are nothing and all as written, `kinds` what the curve and the
    straight line stand for.
    """
    step, deep = (WIDTH - 2 - _LEFT) / (len(shares) - 1), _BOTTOM - _TOP
    points = ((_LEFT + place * step, _BOTTOM - share * deep) for place, share in enumerate(shares))
    steps = "L".join(f"{short(x)} {short(y)}" for x, y in points)
    parts = [
        text(WIDTH, 8, axes[1], "end") if mirrored else text(0, 8, axes[1]),
        path("axis", f"M{_LEFT} {_TOP}V{_BOTTOM}H{WIDTH}"),
        text(_LEFT - 6, _TOP, ends[1], "end"),
        text(_LEFT - 6, _BOTTOM, ends[0], "end"),
        text(_LEFT, _BOTTOM + 16, ends[0]),
        text(WIDTH, _BOTTOM + 16, ends[1], "end"),
        text(WIDTH, _BOTTOM + 36, axes[0], "end"),
        path("area", f"M{steps}L{_LEFT} {_BOTTOM}"),
        path("two", f"M{_LEFT} {_BOTTOM}L{WIDTH - 2} {_TOP}"),
        path("one", f"M{steps}"),
        *samples([("one", kinds[0]), ("two", kinds[1])], _BOTTOM + 62, mirrored=mirrored),
    ]
    return picture(name, title=title, finding=finding, height=_BOTTOM + 62 + 2 * LINE - 8, parts=parts)
