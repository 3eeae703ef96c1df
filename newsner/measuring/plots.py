"""Line plots as SVG, below 30 kB and the same bytes for the same numbers, so that a diff shows what moved.

Written by hand: of a plotting library's output neither is true.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

Point = tuple[float, float]

# Pixels.
_SIDE: Final = 240
_LEFT, _TOP, _BOTTOM, _RIGHT = 46, 26, 40, 14
_LEGEND_STEP: Final = 14
# Distinct without colour vision too: Okabe and Ito 2008.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
_TICKS: Final = 5


class Series(NamedTuple):
    """A line through points in their order; ``marks`` are dots with a text each."""

    name: str
    points: tuple[Point, ...]
    marks: tuple[tuple[Point, str], ...] = ()


class Panel(NamedTuple):
    """One square with axes from ``low`` to 1.0 on both sides; points outside are left out."""

    title: str
    series: tuple[Series, ...]
    diagonal: bool = False
    low: float = 0.0


def draw(panels: Sequence[Panel], x_name: str, y_name: str) -> str:
    """Panels side by side.

    Args:
        panels: at least one.
        x_name: of the horizontal axis.
        y_name: of the vertical axis.

    Returns:
        The SVG, with a line break at the end.
    """
    step = _LEFT + _SIDE + _RIGHT
    height = _TOP + _SIDE + _BOTTOM
    size = f'width="{step * len(panels)}" height="{height}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="11">',
        f'<rect {size} fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        lines.append(f'<g transform="translate({number * step + _LEFT} {_TOP})">')
        lines += [*_draw_axes(panel, x_name, y_name), *_draw_series(panel), "</g>"]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _draw_axes(panel: Panel, x_name: str, y_name: str) -> Iterable[str]:
    yield f'<text x="{_SIDE / 2}" y="-10" text-anchor="middle" font-weight="bold">{escape(panel.title)}</text>'
    for index in range(_TICKS + 1):
        value = panel.low + (1.0 - panel.low) * index / _TICKS
        x, y = _place(panel, (value, value))
        yield f'<path d="M{x} 0V{_SIDE}M0 {y}H{_SIDE}" stroke="#ddd" fill="none"/>'
        yield f'<text x="{x}" y="{_SIDE + 14}" text-anchor="middle">{value:.2g}</text>'
        yield f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{value:.2g}</text>'
    if panel.diagonal:
        yield f'<path d="M0 {_SIDE}L{_SIDE} 0" stroke="#999" stroke-dasharray="4 3" fill="none"/>'
    yield f'<text x="{_SIDE / 2}" y="{_SIDE + 30}" text-anchor="middle">{escape(x_name)}</text>'
    yield f'<text transform="translate(-32 {_SIDE / 2}) rotate(-90)" text-anchor="middle">{escape(y_name)}</text>'


def _draw_series(panel: Panel) -> Iterable[str]:
    for index, series in enumerate(panel.series):
        colour = _COLOURS[index % len(_COLOURS)]
        path = " ".join(f"{x},{y}" for x, y in (_place(panel, point) for point in series.points if _fits(panel, point)))
        yield f'<polyline points="{path}" stroke="{colour}" stroke-width="1.5" fill="none"/>'
        for point, text in series.marks:
            if _fits(panel, point):
                x, y = _place(panel, point)
                yield f'<circle cx="{x}" cy="{y}" r="2.5" fill="{colour}"/>'
                if text:
                    yield f'<text x="{x - 4}" y="{y + 12}" text-anchor="end" fill="{colour}">{escape(text)}</text>'
        # The lower corner that the lines leave free: right under a diagonal, left under a falling curve.
        x, anchor = (_SIDE - 8, "end") if panel.diagonal else (8, "start")
        y = _SIDE - 8 - _LEGEND_STEP * (len(panel.series) - 1 - index)
        yield f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="{colour}">{escape(series.name)}</text>'


def _fits(panel: Panel, point: Point) -> bool:
    return all(panel.low <= value <= 1.0 for value in point)


def _place(panel: Panel, point: Point) -> Point:
    """Pixels of a point, one decimal."""
    x, y = ((value - panel.low) / (1.0 - panel.low) for value in point)
    return round(_SIDE * x, 1), round(_SIDE * (1.0 - y), 1)
