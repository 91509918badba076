"""The real annex with a version that corrects an earlier one."""

from __future__ import annotations

from bilag.pipeline.prepared import Prepared
from bilag.versions import version as versions
from bilag.versions.version import Version
from tests.support import kina

UDGIFTER = f"data/{kina.NAME}/udgifter.csv"


def version(prepared: Prepared, name: str = "ny") -> Version:
    return versions.of_document(
        name,
        prepared.document,
        prepared.template.labels,
        tables=prepared.inputs.tables,
        findings=prepared.report,
    )


CORRECTIONS = """"1.1":
  replaces: "1.0"
  replaced_date: 2026-03-03
  reason: En faktura fra 2016 var ikke bogført.
  reasons:
    forbrug_i_alt: Følger af udgiften til delegationer.
  recommendation: Rettelsen ændrer ikke indstillingen.
"""
FRONT = f"content/{kina.NAME}/bilag.md"
FILE = f"data/{kina.NAME}/corrections.yaml"
