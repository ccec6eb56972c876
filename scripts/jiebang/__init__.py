"""Bilingual publishing of Chinese R&D task lists (揭榜挂帅 and others)."""

__version__ = "0.1.0"
