"""Figures: from the picture that a directive asks for to a numbered figure of a size on the page."""

from __future__ import annotations

from bilag.compose.inlines import Inliner
from bilag.document.model import Figure
from bilag.document.theme import Page
from bilag.document.walks import words
from bilag.inputs.annex import FigureRequest
from bilag.inputs.pictures import CleanPicture

_TALLEST = 0.8
"""Of the height of the text: caption and source must find room on the same page in Word too."""


def figure(
    request: FigureRequest, picture: CleanPicture, label: str, number: int, inliner: Inliner, page: Page
) -> Figure:
    """The picture as wide as asked for, in its own proportions, and never taller than a page can hold."""
    width = request.width * (page.width - page.left - page.right)
    height = width * picture.height / picture.width
    tallest = _TALLEST * (page.height - page.top - page.bottom)
    scale = min(1.0, tallest / height)
    return Figure(
        id=request.id,
        label=label,
        number=number,
        caption=inliner.inlines(request.caption),
        alt=words(inliner.inlines(request.alt)),
        data=picture.data,
        width=width * scale,
        height=height * scale,
        source=inliner.inlines(request.source),
        span=request.span,
    )
