"""Servers as they are: ten manners of answering, and models that want to be asked their way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from jiebang.checks import terms_of
from jiebang.corpus.glossary import TermBase
from jiebang.corpus.provenance import load_provenance
from jiebang.document.markdown import read
from jiebang.document.model import segments
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import EnglishDraft
from jiebang.translation.engines import load_engine
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.settings import Settings
from models import chat_server as servers
from models.chat_server import ChatServer, chat_server
from models.sound_engine import SoundEngine

ROOT = Path(__file__).parents[2]
LAYOUT = Layout(ROOT)


@pytest.fixture(scope="module")
def terms() -> TermBase:
    return terms_of(LAYOUT)


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """108 different segments, those of one document first."""
    known = sorted(load_provenance(LAYOUT), key=lambda p: p.id != "chongqing-ai-2023")
    documents = (read(LAYOUT.document(p.id).read_text("utf-8"), p.id) for p in known)
    found = list(dict.fromkeys(s.zh for document in documents for s in segments(document)))[:108]
    assert len(found) == 108
    return found


@pytest.fixture(scope="module")
def say(terms: TermBase) -> Callable[[str], str]:
    return cache(SoundEngine(terms).say)


def stored(
    server: ChatServer, texts: Sequence[str], terms: TermBase, **more: Any
) -> dict[str, str]:
    """What a run over these texts would store, by text."""
    options = {"model": "qwen3:8b", "timeout": 20.0, "retries": 1, **more}
    settings = Settings(url=server.url, terms=terms, **options)
    engine: Any = load_engine("chat", settings)
    engine.pause = 0.01
    drafts: dict[str, EnglishDraft] = {}
    settings = Settings(ways=engine.ways)
    run_engine(engine, texts, Guard(terms), drafts.update, settings=settings)
    return {zh: draft.en for zh, draft in drafts.items() if draft.en}


# Models that think are asked the same, but for a temperature.
THINKING = ("plain_json", "thinks_aloud", "own_temperature")
MANNERS = [pytest.param(manner, "general", id=manner) for manner in servers.MANNERS]
MANNERS += [
    pytest.param(
        manner,
        "thinking",
        id=f"{manner}-thinking",
        marks=() if manner in THINKING else pytest.mark.slow,
    )
    for manner in servers.MANNERS
]


@pytest.mark.parametrize(("manner", "profile"), MANNERS)
def test_ten_manners_of_answering(
    manner: str, profile: str, texts: list[str], terms: TermBase, say: Callable[[str], str]
) -> None:
    answer = servers.MANNERS[manner]
    with chat_server(lambda body: answer(body, say)) as server:
        found = stored(server, texts, terms, profile=profile)
    assert len(found) >= 105


@pytest.mark.parametrize(
    ("model", "answer"),
    [
        ("qwen-mt-plus", servers.qwen_mt),
        ("tencent/Hunyuan-MT-7B", servers.hunyuan_mt),
        pytest.param("tencent/HY-MT1.5-1.8B", servers.hunyuan_mt, marks=pytest.mark.slow),
        pytest.param("hy-mt2-plus", servers.hunyuan_mt, marks=pytest.mark.slow),
        ("ByteDance-Seed/Seed-X-PPO-7B", servers.seed_x),
        pytest.param("google/translategemma-4b-it", servers.translategemma, marks=pytest.mark.slow),
    ],
)
def test_models_are_asked_as_their_documentation_says(
    model: str, answer: Any, texts: list[str], terms: TermBase, say: Callable[[str], str]
) -> None:
    with chat_server(lambda body: answer(body, say)) as server:
        found = stored(server, texts, terms, model=model)
        refused = [b for _, b, _ in server.asked if answer(b, say)[0] != 200]
    assert len(found) >= 105
    assert refused == []
