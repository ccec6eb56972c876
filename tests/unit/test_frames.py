"""The English that ships for what recurs: complete, in the house style, and used."""

from __future__ import annotations

from pathlib import Path

from jiebang.checks import run_checks
from jiebang.corpus.glossary import load_terms
from jiebang.document.model import Severity, State, Translation
from jiebang.translation.memory import _frames, frame_of

TERMS = load_terms(Path(__file__).parents[2] / "glossary" / "terms.yml")


def test_every_frame_passes_the_checks() -> None:
    frames = _frames()
    assert all(en and "".join(zh.split()) == zh for zh, en in frames.items())
    made = [Translation(zh, zh, en, State.CURATED, "llm") for zh, en in frames.items()]
    found = run_checks(made, TERMS)
    assert [f for f in found if f.severity is Severity.ERROR] == []


def test_a_frame_is_found_in_either_script_and_whole_only() -> None:
    for zh in ("作品评选标准", "作品評選標準"):
        found = frame_of(zh)
        assert found is not None and found.en == "Criteria for judging entries"
    assert frame_of("作品评选标准和办法") is None
