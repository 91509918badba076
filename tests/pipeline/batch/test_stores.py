"""Where a batch puts its files: a folder, and addresses that fsspec knows, S3 with a server of its own."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bilag.diagnostics.findings import Report
from bilag.pipeline.batch.run import Asked, run_batch
from bilag.pipeline.batch.stores import store_at
from bilag.pipeline.deliver import Options
from bilag.storage.manifest import sha256
from tests.support import batches
from tests.support.batches import NAME

fsspec = pytest.importorskip("fsspec")
FILES = {"a.pdf": b"one", "a.docx": b"two"}
HASHES = {name: sha256(data) for name, data in FILES.items()}


@pytest.fixture(params=["folder", "local", "memory"])
def store(request, tmp_path):
    address = {"folder": "", "local": f"file://{tmp_path}/out", "memory": f"memory://{tmp_path.name}"}
    return store_at(address[request.param], tmp_path, tmp_path / "out")


def put(store, files=FILES, ours=None):
    report = Report()
    return store.put(files, ours or {}, report), [f.rule for f in report]


def test_what_is_put_is_held(store):
    assert not store.holds(HASHES)
    assert put(store) == (HASHES, [])
    assert store.holds(HASHES)
    assert put(store) == (HASHES, [])
    assert not store.holds({**HASHES, "a.pdf": "0" * 64})


def test_what_is_ours_is_replaced(store):
    put(store)
    new = {"a.pdf": b"three"}
    made, rules = put(store, new, HASHES)
    assert (made, rules) == ({"a.pdf": sha256(b"three")}, [])
    assert store.holds({"a.pdf": sha256(b"three"), "a.docx": HASHES["a.docx"]})


def test_what_somebody_else_put_there_is_left(store):
    put(store, {"a.pdf": b"a person's own"})
    made, rules = put(store)
    assert rules in (["OUT-EDITED"], ["OUT-FOREIGN"])
    assert store.holds({"a.pdf": sha256(b"a person's own")})
    assert "a.pdf" not in made


def test_a_list_is_put_and_replaced(store, tmp_path):
    for text in ("first", "second"):
        source, report = tmp_path / "list.json", Report()
        source.write_text(text)
        store.put_file("batch.json", source, report)
        assert list(report) == []
        assert not source.exists()
        assert store.holds({"batch.json": sha256(text.encode())})


def test_nothing_half_written_is_seen(tmp_path, monkeypatch):
    """On a store that shows files as they grow, a file gets its name when all of it is there."""
    store = store_at(f"file://{tmp_path}/out", tmp_path, tmp_path)
    real = type(store.files).mv

    def torn(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(store.files), "mv", torn)
    assert put(store) == ({}, ["OUT-FAILED"])
    assert all(p.name.startswith(".") for p in (tmp_path / "out").iterdir())
    monkeypatch.setattr(type(store.files), "mv", real)
    assert put(store) == (HASHES, [])
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.docx", "a.pdf"]


def test_a_store_that_nobody_knows(tmp_path):
    with pytest.raises(ValueError, match="ukendt"):
        store_at("ukendt://sted", tmp_path, tmp_path)


# --- S3 --------------------------------------------------------------------------------------------------


@pytest.fixture
def bucket(monkeypatch):
    """The address of a bucket on a server of this process."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    files = fsspec.filesystem("s3")
    name = f"bilag-{port}"  # the servers of a process share what they hold
    files.mkdir(name)
    yield name
    files.clear_instance_cache()
    server.stop()


def wanted(bucket, **more):
    return Asked(NAME, Options(), address=f"s3://{bucket}/tilskud", **more)


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.long)])
def test_a_batch_to_s3(bucket, tmp_path, jobs):
    root = batches.lay_out(tmp_path / "projekt")
    run_batch(root, Asked(NAME, Options(out=tmp_path / "her")))
    summary = run_batch(root, wanted(bucket, jobs=jobs))
    assert (summary.made, summary.failed, list(summary.report)) == (4, 0, [])
    assert summary.listed == f"s3://{bucket}/tilskud/batch.json"
    files = fsspec.filesystem("s3")
    there = {Path(p).name: files.cat_file(p) for p in files.ls(f"{bucket}/tilskud", detail=False)}
    here = {p.name: p.read_bytes() for p in (tmp_path / "her" / NAME).iterdir()}
    assert there == here
    files.rm(f"{bucket}/tilskud/tilskud-0002.pdf")
    again = run_batch(root, wanted(bucket))
    assert (again.made, again.unchanged) == (1, 3)


def test_s3_that_is_not_there(bucket, tmp_path):
    fsspec.filesystem("s3").rmdir(bucket)
    root = batches.lay_out(tmp_path / "projekt", rows=2)
    summary = run_batch(root, wanted(bucket))
    assert (summary.made, summary.failed) == (0, 2)
    assert [f.rule for f in summary.report] == ["OUT-FAILED"]


class Slow(fsspec.get_filesystem_class("memory")):
    """A store that takes its time, and whose every fourth write is lost on the way."""

    protocol = "slow"
    store: dict[str, object] = {}  # noqa: RUF012 - as the class it stands for
    pseudo_dirs = [""]  # noqa: RUF012
    calls = 0

    def pipe_file(self, *arguments, **more):
        type(self).calls += 1
        time.sleep(0.02)
        if self.calls % 4 == 0:
            raise TimeoutError("the store did not answer")
        return super().pipe_file(*arguments, **more)


def test_a_slow_store_that_fails_now_and_then(tmp_path):
    """What was lost is a finding of its row; the next runs complete the set, and nothing is put twice."""
    fsspec.register_implementation("slow", Slow, clobber=True)
    root = batches.lay_out(tmp_path, rows=6)
    runs = [run_batch(root, Asked(NAME, Options(), address="slow://bilag")) for _ in range(4)]
    assert runs[0].failed > 0
    assert (runs[-1].failed, runs[-1].made + runs[-1].unchanged) == (0, 6)
    store = store_at("slow://bilag", root, root)
    told = json.loads(store.files.cat_file(f"{store.path}/batch.json"))
    hashes = {name: known for entry in told["entries"] for name, known in entry["outputs"].items()}
    assert store.holds(hashes)
    assert len(hashes) == 12
