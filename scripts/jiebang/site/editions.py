"""The whole site but its data: editions side by side, the search index, the front door."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jiebang.corpus.load import Corpus
from jiebang.datasets.about import read_release
from jiebang.errors import InputError, JiebangError
from jiebang.quantities.lexicon import use
from jiebang.runtime.executor import Inline, Pool
from jiebang.runtime.files import hold_inside
from jiebang.runtime.layout import GENERATOR, Layout
from jiebang.site.amounts import file_size
from jiebang.site.chart_files import chart_files
from jiebang.site.charts import charts
from jiebang.site.describe import CARD
from jiebang.site.edition import BUILT, RUN, Edition, Run
from jiebang.site.explore import write_tables
from jiebang.site.hant import hant_table, shown, write_traditional
from jiebang.site.headlines import read_claims
from jiebang.site.offline import ADDRESS, write_offline, write_size
from jiebang.site.page_cache import PageCache
from jiebang.site.render import keep_templates
from jiebang.site.root import Reasons, write_feeds, write_for_machines, write_landing
from jiebang.site.search import find_groups
from jiebang.site.search_index import write_index
from jiebang.site.search_words import write_words
from jiebang.site.source_pages import write_sources
from jiebang.site.strings import project_strings
from jiebang.site.views import collection_of

_KEPT = ("data", "api")  # the datasets step writes them; never touched here


def build_site(corpus: Corpus, layout: Layout) -> None:
    """Build site/ anew, all but the datasets, and put it in place when it is whole.

    Raises:
        JiebangError: MkDocs failed; the old site is left as it was.
        InputError: there is no room for it.
    """
    layout.site.mkdir(parents=True, exist_ok=True)
    version, day, changed = _released(layout)
    with _staged(corpus, layout, version) as (folder, kept):
        # With most pages there from the last build, starting processes costs more than it saves.
        warm = all((layout.cache / f"pages-{one.key}.sqlite").is_file() for one in BUILT)
        with Inline() if warm else Pool(len(BUILT), few=0, size=1) as executor:
            builds = executor.map(_build_edition, (corpus, layout, folder, False), BUILT)
            collection, public = collection_of(corpus), corpus.site_url
            words = {side: project_strings(side, corpus.project) for side in ("zh", "en")}
            found = list(find_groups(collection, words))
            titles = {document.id: document.title for document in collection.documents}
            index = write_index(found, titles, folder / "search")
            write_tables(collection, folder / "tables")
            claimed = read_claims(layout).get("charts") or {}
            drawn = kept.take(
                "charts",
                lambda: json.dumps(chart_files(collection, claimed, version)),
                *(charts(collection), claimed, version, corpus.project, public),
            )
            for name, text in json.loads(drawn).items():
                (folder / "tables" / name).write_text(text, "utf-8", newline="\n")
            write_sources(corpus, folder / "source", layout)
            searched = [part.text.zh for group in found for part in group.parts]
            write_words(searched, corpus.terms.terms, index, folder / "search", kept)
            texts = list(shown(collection, found, words["zh"]))
            table = kept.take("hant", lambda: hant_table(texts), texts)
            (folder / "tables" / "hant.json").write_text(table, "utf-8", newline="\n")
            list(builds)
        write_feeds(folder, corpus, day, changed)
        write_traditional(folder, public, kept)
        write_for_machines(folder, corpus)
        write_landing(folder, public, collection, layout.docs / CARD)
        size = write_offline(folder, layout.data, public, corpus.project)
        write_size(folder, file_size(size))
        _put_in_place(folder, layout.site)


def refresh_pages(corpus: Corpus, layout: Layout) -> None:
    """Put the pages that have changed into site/, and nothing else.

    They are those of the next whole build, but for the version and the size of data and offline
    copy, which stay those of the last one. Raises as `build_site` does.
    """
    version, *_ = _released(layout)
    with _staged(corpus, layout, version) as (folder, kept):
        for edition in BUILT:
            _build_edition((corpus, layout, folder, True), edition)
        write_traditional(folder, corpus.site_url, kept)
        if (layout.site / ADDRESS).is_file():
            write_size(folder, file_size((layout.site / ADDRESS).stat().st_size))
        for path in (path for path in folder.rglob("*") if path.is_file()):
            target = layout.site / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


@contextlib.contextmanager
def _staged(corpus: Corpus, layout: Layout, version: str) -> Iterator[tuple[Path, PageCache]]:
    """A folder to build in, and what earlier builds have found in texts.

    What goes wrong there is an error like any other, a fault of the disk one with its place.
    """
    hold_inside(layout.site, layout.root)
    try:
        layout.stages.mkdir(parents=True, exist_ok=True)
        keep_templates(layout.cache)
        with (
            tempfile.TemporaryDirectory("", "site-", layout.stages) as made,
            PageCache(layout.cache, "texts", version) as kept,
            kept.answers(corpus.digest),
        ):
            yield Path(made), kept
    except JiebangError:
        raise
    except OSError as error:
        if error.filename is not None:
            raise
        what = f"cannot be written: {error.strerror or error}"
        raise InputError(what, str(layout.site)) from None
    except Exception as error:
        raise JiebangError(f"the site could not be built: {error}") from error


def _released(layout: Layout) -> tuple[str, str, dict[str, Reasons]]:
    """The version, the day the content last changed, the indicators that did, with the reasons."""
    release = read_release(layout.data, "/")
    path = layout.data / "changes.json"
    if release is None or not path.is_file():
        return "", "", {}
    changes = json.loads(path.read_text("utf-8"))
    changed = {}
    for record in changes["indicators"]["changed"]:
        every = map(changes["reasons"].get, record["fields"])
        changed[str(record["id"])] = tuple(filter(None, every))
    return release.about.version, release.about.date, changed


def _build_edition(common: tuple[Corpus, Layout, Path, bool], edition: Edition) -> None:
    """Build one edition into its folder; only what has changed of its pages, if that is asked."""
    corpus, layout, folder, changed = common
    use(layout.terms_yml.parent)  # another process does not know the project's words yet
    if os.environ.get(GENERATOR) == "properdocs":  # it answers where `mkdocs` is imported
        importlib.import_module("properdocs.replacement")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    log = logging.getLogger("mkdocs")
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setLevel(logging.WARNING)
    log.addHandler(handler)
    log.propagate = False
    source, target = str(layout.docs / edition.key), str(folder / edition.key)
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            place = {"docs_dir": source, "site_dir": target}
            config = load_config(str(layout.mkdocs_yml), **place, strict=True)
            config.extra[RUN] = Run(corpus, edition, changed)
            build(config)
    except JiebangError:
        raise
    except (Exception, SystemExit) as error:
        told = " ".join(output.getvalue().split()) or str(error)
        raise JiebangError(f"the {edition.key} edition could not be built: {told}") from None
    finally:
        log.removeHandler(handler)


def _put_in_place(made: Path, site: Path) -> None:
    """Swap each top-level folder and file of the site for the one just made."""
    wanted = {path.name for path in made.iterdir()} | set(_KEPT)
    with tempfile.TemporaryDirectory(prefix="old-", dir=made.parent) as old:
        for path in sorted(made.iterdir()):
            target = site / path.name
            if target.exists():
                target.rename(Path(old) / path.name)
            path.replace(target)
        for path in site.iterdir():
            if path.name not in wanted:
                shutil.move(str(path), str(Path(old) / path.name))
