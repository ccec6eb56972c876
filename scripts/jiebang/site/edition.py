"""The language editions of the site."""

from __future__ import annotations

from dataclasses import dataclass

HREFLANG = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its folder, and the language that leads on its pages.

    `language` is "en" or "zh", the language of its interface and of the text
    that comes first; `theme` is Material's name for it; `name` what the
    language calls itself; `short` the same for a narrow screen.
    """

    key: str
    language: str
    theme: str
    name: str
    short: str

    @property
    def hreflang(self) -> str:
        return HREFLANG[self.language]

    @property
    def sides(self) -> tuple[str, str]:
        """The two languages of a page, the leading one first."""
        return ("en", "zh") if self.language == "en" else ("zh", "en")


ENGLISH = Edition("en", "en", "en", "English", "EN")
CHINESE = Edition("zh", "zh", "zh", "中文", "中")
EDITIONS = (ENGLISH, CHINESE)


def edition_of_theme(theme: str) -> Edition:
    """The edition that a Material language belongs to; English for any other."""
    return next((e for e in EDITIONS if e.theme == theme), ENGLISH)
