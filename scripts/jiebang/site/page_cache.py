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
# The entry of a template's context that holds the finished page.
FINISHED = "finished_page"


def key_of(*parts: object) -> str:
    """A digest of what a page is made from."""
    tools = [version_of(name) for name in _TOOLS]
    record = json.dumps([code_digest(), tools, *parts], default=repr, ensure_ascii=False)
    return hashlib.sha256(record.encode("utf-8", "surrogatepass")).hexdigest()


class PageCache:
    """Texts by page address: a page's HTML, and its Markdown if it has any."""

    def __init__(self, folder: Path, name: str) -> None:
        self._cache = ResultCache(folder / f"pages-{name}.sqlite")

    def __enter__(self) -> PageCache:
        return self

    def __exit__(self, *_: object) -> None:
        self._cache.__exit__()

    def get(self, address: str, key: str) -> list[str] | None:
        """The texts made from this; None where there are none."""
        data = self._cache.get("page", address, key)
        return None if data is None else json.loads(zlib.decompress(data))

    def put(self, address: str, key: str, *texts: str) -> None:
        record = json.dumps(texts, ensure_ascii=False)
        self._cache.put("page", address, key, zlib.compress(record.encode(), 1))


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
