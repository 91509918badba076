"""`bilag check` over 1,000 pages' worth of prose, and its inventory alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bilag.check.inventory import take_inventory
from bilag.pipeline.prepare import prepare

PARAGRAPH = (
    "Det samlede forbrug i den {{ antal | talord }} poster lange opgørelse blev [fordoblet]{.free} i forhold "
    "til tidligere, og blandt andet Region Hovedstaden har i første omgang haft fokus på at understøtte "
    "kommercielle muligheder mellem danske og kinesiske erhvervsaktører i perioden 2012-2017.\n\n"
)
PAGES, PER_PAGE = 1_000, 9  # about 350 words a page


@pytest.mark.long
def test_check_a_thousand_pages(tmp_path: Path, benchmark: BenchmarkFixture):
    for folder in ("content/lang", "data/lang"):
        (tmp_path / folder).mkdir(parents=True)
    text = "---\ntitle: Lang\n---\n\n# Afsnit\n\n" + PARAGRAPH * (PAGES * PER_PAGE)
    (tmp_path / "content/lang/bilag.md").write_text(text, encoding="utf-8")
    package = (
        "name: lang\nresources:\n  - name: t\n    path: t.csv\n    dialect: {delimiter: ';'}\n    schema:\n"
    )
    package += "      fields:\n        - {name: id, type: string}\n      primaryKey: [id]\n"
    (tmp_path / "data/lang/datapackage.yaml").write_text(package, encoding="utf-8")
    (tmp_path / "data/lang/t.csv").write_text("id\na\nb\n", encoding="utf-8")
    (tmp_path / "data/lang/facts.yaml").write_text("antal: {count: t}\n", encoding="utf-8")
    done = benchmark.pedantic(prepare, args=(tmp_path, "lang"), rounds=1)
    inventory = take_inventory(done.inputs, done.resolved)
    assert len(inventory.unbound) == PAGES * PER_PAGE
    assert inventory.bound == 2 * PAGES * PER_PAGE
