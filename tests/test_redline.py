"""The redline: all changes accepted are the new text, all rejected the old one."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bilag.compare import compare
from bilag.model import Document
from bilag.normalform import normal_form
from bilag.read.docx import read_docx
from bilag.write.docx_redline import write_redline
from tests import samples
from tests.randomdocs import pair
from tests.redlineview import accepted, rejected

AUTHOR, DATE, MARK = "Region Hovedstaden", "2026-05-12T00:00:00Z", "INTERN - ændringsmarkeret"
RANDOM = st.integers(0, 2**32).map(Random)


def redline(old: Document, new: Document, remarks: dict[str, tuple[str, ...]] | None = None) -> bytes:
    return write_redline(
        compare(old, new),
        samples.standard(),
        author=AUTHOR,
        date=DATE,
        mark=MARK,
        remarks=remarks or {},
    )


def proved(old: Document, new: Document) -> bytes:
    """The redline, which says either text exactly."""
    data = redline(old, new)
    labels = samples.standard().labels
    assert read_docx(accepted(data)) == normal_form(new, labels)
    assert read_docx(rejected(data)) == normal_form(old, labels)
    return data


@settings(max_examples=300)
@given(RANDOM)
def test_accepted_it_is_the_new_text_and_rejected_the_old(rng: Random) -> None:
    proved(*pair(rng))
