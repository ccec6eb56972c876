"""The engines that are servers, against a real server; batches and their cache."""

from __future__ import annotations

import json
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from jiebang.corpus.glossary import Term, TermBase
from jiebang.errors import InputError, UsageError
from jiebang.runtime.cache import ResultCache
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import Drafter, EnglishDraft, Question, Reply
from jiebang.translation.engines import chat, load_engine, open_engine
from jiebang.translation.engines.base import EngineError
from jiebang.translation.engines.http import check_url
from jiebang.translation.engines.servers import LIBRETRANSLATE_KEY
from jiebang.translation.guard import Guard
from jiebang.translation.machine import Batches, run_engine
from jiebang.translation.settings import Settings, load_settings
from localhost import serving

Answer = tuple[int, Any, dict[str, str]]


class Server:
    """Answers each request with what `script` says of (path, body); keeps what it was asked."""

    def __init__(self) -> None:
        self.script: Callable[[str, Any], Answer] = lambda path, body: (200, {}, {})
        self.asked: list[tuple[str, Any, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(None)

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                self._answer(json.loads(self.rfile.read(length)))

            def _answer(self, body: Any) -> None:
                outer.asked.append((self.path, body, dict(self.headers)))
                status, said, headers = outer.script(self.path, body)
                data = said if isinstance(said, bytes) else json.dumps(said).encode()
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass  # the client has gone

            def log_message(self, *args: Any) -> None:
                pass

        self.handler = Handler
        self.url = ""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    with serving(made.handler) as made.url:
        yield made


TERMS = TermBase((Term("compute", "算力", "compute", "d", "test", "made up"),))


def completion(segments: Any) -> Any:
    content = segments if isinstance(segments, str) else json.dumps({"segments": segments})
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return {"choices": [{"message": {"content": content}}], "usage": usage}


def good(body: Any) -> Any:
    asked = json.loads(body["messages"][1]["content"])["segments"]
    return completion([{"id": s["id"], "en": f"EN {s['zh']}"} for s in reversed(asked)])


def chat_engine(server: Server, **more: Any) -> chat.ChatEngine:
    settings = Settings(url=f"{server.url}/v1", model="some model@1", terms=TERMS, **more)
    engine = chat.load(settings)
    engine.pause = 0.01
    return engine


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(chat.KEY, raising=False)
    monkeypatch.delenv(LIBRETRANSLATE_KEY, raising=False)


def test_a_chat_endpoint_gets_rules_glossary_and_neighbours(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chat.KEY, "secret-key")
    server.script = lambda path, body: (200, good(body), {})
    engine = chat_engine(server, price_in=2.0, price_out=4.0)
    assert engine.translate(["提升算力。", "乙"]) == ["EN 提升算力。", "EN 乙"]
    assert (engine.name, engine.version) == ("chat", "some-model-1")
    ((path, body, headers),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret-key"
    asked = json.loads(body["messages"][1]["content"])
    assert asked["glossary"] == {"算力": "compute"}
    assert [s["zh"] for s in asked["segments"]] == ["提升算力。", "乙"]
    assert (engine.usage.requests, engine.usage.tokens_in, engine.usage.tokens_out) == (1, 100, 10)
    assert engine.usage.cost(engine.settings) == pytest.approx(0.00024)
    assert "secret" not in repr(engine)


@pytest.mark.parametrize(
    "bad",
    [
        (503, {"error": "busy"}, {}),
        (429, {"error": "slow down"}, {"Retry-After": "0"}),
        (200, b"<html>no json", {}),
        (200, b"", {}),
        (200, {"choices": []}, {}),
        (200, completion("no json at all"), {}),
        (200, completion([{"id": 1, "en": "a"}, {"id": 1, "en": "b"}]), {}),
        (200, completion([{"id": 1, "en": "a"}, {"id": 2, "en": "b"}, {"id": 3, "en": "c"}]), {}),
    ],
)
def test_a_bad_answer_is_asked_for_again(server: Server, bad: Answer) -> None:
    server.script = lambda path, body: bad if len(server.asked) < 3 else (200, good(body), {})
    assert chat_engine(server).translate(["甲", "乙"]) == ["EN 甲", "EN 乙"]
    assert len(server.asked) == 3


def test_answers_in_a_fence_or_without_response_format_will_do(server: Server) -> None:
    def script(path: str, body: Any) -> Answer:
        if "response_format" in body:
            return 400, {"error": "unknown field"}, {}
        fenced = good(body)["choices"][0]["message"]["content"]
        return 200, completion(f"```json\n{fenced}\n```"), {}

    server.script = script
    assert chat_engine(server).translate(["甲"]) == ["EN 甲"]


def test_a_refusal_is_not_tried_again_and_shows_no_key(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chat.KEY, "secret-key")
    server.script = lambda path, body: (401, {"error": "no"}, {})
    with pytest.raises(EngineError, match=r"401.*is the key right") as caught:
        chat_engine(server).translate(["甲"])
    assert len(server.asked) == 1
    assert "secret" not in str(caught.value)


def test_a_redirect_does_not_get_the_key(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chat.KEY, "secret-key")
    server.script = lambda path, body: (302, {}, {"Location": f"{server.url}/elsewhere"})
    with pytest.raises(EngineError, match="302"):
        chat_engine(server).translate(["甲"])
    assert [path for path, _, _ in server.asked] == ["/v1/chat/completions"]


def test_a_server_that_is_slow_or_away_is_named(server: Server) -> None:
    def script(path: str, body: Any) -> Answer:
        time.sleep(0.5)
        return 200, good(body), {}

    server.script = script
    with pytest.raises(EngineError, match="no answer"):
        chat_engine(server, timeout=0.05, retries=1).translate(["甲"])
    away = Settings(url="http://127.0.0.1:9/v1", model="m", retries=0)
    with pytest.raises(EngineError, match="is the server running"):
        chat.load(away).translate(["甲"])


@pytest.mark.parametrize(
    ("settings", "key", "words"),
    [
        (Settings(model="m"), "", "needs the address"),
        (Settings(url="http://localhost/v1"), "", "needs a model"),
        (Settings(url="https://api.example.org/v1", model="m"), "", chat.KEY),
        (Settings(url="http://api.example.org/v1", model="m"), "k", "unencrypted"),
        (Settings(url="ftp://x", model="m"), "", "no web address"),
    ],
)
def test_what_a_chat_endpoint_needs_is_said(
    settings: Settings, key: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(chat.KEY, key)
    with pytest.raises(EngineError, match=words):
        load_engine("chat", settings)


def test_the_cost_is_estimated_before() -> None:
    settings = Settings(
        url="http://localhost:1", model="m", terms=TERMS, price_in=10000.0, price_out=20000.0
    )
    told = chat.load(settings).estimate(["提升算力。"] * 3 + [f"第{n}句。" for n in range(30)])
    about, *numbers = re.findall(r"^about|[0-9.]+", told)
    requests, tokens_in, tokens_out, cost = map(float, numbers)
    assert (about, requests) == ("about", 3 * settings.votes)
    assert tokens_in > 31 and tokens_out > 31
    assert cost == pytest.approx((tokens_in + 2 * tokens_out) / 100, abs=0.01)


LANGUAGES = [{"code": "zh-Hans", "targets": ["en"]}, {"code": "en", "targets": ["zh-Hans"]}]


def libre(translated: Any) -> Callable[[str, Any], Answer]:
    def script(path: str, body: Any) -> Answer:
        if path == "/languages":
            return 200, LANGUAGES, {}
        if path == "/spec":
            return 200, {"info": {"version": "1.6.2"}}, {}
        return 200, translated(body), {}

    return script


def test_a_libretranslate_server(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(LIBRETRANSLATE_KEY, "k")
    server.script = libre(lambda body: {"translatedText": [f"EN {q}" for q in body["q"]]})
    engine = load_engine("libretranslate", Settings(url=server.url))
    assert (engine.name, engine.version) == ("libretranslate", "1.6.2")
    assert engine.translate(["甲", "乙"]) == ["EN 甲", "EN 乙"]
    assert engine.translate([]) == []
    asked = server.asked[-1][1]
    assert (asked["source"], asked["target"], asked["api_key"]) == ("zh-Hans", "en", "k")


@pytest.mark.parametrize("said", [[], {}, {"translatedText": "x"}, {"translatedText": ["x"]}])
def test_a_wrong_answer_of_libretranslate(server: Server, said: Any) -> None:
    server.script = libre(lambda body: said)
    engine = load_engine("libretranslate", Settings(url=server.url, retries=0))
    with pytest.raises(EngineError, match=r"no translations|1 answers to 2"):
        engine.translate(["甲", "乙"])


def test_a_server_without_chinese_is_refused(server: Server) -> None:
    server.script = lambda path, body: (200, [{"code": "de", "targets": ["en"]}], {})
    with pytest.raises(EngineError, match="no Chinese to English"):
        load_engine("libretranslate", Settings(url=server.url))


def test_engines_are_known_by_name() -> None:
    with pytest.raises(
        UsageError, match=r"no engine “x”.*argos, chat, command, ctranslate2, deepl, libre"
    ):
        load_engine("x", Settings())
    assert check_url("http://localhost:1/v1/", "x", secret=True) == "http://localhost:1/v1"


# ---------------------------------------------------------------- settings


def test_settings_come_from_the_project(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    assert load_settings(layout) == Settings()
    (tmp_path / "jiebang.yml").write_text(
        "publisher: X\ntranslation:\n  engine: llm\n  url: http://localhost:1/v1\n"
        "  model: m\n  beam: 2\n  timeout: 1.5\n  ways: [natural]\n",
        "utf-8",
    )
    found = load_settings(layout)
    assert (found.engine, found.beam, found.timeout, found.ways) == ("llm", 2, 1.5, ("natural",))
    opened = open_engine(layout)
    assert opened.engine is not None and opened.engine.version == "m"
    assert open_engine(layout, "none").engine is None
    other = open_engine(layout, "libretranslate")
    assert other.engine is None and "needs the address" in other.why_not


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("translation:\n  engin: x\n", r"jiebang.yml:2: unknown key “engin”"),
        ("translation:\n  beam: many\n", r"jiebang.yml:2: “beam” is many"),
        ("translation:\n  beam: 1.5\n", "“beam” is 1.5"),
        ("translation:\n  ways: [magic]\n", "“ways” is magic"),
        ("- x\n", "a mapping wanted"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "jiebang.yml").write_text(text, "utf-8")
    with pytest.raises(InputError, match=words):
        load_settings(Layout(tmp_path))


# ---------------------------------------------------------------- batches and cache


class Fake:
    """An engine that says “EN <text>”, or does what `script` says; counts its texts."""

    name, version = "fake", "1"

    def __init__(self, script: Callable[[Sequence[str]], list[str]] | None = None) -> None:
        self.script = script or (lambda texts: [f"EN {t}" for t in texts])
        self.calls: list[tuple[str, ...]] = []

    def translate(self, texts: Sequence[str]) -> list[str]:
        self.calls.append(tuple(texts))
        return self.script(texts)


def ask(*texts: str) -> Any:
    """A draft that wants these texts, one after the other."""

    def asking() -> Any:
        said = []
        for text in texts:
            (reply,) = yield (Question(text),)
            said.append(reply)
        return EnglishDraft(" | ".join(r.en or f"!{r.why}" for r in said), "x")

    return asking()


def test_equal_texts_are_asked_once_and_in_batches() -> None:
    engine = Fake()
    done = dict(
        Batches(engine, batch=2).run({"a": ask("甲", "乙"), "b": ask("甲"), "c": ask("丙")}.items())
    )
    assert [d.en for d in done.values()] == ["EN 甲", "EN 丙", "EN 甲 | EN 乙"] or len(done) == 3
    assert engine.calls == [("甲", "丙"), ("乙",)]


def test_a_wrong_count_is_halved_until_it_is_right() -> None:
    engine = Fake(lambda texts: ["x"] * (len(texts) + 1 if "乙" in texts else len(texts)))
    texts = ["甲", "乙", "丙", "丁"]
    done = dict(Batches(engine).run({t: ask(t) for t in texts}.items()))
    assert done["乙"].en == "!2 answers to 1 texts"
    assert [done[t].en for t in "甲丙丁"] == ["x", "x", "x"]


def test_an_engine_that_dies_is_left_alone() -> None:
    def die(texts: Sequence[str]) -> list[str]:
        raise RuntimeError("CUDA error")

    engine = Fake(die)
    batches = Batches(engine)
    done = dict(batches.run({str(n): ask(str(n)) for n in range(100)}.items()))
    assert batches.dead == "the engine fake fails: CUDA error"
    assert {d.en for d in done.values()} == {f"!{batches.dead}"}
    assert len(engine.calls) == 5


def test_an_engine_that_fails_now_and_then_is_asked_again() -> None:
    draw = random.Random(1)

    def sometimes(texts: Sequence[str]) -> list[str]:
        if draw.random() < 0.2:
            raise EngineError("timed out")
        return [f"EN {t}" for t in texts]

    batches = Batches(Fake(sometimes), batch=4)
    done = dict(batches.run({str(n): ask(str(n)) for n in range(200)}.items()))
    assert sum(d.en.startswith("EN") for d in done.values()) > 190
    assert not batches.dead


def test_the_cache_knows_what_was_asked(tmp_path: Path) -> None:
    path = tmp_path / "a" / "results.sqlite"
    first = Fake()
    with ResultCache(path, dear=True) as cache:
        dict(Batches(first, cache).run({"a": ask("甲"), "b": ask("乙")}.items()))
    again = Fake()
    with ResultCache(path, dear=True) as cache:
        batches = Batches(again, cache)
        assert dict(batches.run({"a": ask("甲"), "c": ask("丙")}.items()))["a"].en == "EN 甲"
        assert (again.calls, batches.known, batches.asked) == ([("丙",)], 1, 1)
        fresh = Fake()
        dict(Batches(fresh, cache, fresh=True).run({"a": ask("甲", "甲")}.items()))
        assert fresh.calls == [("甲",)]
        for other in (Fake(), Fake()):
            dict(Batches(other, cache, glossary="g").run({"a": ask("甲")}.items()))
        assert (other.calls, other.name) == ([], "fake")
        other.version = "2"
        dict(Batches(other, cache, glossary="g").run({"a": ask("甲")}.items()))
        assert other.calls == [("甲",)]


def test_nothing_and_failures_are_not_kept(tmp_path: Path) -> None:
    with ResultCache(tmp_path / "c", dear=True) as cache:
        for engine in (Fake(lambda texts: ["" for _ in texts]), Fake()):
            dict(Batches(engine, cache).run({"a": ask("甲")}.items()))
            assert engine.calls == [("甲",)]


def test_a_broken_cache_is_begun_anew_a_locked_one_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, connect = tmp_path / "c", sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda at, **how: connect(at, **how | {"timeout": 0.01})
    )
    path.write_bytes(b"this is no database, but long enough to be taken for one" * 40)

    def know(cache: ResultCache) -> tuple[bool, bool]:
        found = (cache.get("whole", text, "") for text in ("a", "b"))
        first, second = (en is not None for en in found)
        return first, second

    with ResultCache(path, dear=True) as cache:
        cache.put("whole", "a", "", b"A")
        assert know(cache) == (True, False)
        lock = sqlite3.connect(path)
        lock.execute("BEGIN EXCLUSIVE")
        cache.put("whole", "b", "", b"B")  # no error: the result is used, if not kept
        with ResultCache(path, dear=True) as other:  # nor is what is there thrown away
            assert know(other) == (False, False)
        lock.close()
        assert know(cache) == (True, False)
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with ResultCache(blocked / "c", dear=True) as cache:
        cache.put("whole", "a", "", b"A")
        assert know(cache) == (True, False)


def test_who_watches_is_told_how_much_is_done() -> None:
    seen: list[tuple[int, int]] = []
    drafts: dict[str, EnglishDraft] = {}
    texts = [f"建设道路{n}号。" for n in range(300)]
    engine = Fake(lambda texts: ["no use" for _ in texts])
    guard = Guard(TermBase(()))
    tally = run_engine(engine, texts, guard, drafts.update, watch=lambda *told: seen.append(told))
    assert seen == [(128, 300), (256, 300), (300, 300)]
    assert tally.drafts == {"missing": 300}


def test_a_draft_goes_from_one_way_to_the_next() -> None:
    guard = Guard(TERMS)

    def through(*replies: str) -> EnglishDraft:
        """The draft that comes of these replies, in the order in which they are asked for."""
        asking, left = Drafter(guard).draft("提升算力。"), list(replies)
        wanted = next(asking)
        while True:
            said, left = left[: len(wanted)], left[len(wanted) :]
            assert said, "more replies wanted"
            said += [""] * (len(wanted) - len(said))
            try:
                wanted = asking.send([Reply(en) for en in said])
            except StopIteration as stop:
                draft: EnglishDraft = stop.value
                return draft

    assert through("Improve ⟦1⟧.") == EnglishDraft("Improve compute.", "protected")
    assert through("Improve it.", "Improve compute.").how == "protected"
    lost = ["Improve it."] * 5
    assert through(*lost, "Improve compute.") == EnglishDraft("Improve compute.", "bare")
    given_up = through(*lost, *lost)
    assert (given_up.en, given_up.how) == ("", "")
    assert "compute" in given_up.why
