"""LibreOffice accepts or rejects all changes of Word files and writes them as text: one start for all.

It runs a Basic macro in a profile of its own, which is thrown away.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from tests.support.tools import require_tool

NOTHING, ACCEPT, REJECT = "", ".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges"
_DTD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE script:module PUBLIC'
    ' "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
)
_MACRO = """
Sub Main
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim text(1) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  text(0).Name = "FilterName" : text(0).Value = "Text (encoded)"
  text(1).Name = "FilterOptions" : text(1).Value = "UTF8,LF,,,"
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  n = FreeFile
  Open "{jobs}" For Input As #n
  Do While Not Eof(n)
    Line Input #n, job
    If job <> "" Then
      part = Split(job, "|")
      doc = StarDesktop.loadComponentFromURL(part(0), "_blank", 0, hidden())
      If part(2) <> "" Then
        dispatcher.executeDispatch(doc.CurrentController.Frame, part(2), "", 0, Array())
      End If
      doc.storeToURL(part(1), text())
      doc.close(True)
    End If
  Loop
  Close #n
  StarDesktop.terminate()
End Sub
"""


def texts(jobs: Sequence[tuple[bytes, str]], folder: Path) -> list[str]:
    """The text of each Word file once its changes are settled as the second of the pair says."""
    program = require_tool("soffice")
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    lines = []
    for n, (data, change) in enumerate(jobs):
        (folder / f"{n}.docx").write_bytes(data)
        lines.append(f"file://{folder}/{n}.docx|file://{folder}/{n}.txt|{change}\n")
    listed = folder / "jobs.txt"
    listed.write_text("".join(lines), encoding="utf-8")
    macro = escape(_MACRO.replace("{jobs}", str(listed)))
    module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    assert module.exists()
    module.write_text(
        f'{_DTD}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
        f' script:language="StarBasic">{macro}</script:module>'
    )
    subprocess.run(
        [*command, "macro:///Standard.Module1.Main"],
        check=True,
        capture_output=True,
        timeout=60 + 5 * len(jobs),
    )
    return [(folder / f"{n}.txt").read_text(encoding="utf-8-sig") for n in range(len(jobs))]
