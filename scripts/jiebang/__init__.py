"""Bilingual publishing of Chinese open-competition (揭榜挂帅) documents."""

__version__ = "0.1.0"
