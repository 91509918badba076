"""The same input gives the same bytes, whatever the machine, the process and the folder."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest

from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.write.writers import WRITERS
from tests.support import kina

FILES = tuple(f"{kina.NAME}.{kind}" for kind in ("docx", "pdf", "facts.json", "manifest.json"))


class Machine(NamedTuple):
    """A place to build in: environment, umask, a folder below the root to stand in, a copy elsewhere."""

    environment: dict[str, str]
    umask: int = 0o022
    below: str = "."
    copied: bool = False


MACHINES = {
    "hash seed 0, UTC": Machine({"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
    "hash seed 4242, far east, C": Machine(
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "CI": "true"},
        0o077,
        "content",
    ),
    "random hashes, Turkish, elsewhere": Machine(
        {"PYTHONHASHSEED": "random", "TZ": "America/Caracas", "LC_ALL": "tr_TR.UTF-8", "COLUMNS": "40"},
        0o002,
        f"data/{kina.NAME}",
        copied=True,
    ),
}


def built(machine: Machine, tmp_path: Path) -> dict[str, bytes]:
    """The files of a build on that machine, by the command line in a process of its own."""
    root = kina.copy_project(tmp_path / "en anden sti æøå") if machine.copied else kina.ROOT
    out = tmp_path / "ud"
    before = os.umask(machine.umask)
    try:
        done = kina.run_bilag(
            "build", kina.NAME, "-o", str(out), "--quiet", cwd=root / machine.below, **machine.environment
        )
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stdout + done.stderr
    files = {path.name: path.read_bytes() for path in (out / kina.NAME).iterdir()}
    assert sorted(files) == sorted(FILES)
    return files


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(next(iter(MACHINES.values())), tmp_path_factory.mktemp("her"))


@pytest.mark.parametrize("name", list(MACHINES)[1:])
def test_the_same_bytes_everywhere(name: str, here: dict[str, bytes], tmp_path: Path):
    files = built(MACHINES[name], tmp_path)
    assert [file for file in FILES if files[file] != here[file]] == []


def test_the_same_bytes_in_this_process_twice(here: dict[str, bytes]):
    """Nothing is left over between two calls of a writer."""
    for _ in range(2):
        for kind in ("docx", "pdf", "facts.json"):
            made = WRITERS[kind](kina.prepared().document, kina.prepared().template)
            assert made == here[f"{kina.NAME}.{kind}"], kind


def test_a_second_build_touches_nothing(tmp_path: Path):
    root = kina.copy_project(tmp_path / "projekt")
    first, second = (build(root, kina.NAME, Options()) for _ in range(2))
    assert [file.changed for file in first.files] == [True] * len(FILES)
    assert [file.changed for file in second.files] == [False] * len(FILES)
    assert second.changes == ()


def test_windows_line_ends_are_the_same_input(here: dict[str, bytes], tmp_path: Path):
    """A checkout with CRLF prints the same documents; only the hashes of its inputs differ."""
    root = kina.copy_project(tmp_path / "windows")
    for path in [p for p in root.rglob("*") if p.suffix in (".md", ".yaml", ".csv", ".toml")]:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    build(root, kina.NAME, Options())
    for name in FILES[:3]:
        assert (root / "out" / kina.NAME / name).read_bytes() == here[name], name


# --- SOURCE_DATE_EPOCH ---

EPOCH, DATED = "1508803200", "2017-10-24T00:00:00Z"


def stamps(files: dict[str, bytes]) -> dict[str, str]:
    """What each file says of when it was made."""
    with zipfile.ZipFile(io.BytesIO(files[FILES[0]])) as archive:
        core = archive.read("docProps/core.xml").decode()
        assert len({info.date_time for info in archive.infolist()}) == 1
    created = core.partition("<dcterms:created")[2].partition(">")[2].partition("<")[0]
    modified = core.partition("<dcterms:modified")[2].partition(">")[2].partition("<")[0]
    document = pypdfium2.PdfDocument(files[FILES[1]])
    metadata = document.get_metadata_dict()
    document.close()
    return {
        "created": created,
        "modified": modified,
        "CreationDate": metadata["CreationDate"],
        "ModDate": metadata["ModDate"],
    }


def test_source_date_epoch_is_the_date_of_all_files(here: dict[str, bytes], tmp_path: Path):
    dated = built(Machine({"SOURCE_DATE_EPOCH": EPOCH, "TZ": "Pacific/Kiritimati"}), tmp_path / "a")
    again = built(Machine({"SOURCE_DATE_EPOCH": EPOCH, "TZ": "America/Caracas"}), tmp_path / "b")
    assert dated == again
    said = stamps(dated)
    assert (said["created"], said["modified"]) == (DATED, DATED)
    for key in ("CreationDate", "ModDate"):
        assert said[key].startswith("D:20171024000000"), said
        assert said[key][16:] in ("Z", "+00'00'", "+00'00", "Z00'00'"), said
    assert DATED.encode() in dated[FILES[1]] or b"2017-10-24T00:00:00" in dated[FILES[1]], "XMP says so too"
    undated = stamps(here)
    assert not any("2017" in text for text in undated.values())
    assert dated[FILES[0]] != here[FILES[0]]


@pytest.mark.parametrize("text", ["i dag", "-1", "1e9", "99999999999999999999", "0"])
def test_a_source_date_epoch_that_is_none_is_an_error(
    text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    built = build(kina.ROOT, kina.NAME, Options(out=tmp_path))
    assert [finding.rule for finding in built.report] == ["DATE-EPOCH"]
    assert not built.files and not any(tmp_path.iterdir())


def test_an_empty_source_date_epoch_changes_nothing(
    here: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    build(kina.ROOT, kina.NAME, Options(out=tmp_path))
    assert {path.name: path.read_bytes() for path in (tmp_path / kina.NAME).iterdir()} == here
