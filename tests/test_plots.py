"""Plots as SVG: well-formed, points where they belong, the same bytes for the same numbers."""

from xml.etree import ElementTree

from newsner.measuring.plots import Panel, Series, draw

SVG = "{http://www.w3.org/2000/svg}"
LINE = Series("dev <sets>", ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0)), (((0.5, 0.5), "0.7"),))


def lines_of(svg: str) -> list[str]:
    return [line.attrib["points"] for line in ElementTree.fromstring(svg).iter(f"{SVG}polyline")]


def test_points_stand_between_the_corners() -> None:
    """The origin is below on the left, one is above on the right, in pixels of a square of 240."""
    assert lines_of(draw([Panel("nb", (LINE,))], "score", "right")) == ["0.0,240.0 120.0,120.0 240.0,0.0"]


def test_axes_may_begin_above_zero() -> None:
    """What lies below is left out, line and mark."""
    svg = draw([Panel("nb", (LINE,), low=0.6)], "recall", "precision")
    assert lines_of(svg) == ["240.0,0.0"]
    assert ">0.7</text>" not in svg


def test_every_panel_has_its_title_and_series() -> None:
    """Names are escaped and a mark carries its text."""
    svg = draw([Panel("nb", (LINE,), diagonal=True), Panel("nn", (LINE, LINE))], "score", "right")
    texts = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert {"nb", "nn", "score", "right", "0.7"} <= set(texts) and texts.count("dev <sets>") == 3
    assert len(lines_of(svg)) == 3
    assert svg == draw([Panel("nb", (LINE,), diagonal=True), Panel("nn", (LINE, LINE))], "score", "right")
