"""A picture of curves of growth, drawn with Pillow. Both axes are logarithmic: what grows with its work alone
rises as much as it goes to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from math import ceil, floor, log10

from PIL import Image, ImageDraw

SIZE, EDGE = (900, 600), 70
COLOURS = ("#1f3a5f", "#b5531f", "#3f7d3f")


@dataclass
class Curve:
    name: str
    points: list[tuple[float, float]] = field(default_factory=list)


def draw_curves(curves: Sequence[Curve], across: str, up: str) -> bytes:
    """The curves as PNG; `across` and `up` say what the axes measure."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    xs = [x for curve in curves for x, _ in curve.points]
    ys = [y for curve in curves for _, y in curve.points]
    left, right = floor(log10(min(xs))), ceil(log10(max(xs)))
    bottom, top = floor(log10(min(ys))), ceil(log10(max(ys)))

    def place(x: float, y: float) -> tuple[float, float]:
        wide = (log10(x) - left) / (right - left) * (SIZE[0] - 2 * EDGE)
        high = (log10(y) - bottom) / (top - bottom) * (SIZE[1] - 2 * EDGE)
        return EDGE + wide, SIZE[1] - EDGE - high

    for power in range(left, right + 1):
        x, y = place(10**power, 10**bottom)
        draw.line([(x, y), (x, EDGE)], fill="#dddddd")
        draw.text((x, y + 8), f"{10**power:g}", fill="black", anchor="ma")
    for power in range(bottom, top + 1):
        x, y = place(10**left, 10**power)
        draw.line([(x, y), (SIZE[0] - EDGE, y)], fill="#dddddd")
        draw.text((x - 8, y), f"{10**power:g}", fill="black", anchor="rm")
    draw.text((SIZE[0] / 2, SIZE[1] - EDGE / 2), across, fill="black", anchor="ma")
    draw.text((EDGE, EDGE / 2), up, fill="black", anchor="ma")
    for curve, colour in zip(curves, COLOURS, strict=False):
        spots = [place(*point) for point in curve.points]
        draw.line(spots, fill=colour, width=3)
        for x, y in spots:
            draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colour)
        draw.text((spots[-1][0] - 8, spots[-1][1] - 14), curve.name, fill=colour, anchor="rb")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
