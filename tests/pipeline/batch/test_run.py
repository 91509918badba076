"""`bilag batch`: each row its files, whatever stops the run or spoils a row; the next run does the rest."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bilag.cli import run as command
from bilag.diagnostics.findings import BuildFailed, Report
from bilag.pipeline.batch import run as batching
from bilag.pipeline.batch import stores
from bilag.pipeline.batch.journal import Journal, JournalError
from bilag.pipeline.batch.run import Asked, run_batch
from bilag.pipeline.batch.summary import MOST_TOLD, Summary
from bilag.pipeline.deliver import Options
from tests.support import batches, faults, kina
from tests.support.batches import NAME, listed

FOLDER = Path("out") / NAME
ROWS = f"data/{NAME}/kommuner.csv"


@pytest.fixture
def project(tmp_path, monkeypatch):
    root = batches.lay_out(tmp_path / "projekt")
    monkeypatch.chdir(root)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return root


def call(capsys, *arguments):
    code = command(["batch", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def wanted(**more):
    return Asked(NAME, **{"options": Options(), **more})


def files(folder: Path) -> dict[str, bytes]:
    """All files but batch.json, hidden ones too."""
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "batch.json"}


def rows(root: Path, *more: str) -> None:
    with (root / ROWS).open("a", encoding="utf-8") as out:
        out.writelines(f"{line}\n" for line in more)


def failures(root: Path) -> dict[str, list[str]]:
    """The rules of the rows that were not made, by place."""
    entries = listed(root / FOLDER)["entries"]
    return {e["place"]: [f["rule"] for f in e["findings"]] for e in entries if e["state"] == "failed"}


# --- what it makes ---------------------------------------------------------------------------------------


def test_each_row_has_a_pair_of_files(project, capsys):
    code, out, err = call(capsys)
    assert (code, err) == (0, "")
    assert out == "4 rækker: 4 dannet, 0 uændret, 0 ikke dannet. Listen er out/tilskud/batch.json.\n"
    made = files(project / FOLDER)
    assert sorted(made) == [f"{NAME}-000{n}.{kind}" for n in range(1, 5) for kind in ("docx", "pdf")]
    told = listed(project / FOLDER)
    assert (told["rows"], told["done"], told["failed"], told["complete"]) == (4, 4, 0, True)
    assert [e["place"] for e in told["entries"]] == [f"{ROWS}:{n}" for n in range(2, 6)]
    hashes = {name: known for e in told["entries"] for name, known in e["outputs"].items()}
    assert hashes == {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}


def test_the_files_are_those_of_a_build(project):
    run_batch(project, wanted(options=Options(to=("docx", "pdf", "facts.json"))))
    assert command(["build", NAME]) == 0
    made = files(project / FOLDER)
    for kind in ("docx", "pdf", "facts.json"):
        assert made[f"{NAME}-0001.{kind}"] == made[f"{NAME}.{kind}"]


def test_the_same_on_one_core_and_in_a_pool(project, tmp_path):
    run_batch(project, wanted(options=Options(out=tmp_path / "en")))
    run_batch(project, wanted(options=Options(out=tmp_path / "to"), jobs=2))
    one, two = (tmp_path / name / NAME for name in ("en", "to"))
    assert files(one) == files(two)
    assert (one / "batch.json").read_bytes() == (two / "batch.json").read_bytes()


def test_over_another_file(project, capsys):
    batches.write_rows(project / "data" / "alle.csv", 2)
    assert call(capsys, NAME, "--over", "data/alle.csv", "--to", "pdf")[0] == 0
    assert [e["place"] for e in listed(project / FOLDER)["entries"]] == ["data/alle.csv:2", "data/alle.csv:3"]
    assert sorted(files(project / FOLDER)) == [f"{NAME}-0001.pdf", f"{NAME}-0002.pdf"]


def test_over_a_file_outside_the_project(project, tmp_path, capsys):
    batches.write_rows(tmp_path / "alle.csv", 1)
    assert call(capsys, "--over", str(tmp_path / "alle.csv"), "--to", "pdf")[0] == 0
    assert [e["place"] for e in listed(project / FOLDER)["entries"]] == ["alle.csv:2"]


def test_as_json(project, capsys):
    code, out, _ = call(capsys, "--format", "json")
    assert code == 0
    counts = {"rows": 4, "made": 4, "unchanged": 0, "failed": 0}
    assert json.loads(out) == counts | {"complete": True, "list": "out/tilskud/batch.json"}


# --- what is finished ------------------------------------------------------------------------------------


def test_what_is_finished_is_not_made_again(project, monkeypatch):
    first = run_batch(project, wanted())
    told = (project / FOLDER / "batch.json").read_bytes()
    monkeypatch.setattr(batching, "make_row", None)  # to call it would fail
    again = run_batch(project, wanted())
    assert (first.made, again.made, again.unchanged) == (4, 0, 4)
    assert (project / FOLDER / "batch.json").read_bytes() == told


@pytest.mark.parametrize(
    ("path", "old", "new", "made"),
    [
        (ROWS, "0002;Kommune C", "0002;Kommune Q", 1),
        (f"data/{NAME}/tilskud.csv", "0002;Forening A;2000000", "0002;Forening A;2000001", 4),
        (f"data/{NAME}/facts.yaml", "tilskud:", "antal: {count: tilskud}\ntilskud:", 4),
        (f"content/{NAME}/bilag.md", "er der givet", "gav man", 4),
    ],
)
def test_what_changed_is_made_again(project, path, old, new, made):
    run_batch(project, wanted())
    text = (project / path).read_text(encoding="utf-8")
    assert old in text
    (project / path).write_text(text.replace(old, new), encoding="utf-8")
    again = run_batch(project, wanted())
    assert (again.made, again.unchanged) == (made, 4 - made)


def test_another_tool_makes_all_again(project, monkeypatch):
    run_batch(project, wanted())
    monkeypatch.setattr("bilag.pipeline.batch.run.tool_state", lambda _: "another")
    again = run_batch(project, wanted())
    assert (again.made, again.unchanged) == (4, 0)


def test_a_pool_has_the_environment_of_now(project, tmp_path, monkeypatch):
    """The processes of the second one come from where those of the first one came from."""
    for number, epoch in enumerate(("1577836800", "1609459200")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        alone, pool = tmp_path / f"ro-{number}", tmp_path / f"pulje-{number}"
        run_batch(project, wanted(options=Options(out=alone)))
        assert run_batch(project, wanted(options=Options(out=pool), jobs=2)).made == 4
        assert files(pool / NAME) == files(alone / NAME)


def test_a_file_that_is_gone_or_edited_is_made_again(project, capsys):
    run_batch(project, wanted())
    (project / FOLDER / f"{NAME}-0001.pdf").unlink()
    edited = project / FOLDER / f"{NAME}-0002.docx"
    edited.write_bytes(b"a person's own words")
    code, out, _ = call(capsys)
    assert code == 0
    assert "2 dannet, 2 uændret" in out
    assert "OUT-EDITED" in out
    assert edited.read_bytes() == b"a person's own words"
    assert (project / FOLDER / f"{NAME}-0002.ny.docx").is_file()


# --- rows that cannot be made ----------------------------------------------------------------------------


def test_a_row_that_fails_stops_no_other(project, capsys):
    rows(project, "0005;;5000", "0006;Kommune Q", "0007;Kommune R;mange", "0008;Kommune S;1", "///;T;1")
    rows(project, "0001;Kommune Igen;1")
    code, out, _ = call(capsys)
    assert code == 1
    assert failures(project) == {
        f"{ROWS}:6": ["BATCH-ROW", "DATA-REQUIRED"],
        f"{ROWS}:7": ["BATCH-ROW", "CSV-ROW-LENGTH"],
        f"{ROWS}:8": ["BATCH-ROW", "DATA-NO-NUMBER"],
        f"{ROWS}:9": ["BATCH-ROW", "TABLE-EMPTY", "FACT-EMPTY-SELECTION"],
        f"{ROWS}:10": ["BATCH-ROW", "BATCH-NAME"],
        f"{ROWS}:11": ["BATCH-ROW", "BATCH-COLLISION"],
    }
    assert "10 rækker: 4 dannet, 0 uændret, 6 ikke dannet" in out
    assert f"{ROWS}:9: Fejl BATCH-ROW" in out
    assert len(files(project / FOLDER)) == 8


def test_names_that_differ_in_signs_alone(project):
    rows(project, "0001/;Kommune Igen;1")
    run_batch(project, wanted())
    assert failures(project) == {f"{ROWS}:6": ["BATCH-ROW", "BATCH-COLLISION"]}


def test_a_warning_stops_a_row_under_strict(project):
    text = project / "content" / NAME / "bilag.md"
    text.write_text(text.read_text(encoding="utf-8") + "\nDer er 17 af dem.\n", encoding="utf-8")
    summary = run_batch(project, wanted(options=Options(strict=True)))
    assert (summary.made, summary.failed) == (0, 4)
    summary = run_batch(project, wanted())
    assert (summary.made, summary.failed) == (4, 0)


def test_what_a_cell_gives_rise_to_is_said_for_its_row(project):
    """And waived where a person answers for it; a waiver that this row has no use for is not idle."""
    rows(project, "0004a ;Kommune Q;1")
    data = project / "data" / NAME / "tilskud.csv"
    data.write_text(data.read_text(encoding="utf-8") + "0004a;Forening A;1000000\n", encoding="utf-8")
    run_batch(project, wanted())
    told = {e["key"]: [f["rule"] for f in e["findings"]] for e in listed(project / FOLDER)["entries"]}
    assert told == {"0001": [], "0002": [], "0003": [], "0004": [], "0004a": ["DATA-SPACES"]}
    assert run_batch(project, wanted(options=Options(strict=True))).failed == 1
    text = project / "content" / NAME / "bilag.md"
    waiver = "parameters: kommuner\nwaivers:\n  - {rule: DATA-SPACES, reason: Sådan står der}\n"
    text.write_text(
        text.read_text(encoding="utf-8").replace("parameters: kommuner\n", waiver), encoding="utf-8"
    )
    assert run_batch(project, wanted(options=Options(strict=True))).failed == 0


def test_a_file_that_cannot_be_read_to_its_end(project):
    with (project / ROWS).open("ab") as out:
        out.write("0005;Kommune Æ;1\n".encode("latin-1"))
    summary = run_batch(project, wanted())
    assert [f.rule for f in summary.report] == ["FILE-ENCODING"]
    assert not summary.complete
    assert summary.made <= 4


def test_a_head_that_does_not_fit_is_said_once(project):
    text = (project / ROWS).read_text(encoding="utf-8")
    (project / ROWS).write_text(text.replace("kode;navn", "kode;navm"), encoding="utf-8")
    summary = run_batch(project, wanted())
    assert "DATA-UNKNOWN-COLUMN" in [f.rule for f in summary.report]
    assert (summary.rows, summary.complete) == (0, False)


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (f"content/{NAME}/bilag.md", "parameters: kommuner\n", "", "BATCH-PARAMETERS"),
        (f"data/{NAME}/datapackage.yaml", "      primaryKey: kode\n", "", "BATCH-KEY"),
        (f"data/{NAME}/tilskud.csv", "0002;Forening A;", "0002;Forening A;x", "DATA-NO-NUMBER"),
    ],
)
def test_nothing_is_made_where_no_row_can_be(project, path, old, new, rule):
    text = (project / path).read_text(encoding="utf-8")
    (project / path).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BuildFailed) as failed:
        run_batch(project, wanted())
    assert rule in [f.rule for f in failed.value.report]
    assert not (project / FOLDER).exists()


def test_a_fault_of_ours_is_one_rows(project, monkeypatch):
    real = batching.prepare_row

    def broken(shared, row, found):
        if row.columns["kode"] == ["0002"]:
            raise RuntimeError("boom")
        return real(shared, row, found)

    monkeypatch.setattr(batching, "prepare_row", broken)
    run_batch(project, wanted())
    assert failures(project) == {f"{ROWS}:3": ["BATCH-ROW", "BATCH-FAILED"]}


def test_another_run_has_the_batch(project):
    run_batch(project, wanted())
    (path,) = (project / ".bilag" / "batch").glob("*.sqlite")
    with closing(Journal(path)), pytest.raises(BuildFailed) as failed:
        run_batch(project, wanted())
    assert [f.rule for f in failed.value.report] == ["BATCH-BUSY"]


def test_misuse(project, capsys):
    assert call(capsys, "--over", "ingen.csv")[0] == 2
    assert call(capsys, "--to", "odt")[0] == 2
    assert call(capsys, "--jobs", "x")[0] == 2
    assert call(capsys, "-o", "ukendt://sted")[0] == 2
    assert call(capsys, "andet")[0] == 1


# --- stopped ---------------------------------------------------------------------------------------------


def test_a_full_disk_is_a_finding_of_a_row(project, monkeypatch):
    real, calls = stores.write_files, []

    def full(root, folder, made, ours, report, names):
        calls.append(made)
        with faults.watching(folder, 5 if len(calls) == 2 else 0, faults.full):
            return real(root, folder, made, ours, report, names)

    monkeypatch.setattr(stores, "write_files", full)
    summary = run_batch(project, wanted())
    assert (summary.made, summary.failed) == (3, 1)
    assert failures(project) == {f"{ROWS}:3": ["BATCH-ROW", "OUT-FAILED"]}
    assert len(files(project / FOLDER)) == 6
    summary = run_batch(project, wanted())
    assert (summary.made, summary.unchanged) == (1, 3)


def test_a_journal_that_cannot_be_written(project, monkeypatch):
    """As on a full disk: what was done before is known, and the next run goes on from there."""
    real, ended = Journal.end, []

    def full(self, *arguments):
        ended.append(arguments)
        if len(ended) == 3:
            raise JournalError("database or disk is full")
        real(self, *arguments)

    monkeypatch.setattr(Journal, "end", full)
    summary = run_batch(project, wanted())
    assert [f.rule for f in summary.report] == ["OUT-FAILED"]
    assert not summary.complete
    summary = run_batch(project, wanted())
    assert (summary.made, summary.unchanged) == (2, 2)


def test_interrupted_by_a_person(project, monkeypatch, capsys):
    real, made = batching.make_row, []

    def interrupted(task):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(task)
        return real(task)

    monkeypatch.setattr(batching, "make_row", interrupted)
    code, _, err = call(capsys)
    assert code == 130
    assert "ikke færdig" in err
    told = listed(project / FOLDER)
    assert [e["state"] for e in told["entries"]] == ["done", "done", "waiting"]
    assert not told["complete"]
    monkeypatch.setattr(batching, "make_row", real)
    assert run_batch(project, wanted()).made == 2
    assert listed(project / FOLDER)["complete"]


def kill_the_first_time(task):
    """What a worker of the test below calls: the third row kills its process once."""
    mark = task.batch.root / "dræbt"
    if task.number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return batching.make_row(task)


def test_a_worker_is_killed(project, tmp_path, monkeypatch):
    run_batch(project, wanted(options=Options(out=tmp_path / "ro")))
    monkeypatch.setattr("bilag.pipeline.batch.run.spread", spread_with(kill_the_first_time))
    summary = run_batch(project, wanted(jobs=2))
    assert (project / "dræbt").exists()
    assert (summary.made, summary.failed) == (4, 0)
    assert files(project / FOLDER) == files(tmp_path / "ro" / NAME)


def spread_with(call):
    from bilag.pipeline.batch.workers import spread

    return lambda _, tasks, **how: spread(call, tasks, **how)


def start(root: Path, *more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bilag", "batch", *more],
        cwd=root,
        env=kina.plain_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def kill_and_complete(root: Path, goal: Path, times: int, *more: str) -> None:
    """Kill runs somewhere in their midst, then let one finish: it is as if none had been stopped."""
    chance, made = random.Random(7), 0
    for _ in range(times):
        process = start(root, *more)
        limit = time.monotonic() + 60
        stop = made + chance.randrange(9, 14)  # of a pool of two 8 are on their way: one is in the journal
        while len(list((root / FOLDER).glob("*.pdf"))) < stop and process.poll() is None:
            assert time.monotonic() < limit
            time.sleep(0.002)
        process.kill()
        process.communicate()
        whole = files(goal)
        found = {n: data for n, data in files(root / FOLDER).items() if n[0] != "."}
        made = sum(name.endswith(".pdf") for name in found)
        assert all(whole[name] == data for name, data in found.items())
    summary = run_batch(root, wanted())
    assert summary.failed == 0
    assert summary.made + summary.unchanged == summary.rows
    assert summary.unchanged > 0
    assert files(root / FOLDER) == files(goal)
    assert (root / FOLDER / "batch.json").read_bytes() == (goal / "batch.json").read_bytes()


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.long)])
def test_the_whole_is_killed(tmp_path, jobs):
    root = batches.lay_out(tmp_path / "projekt", rows=40)
    run_batch(root, wanted(options=Options(out=tmp_path / "ro")))
    kill_and_complete(root, tmp_path / "ro" / NAME, 1, "--jobs", jobs)


@pytest.mark.long
def test_the_whole_is_killed_again_and_again(tmp_path):
    root = batches.lay_out(tmp_path / "projekt", rows=150)
    run_batch(root, wanted(options=Options(out=tmp_path / "ro")))
    kill_and_complete(root, tmp_path / "ro" / NAME, 12, "--jobs", "2")


def running_in(group: int) -> list[str]:
    """The processes of a group, but for those that have ended and that nobody has asked about yet."""
    command = ["ps", "-eo", "pgid=,stat=,args="]
    said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
    found = [line.split(None, 2) for line in said.splitlines()]
    return [line for pgid, state, line in found if int(pgid) == group and state[0] != "Z"]


def test_ctrl_c_on_a_pool_leaves_no_process_and_no_trace(tmp_path):
    root = batches.lay_out(tmp_path / "projekt", rows=200)
    process = subprocess.Popen(
        [sys.executable, "-m", "bilag", "batch", "--jobs", "2", "--lang", "en"],
        cwd=root,
        env=kina.plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    while not list((root / FOLDER).glob("*.pdf")):
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "The batch is not complete: run it again to go on.\n"
    limit = time.monotonic() + 20
    while running_in(process.pid):
        assert time.monotonic() < limit
        time.sleep(0.05)
    assert not listed(root / FOLDER)["complete"]


# --- many rows -------------------------------------------------------------------------------------------


def test_rows_are_streamed(project, monkeypatch):
    """What is held does not grow with the rows: the peak of Python's own memory, over ten times as many."""
    import tracemalloc

    from bilag.pipeline.batch.summary import RowOutcome

    monkeypatch.setattr(batching, "make_row", lambda task: RowOutcome({f"{task.entry.name}.pdf": "0" * 64}))

    def peak(count: int) -> int:
        batches.write_rows(project / "data" / "alle.csv", count)
        tracemalloc.start()
        try:
            summary = run_batch(
                project, wanted(over=project / "data" / "alle.csv", options=Options(out=Path(str(count))))
            )
            assert summary.made == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert peak(3_000) < 1.1 * peak(300) + 200_000


def test_a_disk_error_is_not_hidden(project, monkeypatch):
    def broken(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(stores.shutil, "copyfile", broken)
    summary = run_batch(project, wanted())
    assert [f.rule for f in summary.report] == ["OUT-FAILED"]


def test_findings_are_told_in_the_order_of_the_rows_whoever_ends_first():
    summary = Summary(NAME)
    for number in (25, 3, *range(5, 25), 1):
        found = Report()
        found.add("BATCH-ROW", None, key=str(number))
        summary.count(number, found)
    assert sorted(summary.told) == [1, 3, *range(5, 23)]
    assert len(summary.told) == MOST_TOLD
