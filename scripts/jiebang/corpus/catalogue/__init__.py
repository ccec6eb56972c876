"""gettext PO catalogues ⇄ translations: one file a document and language.

An entry is one segment:

    # a note that readers see beside the text
    # allow numbers: the original counts the first item twice
    #. origin: llm
    #. digest: 1f0c3a9e
    #. reviewed: Li Hua
    #: 000_61ffccf88a7cdc04.txt:27
    msgctxt "ai-major-project.01.indicators.1"
    msgid "适配不少于6家厂商的国产芯片……"
    msgstr "Adapt to domestic chips from at least 6 vendors …"

`fuzzy` says that nobody has cleared the English. `digest` is of the English the
origin wrote: where it no longer fits, a person has edited it. Nothing is ever
deleted: a segment whose Chinese changed keeps its English beside the old Chinese
(`#| msgid`), one that vanished stays as an obsolete entry (`#~`).
"""
