"""The interface's own words, in both languages, from strings.yml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jiebang.corpus.project import Project
from jiebang.errors import InputError
from jiebang.text.words import read_yaml

_PATH = Path(__file__).with_name("strings.yml")


class Strings:
    """The strings of one language: `strings("task.issuer")`."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language, self._texts = language, texts

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key`, its {names} filled in.

        Raises:
            InputError: there is no such key.
        """
        try:
            text = self._texts[key]
        except KeyError:
            raise InputError(f"no text “{key}”", f"strings.yml: {self.language}") from None
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """“1 task”, “1,024 tasks”: the number with its noun, `<key>.one` or `<key>.other`."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", n=f"{number:,}")

    def known(self, prefix: str, word: str) -> str:
        """The text of `<prefix><word>`; the word itself where there is none."""
        return self._texts.get(prefix + word, word)

    def under(self, prefix: str) -> dict[str, str]:
        """All texts whose key begins with `prefix`, without it: for scripts."""
        return {
            key.removeprefix(prefix): text
            for key, text in self._texts.items()
            if key.startswith(prefix)
        }


def project_strings(language: str, project: Project) -> Strings:
    """The strings of a language as a project's site has them: under its own name."""
    title, tagline = project.title.side(language), project.tagline.side(language)
    texts = {key: text.replace("{site}", title) for key, text in load_texts()[language].items()}
    texts |= {
        "site.name": title,
        "site.tagline": tagline,
        "page.home.description": project.description.side(language),
        "footer.originals": project.originals.side(language),
    }
    return Strings(language, texts)


@cache
def load_texts() -> Mapping[str, Mapping[str, str]]:
    """strings.yml as it stands: language → key → text."""
    return {
        language: {str(k): str(v) for k, v in texts.items()}
        for language, texts in read_yaml(_PATH).items()
    }


def load_strings(language: str) -> Strings:
    """The strings of "en" or "zh"."""
    return Strings(language, load_texts()[language])
