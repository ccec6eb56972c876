"""The language editions of the site."""

from __future__ import annotations

from dataclasses import dataclass, replace

from jiebang.corpus.load import Corpus
from jiebang.corpus.project import Project

HREFLANG = {"en": "en", "zh": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition: its folder, and the language that leads on its pages.

    `language` is "en" or "zh", the language of its interface and of the text
    that comes first; `name` what the language calls itself; `short` the same for
    a narrow screen; `invitation` what the link to it says. `hreflang` is its BCP
    47 tag; `made_from` the edition it is converted from, "" for one that is built.
    """

    key: str
    language: str
    name: str
    short: str
    invitation: str
    hreflang: str
    made_from: str = ""

    @property
    def sides(self) -> tuple[str, str]:
        """The two languages of a page, the leading one first."""
        return ("en", "zh") if self.language == "en" else ("zh", "en")


ENGLISH = Edition("en", "en", "English", "EN", "Read this page in English", "en")
CHINESE = Edition("zh", "zh", "中文", "中", "阅读简体中文版", "zh-Hans")
TRADITIONAL = Edition("zh-hant", "zh", "繁體", "繁", "閱讀繁體中文版", "zh-Hant", made_from="zh")
EDITIONS = (ENGLISH, CHINESE, TRADITIONAL)
BUILT = tuple(edition for edition in EDITIONS if not edition.made_from)
RUN = "jiebang_run"  # the key of a run in MkDocs' config.extra


@dataclass(frozen=True, slots=True)
class Run:
    """What MkDocs is to build; `changed`: only the pages that are not as they were."""

    corpus: Corpus
    edition: Edition = ENGLISH
    changed: bool = False


def named_editions(project: Project) -> tuple[Edition, ...]:
    """The editions under the names that a project has for them."""
    return tuple(replace(e, name=project.languages.get(e.key, e.name)) for e in EDITIONS)
