"""Judges of delivered PDF files that others wrote, each behind one small function.

    judges -> {verapdf pagevalidation pdfium claims}

`judges` holds the list. What a judge needs is optional (`pip install "bilag[conformance]"`, and Java for
veraPDF) and is looked for only when a file is judged; a judge that is not there says so and why.
"""
