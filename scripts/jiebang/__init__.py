"""Bilingual publishing of Chinese R&D task lists, such as those of the open-competition mechanism."""

__version__ = "0.1.0"
