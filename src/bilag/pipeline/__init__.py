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

    __main__          -> cli
    cli               -> cli.report pipeline.watch pipeline.batch pipeline check write versions.judge
                         versions.read versions inputs.yaml storage diagnostics diagnostics.rules
    cli.report        -> check versions inputs danish document.forms diagnostics diagnostics.rules
    pipeline.watch    -> pipeline storage diagnostics diagnostics.rules
    pipeline.batch    -> pipeline load validate validate.data check inputs storage document diagnostics
                         diagnostics.rules
    pipeline          -> load.template load validate validate.data resolve compose check check.words write
                         write.docx versions.read versions.compare versions inputs.yaml inputs danish storage
                         document.forms document diagnostics diagnostics.rules
    load.template     -> load inputs.yaml inputs storage document diagnostics
    load              -> inputs.yaml inputs storage diagnostics
    validate          -> inputs.yaml inputs danish storage document.forms diagnostics diagnostics.rules
    validate.data     -> inputs.yaml inputs danish storage diagnostics diagnostics.rules
    resolve           -> inputs.yaml inputs danish diagnostics
    compose           -> versions inputs.yaml inputs danish document.forms document diagnostics
                         diagnostics.rules
    check             -> check.words inputs danish document diagnostics diagnostics.rules
    check.words       -> inputs document diagnostics
    write             -> write.docx write.pdf document.forms document
    write.docx        -> document
    write.pdf         -> write.pdf.layout write.pdf.file storage document
    write.pdf.layout  -> write.pdf.file document
    write.pdf.file    -> document
    versions.judge    -> versions
    versions.read     -> versions storage document.forms document
    versions.compare  -> versions inputs document.forms document diagnostics
    versions          -> inputs danish storage document.forms document diagnostics
    inputs.yaml       -> storage diagnostics
    inputs            -> danish document diagnostics
    danish            -> storage diagnostics
    storage           -> document.forms document diagnostics
    document.forms    -> document diagnostics
    document          -> diagnostics
    diagnostics       -> diagnostics.rules
    diagnostics.rules ->
"""
