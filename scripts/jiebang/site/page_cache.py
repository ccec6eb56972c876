"""Finished pages of the last build, taken again while nothing on them has changed.

A page is a function of its body, of what the theme is told about it, and of the program;
all of these are in its key. The theme's templates stay compiled between builds, too.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2

from jiebang.runtime.cache import ResultCache, code_digest, version_of

_TOOLS = ("mkdocs", "jinja2", "markdown", "opencc")
_VERSION = "\ue000version\ue000"  # a private character, which no page holds
# The entry of a template's context that holds the finished page.
FINISHED = "finished_page"


class PageCache:
    """Texts by page address: a page's HTML, and its Markdown if it has any.

    `version`, of the data, stands on most pages and changes with any text. It is taken out of
    keys and texts and put back into what is taken again.
    """

    def __init__(self, folder: Path, name: str, version: str = "") -> None:
        self._cache = ResultCache(folder / f"pages-{name}.sqlite")
        # The digest of the content: the rest, “0.0.0+”, is written otherwise in addresses.
        self._version = version.partition("+")[2]

    def __enter__(self) -> PageCache:
        return self

    def __exit__(self, *_: object) -> None:
        self._cache.__exit__()

    def key(self, *parts: object) -> str:
        """A digest of what a page is made from."""
        tools = [version_of(name) for name in _TOOLS]
        record = json.dumps([code_digest(), tools, *parts], default=repr, ensure_ascii=False)
        return hashlib.sha256(self._mask(record).encode("utf-8", "surrogatepass")).hexdigest()

    def get(self, address: str, key: str) -> list[str] | None:
        """The texts made from this; None where there are none."""
        data = self._cache.get("page", address, key)
        if data is None:
            return None
        texts: list[str] = json.loads(zlib.decompress(data))
        return [text.replace(_VERSION, self._version) for text in texts]

    def put(self, address: str, key: str, *texts: str) -> None:
        record = json.dumps([self._mask(text) for text in texts], ensure_ascii=False)
        self._cache.put("page", address, key, zlib.compress(record.encode(), 1))

    def _mask(self, text: str) -> str:
        return text.replace(self._version, _VERSION) if self._version else text


def is_warm(folder: Path, name: str) -> bool:
    """Whether there are pages of an earlier build."""
    return (folder / f"pages-{name}.sqlite").is_file()


class _CachedTemplate:
    """Stands for the theme's template: a finished page is not rendered again."""

    def __init__(self, template: jinja2.Template) -> None:
        self._template = template

    def render(self, context: dict[str, Any]) -> str:
        finished = context.get(FINISHED)
        return self._template.render(context) if finished is None else str(finished)


def use_cache(environment: jinja2.Environment, folder: Path) -> None:
    """Have an environment keep compiled templates, and take finished pages as they are."""
    compiled = folder / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    environment.bytecode_cache = jinja2.FileSystemBytecodeCache(str(compiled))
    get_template: Callable[..., jinja2.Template] = environment.get_template

    def get_cached(name: Any, *args: Any, **kwargs: Any) -> Any:
        template = get_template(name, *args, **kwargs)
        return _CachedTemplate(template) if name == "main.html" else template

    environment.get_template = get_cached  # type: ignore[method-assign]
