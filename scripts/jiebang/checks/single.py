"""What the checks say of one translation by itself."""

from __future__ import annotations

from functools import lru_cache
from os import PathLike
from pathlib import Path

from jiebang.checks import run_checks
from jiebang.checks.context import Context
from jiebang.corpus.glossary import TermBase, load_terms
from jiebang.document.model import Finding, State, Translation
from jiebang.quantities.lexicon import use


def check_pair(zh: str, en: str, project: str | PathLike[str] | None = None) -> tuple[Finding, ...]:
    """What the checks say of a translation.

    Args:
        zh: the Chinese, simplified or traditional.
        en: its English.
        project: the root of a project whose terms (`glossary/terms.yml`) count; by
            default none do.

    Returns:
        The findings, each with `check`, `severity` (“error” where it is certain, else
        “warning”) and `message`; empty where there is nothing to say.

    Raises:
        InputError: the project's terms cannot be read.
    """
    terms = TermBase(()) if project is None else _terms(Path(project).resolve())
    state = State.CURATED if en.strip() else State.MISSING
    return run_checks((Translation("", zh, en, state),), Context("", terms))


@lru_cache(maxsize=4)
def _terms(root: Path) -> TermBase:
    use(root / "glossary")
    path = root / "glossary" / "terms.yml"
    return load_terms(path) if path.is_file() else TermBase(())
