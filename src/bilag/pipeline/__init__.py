"""The conductors: one module a command. They alone know the order of the stages. Data flows one way.

    load      files              -> sources: texts with their places
    validate  sources            -> inputs: typed tables, fact definitions, parsed fragments
    resolve   inputs             -> facts computed exactly, each with its cells
    compose   inputs + facts     -> Document: formatted once, numbered, with tables and totals
    check     Document + inputs  -> findings
    write     Document           -> docx, pdf, facts.json (each writer sees the Document and its template)

Around a build, in no fixed order:

    read      docx, pdf          -> the normal form of what a delivered file says (also under --strict)
    compare   version + version  -> what changed, and two Documents as one (for a redline)
    judge     delivered files    -> verdicts of programs that others wrote

Each stage collects all its faults and goes on as far as it can. Faults of load to compose stop the
conductor once, before anything is written: `BuildFailed` carries the report.

The house, from the top floor down. A package imports those behind its arrow and no other. Stages (verbs)
import nouns and never another stage; only this package and the command line know several stages.
`tests/test_layers.py` reads these lines and holds them against the imports, both ways.

    __main__         -> cli
    cli              -> cli.report pipeline.watch pipeline.batch pipeline write check versions.judge
                        versions.read versions inputs.yaml storage diagnostics
    cli.report       -> check versions document.forms diagnostics
    pipeline.watch   -> pipeline storage diagnostics
    pipeline.batch   -> pipeline load check inputs storage diagnostics
    pipeline         -> load load.template validate validate.data resolve compose check check.words write
                        write.docx versions.read versions.compare versions inputs inputs.yaml danish storage
                        document.forms document diagnostics
    load.template    -> load inputs inputs.yaml storage document diagnostics
    load             -> inputs inputs.yaml storage diagnostics
    validate         -> inputs inputs.yaml danish storage document.forms diagnostics
    validate.data    -> inputs inputs.yaml danish storage diagnostics
    resolve          -> inputs inputs.yaml danish diagnostics
    compose          -> versions inputs inputs.yaml danish document.forms document diagnostics
    check            -> check.words inputs danish document diagnostics
    check.words      -> inputs danish document diagnostics
    write            -> write.pdf write.docx document.forms document
    write.docx       -> document.forms document
    write.pdf        -> write.pdf.layout write.pdf.file storage document
    write.pdf.layout -> write.pdf.file document.forms document
    write.pdf.file   -> document
    versions.judge   -> versions
    versions.read    -> versions storage document.forms document
    versions.compare -> versions inputs document.forms document diagnostics
    versions         -> inputs danish storage document.forms document diagnostics
    inputs.yaml      -> storage diagnostics
    inputs           -> danish document diagnostics
    danish           -> storage diagnostics
    storage          -> document.forms document diagnostics
    document.forms   -> document diagnostics
    document         -> diagnostics
    diagnostics      ->
"""
