"""What is said of the dataset as a whole, once, for every format that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NAME = "jiebang"
TITLE_EN = "Jiebang: R&D tasks of Chinese authorities in English and Chinese"
TITLE_ZH = "揭榜：中国“揭榜挂帅”等科研任务中英对照数据集"
DESCRIPTION_EN = (
    "R&D tasks of Chinese authorities, most of them under the open-competition mechanism"
    " (揭榜挂帅), as structured, bilingual data: documents, tasks, the indicators each task will be"
    " judged by, the quantities in them, every segment in Chinese and English, and the glossary."
    " Each row says where it stands in the original and how far its English can be trusted."
)
DESCRIPTION_ZH = (
    "中国各级政府发布的科研任务，大多采用“揭榜挂帅”方式，整理为结构化的中英双语数据：文件、任务、考核指标、"
    "指标中的量化值、逐段对照的中英文本和术语表。每行注明在原件中的位置和英文译文的可靠程度。"
)
NOTICE_EN = (
    "The English is an unofficial translation. Where it and the Chinese differ, the Chinese"
    " prevails. No issuer has reviewed or endorsed it."
)
NOTICE_ZH = "英文为非官方译文，与中文不一致时以中文为准；未经任何发布单位审阅或认可。"
CREATOR = "Jiebang contributors"
LICENSE_ID = "CC-BY-4.0"
LICENSE_NAME = "Creative Commons Attribution 4.0 International"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"
ORIGINALS_EN = (
    "The originals are official documents, outside copyright under article 5 of the Copyright"
    " Law of the People’s Republic of China."
)
KEYWORDS = (
    "open-competition mechanism",
    "揭榜挂帅",
    "China",
    "science and technology policy",
    "artificial intelligence",
    "technical indicators",
    "parallel corpus",
    "Chinese–English",
)


@dataclass(frozen=True, slots=True)
class About:
    """The release: its version, its date (ISO 8601; empty when not known), its rows.

    `base` is what addresses begin with: the site's own, or "/".
    """

    version: str
    date: str
    base: str
    rows: Mapping[str, int]

    @property
    def title(self) -> str:
        return TITLE_EN

    @property
    def data_url(self) -> str:
        return f"{self.base}data/"

    @property
    def page_url(self) -> str:
        return f"{self.base}en/data/"

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Name and value of what a reader should know first."""
        found = (
            ("version", self.version),
            ("date", self.date),
            ("description", DESCRIPTION_EN),
            ("说明", DESCRIPTION_ZH),
            ("notice", NOTICE_EN),
            ("声明", NOTICE_ZH),
            ("creator", CREATOR),
            ("licence", f"{LICENSE_NAME} ({LICENSE_ID}). {ORIGINALS_EN}"),
            ("licence_url", LICENSE_URL),
            ("page", self.page_url),
        )
        return tuple((name, value) for name, value in found if value)
