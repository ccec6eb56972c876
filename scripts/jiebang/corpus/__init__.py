"""A project: its sources, glossary, catalogues and facts, loaded."""
