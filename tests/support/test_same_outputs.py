"""The gate sees what differs: a byte, a file, the part of a Word file; and it has all its inputs."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from tests.support import kina
from tests.support.same_inputs import scenarios
from tests.support.same_outputs import difference, where


def laid(root: Path, **files: bytes) -> Path:
    root.mkdir()
    for name, data in files.items():
        (root / name).write_bytes(data)
    return root


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"exit": b"0", "stdout": b"1,3\n2,8\n"}, ""),
        ({"exit": b"1", "stdout": b"1,3\n2,8\n"}, "exit: line 1, byte 0: b'0' is now b'1'"),
        (
            {"exit": b"0", "stdout": b"1,3\n2,9\n"},
            "stdout: line 2, byte 6: b'1,3\\n2,8\\n' is now b'1,3\\n2,9\\n'",
        ),
        ({"exit": b"0"}, "stdout: only in the old"),
        ({"exit": b"", "stdout": b""}, "exit: line 1, byte 0: b'0' is now b''\n    stdout"),
    ],
)
def test_difference(tmp_path: Path, new: dict[str, bytes], said: str) -> None:
    counts: Counter[str] = Counter()
    old = laid(tmp_path / "old", exit=b"0", stdout=b"1,3\n2,8\n")
    assert difference(old, laid(tmp_path / "new", **new), counts) == said
    assert counts["files"] == len(new)


def test_where_in_a_word_file() -> None:
    assert where(packed(a="x", b="1,3"), packed(a="x", b="1,4")) == "b: line 1, byte 2: b'1,3' is now b'1,4'"
    assert where(packed(a="x"), packed(a="x", b="1")) == "b: line 1, byte 0: b'' is now b'1'"


def test_inputs(tmp_path: Path) -> None:
    """All broken projects are laid out, and each annex has a scenario with each template."""
    found = list(scenarios(kina.ROOT, tmp_path))
    assert sum(each.name.startswith("bad/") for each in found) > 200
    annexes, templates = (
        len(list(kina.ROOT.glob(p))) for p in ("content/*/bilag.md", "templates/*/theme.toml")
    )
    named = [each for each in found if each.good and each.name.endswith((", standard", ", oestdanmark"))]
    assert len(named) == (annexes + 1) * templates
    assert len({each.name for each in found}) == len(found)
