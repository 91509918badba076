"""Makes docs/bilag.png, the picture of the README: pages 1 and 2 of the built annex, side by side.

python -m docs.picture              after `bilag build`; needs pdftoppm (poppler-utils)
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parent
PDF = DOCS.parent / "out/kina-2012-2017/kina-2012-2017.pdf"
GREY = (225, 227, 230)
MARGIN = 20


def main() -> int:
    if not PDF.is_file():
        print(f"{PDF.relative_to(DOCS.parent)} is missing; run `make bilag`", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / "page"
        subprocess.run(["pdftoppm", "-r", "70", "-l", "2", "-png", PDF, stem], check=True)  # noqa: S603, S607
        pages = [Image.open(path).convert("RGB") for path in sorted(Path(folder).glob("page-*.png"))]
    width = sum(page.width for page in pages) + MARGIN * (len(pages) + 1)
    sheet = Image.new("RGB", (width, pages[0].height + 2 * MARGIN), GREY)
    left = MARGIN
    for page in pages:
        sheet.paste(page, (left, MARGIN))
        left += page.width + MARGIN
    sheet.quantize(48).save(DOCS / "bilag.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
