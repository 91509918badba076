"""Our builds in one process, for `tests.bench.ratios`: python -m tests.bench.ours TO OUT PROJECT ...

TO is what `--to` takes, `write:` before it for the writer alone. Prints as JSON the seconds of CPU of each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

from bilag.pipeline.deliver import Options
from bilag.pipeline.make import build
from bilag.pipeline.prepare import prepare
from bilag.write.writers import WRITERS
from tests.support import kina


def main(to: str, out: str, *projects: str) -> None:
    spent = []
    for project in map(Path, projects):
        alone = to.removeprefix("write:")
        prepared = prepare(project, kina.NAME) if alone != to else None
        before = process_time()
        if prepared is not None:
            WRITERS[alone](prepared.document, prepared.template)
        else:
            kinds = tuple(filter(None, to.split(",")))
            assert build(project, kina.NAME, Options(to=kinds, out=Path(out) / project.name)).files
        spent.append(process_time() - before)
    print(json.dumps(spent))


if __name__ == "__main__":
    main(*sys.argv[1:])
