"""What each document yields, kept until something that it came from changes.

What is said of one document (findings, counts, rows of the datasets) is a function of
its own texts, its entry in sources.yml, the glossary and this program: it is worked out
once, wherever, and kept under a digest of exactly these. What is said of all documents
together is put together from that, document by document, anew each time.
"""
