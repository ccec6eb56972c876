"""Engines of every kind: found by name, kept from telling a key, honest when they fail."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jiebang.cli import main
from jiebang.corpus.glossary import Term, TermBase
from jiebang.corpus.provenance import KnownSources
from jiebang.document import markdown
from jiebang.document.model import Document, Paragraph, Provenance, Segment, Words
from jiebang.document.tree import identify
from jiebang.errors import InputError, JiebangError, UsageError
from jiebang.runtime.files import sha256_of, write_atomic
from jiebang.runtime.layout import Layout
from jiebang.translation.drafting import EnglishDraft
from jiebang.translation.engines import known_engines, load_engine
from jiebang.translation.engines.answers import read_json, read_text
from jiebang.translation.engines.base import EngineError, Place
from jiebang.translation.engines.http import check_url, is_private
from jiebang.translation.engines.request_form import profile_for, profiles
from jiebang.translation.guard import Guard
from jiebang.translation.machine import run_engine
from jiebang.translation.settings import Settings, load_settings
from models import chat_server as servers
from models import tiny
from models.chat_server import chat_server, completion, refusal
from models.pairs import read_pairs

ROOT = Path(__file__).parents[2]
PLANTED = "sk-planted-0123456789abcdef"
TERMS = TermBase((Term("compute", "算力", "compute", "d", "test", "made up"),))
KEYS = ("JIEBANG_CHAT_KEY", "JIEBANG_LLM_KEY", "JIEBANG_DEEPL_KEY", "JIEBANG_LIBRETRANSLATE_KEY")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "JIEBANG_COMMAND"):
        monkeypatch.delenv(name, raising=False)


def chat_engine(url: str, **more: Any) -> Any:
    engine: Any = load_engine("chat", Settings(url=url, model="m", **{"retries": 0, **more}))
    engine.pause = 0.01
    return engine


# ---------------------------------------------------------------- found by name

PLUGIN = """
class Shout:
    name, version = "shout", "1"
    def translate(self, texts):
        return [text.upper() for text in texts]

def load(settings):
    return Shout()
"""


def test_another_package_brings_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "shout-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shout\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[jiebang.engines]\nshout = shout_engine:load\n")
    (tmp_path / "shout_engine.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(tmp_path)
    assert load_engine("shout", Settings()).translate(["a"]) == ["A"]
    assert "shout" in known_engines() and "chat" in known_engines()


def test_the_engine_of_the_docs_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/engines.md shows as an engine is one, and is as short as it says."""
    page = (ROOT / "docs" / "engines.md").read_text("utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    assert 10 < code.count("\n") < 60
    info = tmp_path / "mine-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[jiebang.engines]\nmine = my_engine:load\n")
    (tmp_path / "my_engine.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    def manner(body: dict[str, Any]) -> servers.Answer:
        return 200, {"english": [f"EN {zh}" for zh in body["texts"]]}

    with chat_server(manner) as server:
        engine = load_engine("mine", Settings(url=server.url))
        assert engine.translate(["甲", "乙"]) == ["EN 甲", "EN 乙"]
    with chat_server(lambda body: (200, {"english": []})) as server, pytest.raises(EngineError):
        load_engine("mine", Settings(url=server.url)).translate(["甲"])


def test_an_older_name_still_finds_its_engine(tmp_path: Path) -> None:
    settings = Settings(url="http://localhost:1/v1", model="m")
    assert load_engine("llm", settings).name == "chat"
    with pytest.raises(UsageError, match=r"no engine “gpt”.*argos, chat"):
        load_engine("gpt", Settings())


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("qwen3:8b", "thinking"),
        ("Qwen/Qwen3-32B", "thinking"),
        ("qwen3-235b-a22b-instruct-2507", "general"),
        ("gpt-5.2-mini", "thinking"),
        ("o4-mini", "thinking"),
        ("gpt-4.1", "general"),
        ("deepseek-reasoner", "thinking"),
        ("deepseek-chat", "general"),
        ("llama3.3", "general"),
        ("qwen-mt-turbo", "qwen-mt"),
        ("Hunyuan-MT-7B", "hunyuan-mt"),
        ("hy-mt2-plus", "hy-mt2"),
        ("tencent/Hy-MT2-1.8B", "hy-mt2"),
        ("Seed-X-Instruct-7B", "seed-x"),
        ("translategemma:12b", "translategemma"),
    ],
)
def test_a_model_has_the_profile_of_its_kind(model: str, name: str) -> None:
    assert profile_for(Settings(model=model)).name == name


def test_a_project_changes_what_a_profile_says(tmp_path: Path) -> None:
    (tmp_path / "jiebang.yml").write_text(
        "translation:\n  engine: chat\n  url: http://localhost:1/v1\n  model: m\n"
        "  profile: thinking\n  temperature: 0.3\n  group: 5\n  concurrency: 2\n"
        "  prompt: Translate.\n  insecure: true\n"
        "  extra:\n    reasoning: {effort: low}\n    seed: 7\n    stream: false\n"
    )
    settings = load_settings(Layout(tmp_path))
    assert settings.insecure is True
    found = profile_for(settings)
    assert (found.request["temperature"], found.group, found.concurrency) == (0.3, 5, 2)
    assert (found.system, found.name) == ("Translate.", "thinking")
    extra = {"reasoning": {"effort": "low"}, "seed": 7, "stream": False}
    assert found.request | extra == found.request
    assert "temperature" not in profiles()["thinking"].request
    with pytest.raises(EngineError, match=r"no profile “x”.*general, thinking"):
        load_engine("chat", Settings(url="http://localhost:1/v1", model="m", profile="x"))


# ---------------------------------------------------------------- reading answers

READ = """
{"segments": [{"id": 1, "en": "a"}, {"id": 2, "en": "b"}]} | a b
[{"id": "2", "en": "b"}, {"id": "1", "en": "a"}] | a b
{"translations": [{"id": 1.0, "translation": "a"}, {"id": "#2", "english": "b"}]} | a b
{"1": "a", "2": "b"} | a b
{"segments": {"1": {"en": "a"}, "2": {"en": "b"}}} | a b
["a", "b"] | a b
{"id": 1, "en": "a"}~{"id": 2, "en": "b"} | a b
<think>[{"id": 1, "en": "no"}]</think>[{"id": 1, "en": "a"}, {"id": 2, "en": "b"}] | a b
[{"id": 1, "en": "no"}] hm</think>[{"id": 1, "en": "a"}, {"id": 2, "en": "b"}] | a b
Sure [here]:~```json~[{"id": 1, "en": "a"}, {"id": 2, "en": "b"}]~```~Any {questions}? | a b
{"segments": [{"id": 1, "en": "a"}, {"id": 2, "en": null}]} | a -
{"segments": [{"id": 1, "en": "a"}, {"id": 2, "en": " "}]} | a -
{"segments": [{"id": 1, "en": "a"}, {"id": 2, "e | a -
{"segments": {"2": {"en": "b"}, "1": {"en": "a"} | - -
{"segments": [{"id": 1, "en": "a"}, {"id": 1, "en": "b"}]} | - -
{"segments": [{"id": 1, "en": "a"}, {"id": 2, "en": "b"}, {"id": 3, "en": "c"}]} | - -
{"segments": [{"id": 0, "en": "a"}, {"id": 1, "en": "b"}]} | - -
["a", "b", "c"] | - -
{"translations": ["a"], "notes": ["Kept the terms."]} | - -
Terms: ["AI"] {"segments": ["Hello"]} | - -
<think>[{"id": 1, "en": "a"}, | - -
I cannot help with that. | - -
"""


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_what_is_read_of_an_answer(line: str) -> None:
    given, wanted = line.rsplit(" | ", 1)
    found = read_json(completion(given.replace("~", "\n"))[1], 2).found
    assert " ".join(found.get(n, "-") for n in (1, 2)) == wanted


@pytest.mark.parametrize("reply", [{}, [], None, {"choices": []}, {"choices": [{}]}, "x", 3])
def test_what_is_no_completion_says_so(reply: Any) -> None:
    assert read_json(reply, 1).fault and read_text(reply).fault


def test_a_plain_answer_is_the_translation_alone() -> None:
    said = "<think>hm</think>\nHere is the translation:\n\n```\nBuild a road.\n```"
    assert read_text(completion(said)[1]).found == {1: "Build a road."}
    assert read_text(completion("Build a ro", "length")[1]).found == {}


# ---------------------------------------------------------------- what goes to the server


def test_a_model_is_told_where_the_segments_stand() -> None:
    seen = []

    def manner(body: dict[str, Any]) -> servers.Answer:
        seen.append(json.loads(body["messages"][1]["content"]))
        assert "Say “shall”." in body["messages"][0]["content"]
        return servers.plain_json(body, lambda zh: f"EN {zh}")

    above = ("一、重点任务", "（一）算力")
    places = [Place("指南", above, "前", "乙"), Place("指南", above, "甲", "后"), Place("另文")]
    with chat_server(manner) as server:
        engine = chat_engine(server.url, style="Say “shall”.")
        assert engine.translate_in(["甲", "乙", "丙"], places) == ["EN 甲", "EN 乙", "EN 丙"]
    context = {k: v for k, v in seen[0].items() if k != "segments"}
    assert context == {"document": "指南", "headings": list(above), "before": "前", "after": "后"}
    assert [s["zh"] for s in seen[1]["segments"]] == ["丙"]  # another document


def test_qwen_mt_gets_our_terms_as_its_own() -> None:
    with chat_server(lambda body: servers.qwen_mt(body, lambda zh: f"EN {zh}")) as server:
        engine = chat_engine(server.url, profile="qwen-mt", terms=TERMS)
        assert engine.translate(["提升算力。"]) == ["EN 提升算力。"]
        (_, body, _) = server.asked[0]
    assert body["translation_options"] == {
        "source_lang": "Chinese",
        "target_lang": "English",
        "terms": [{"source": "算力", "target": "compute"}],
    }


def test_hy_mt2_is_told_terms_or_context_in_its_documented_words() -> None:
    with chat_server(lambda body: completion("EN")) as server:
        engine = chat_engine(server.url, profile="hy-mt2", terms=TERMS)
        engine.translate_in(["提升算力。", "修路。"], [Place("指南", (), "前文。")] * 2)
        first, second = sorted(b["messages"][0]["content"] for _, b, _ in server.asked)
    assert "参考下面的翻译：\n算力 翻译成 compute\n\n" in second + first
    assert any(p.startswith("指南\n前文。\n参考上面的信息") for p in (first, second))


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("译成英文：{text}\n译文：", "译成英文：修路。\n译文："),
        ("译成英文。", "译成英文。\n\n修路。"),
    ],
)
def test_a_prompt_of_a_project_always_has_the_segment(prompt: str, asked: str) -> None:
    with chat_server(lambda body: completion("EN")) as server:
        chat_engine(server.url, profile="hy-mt2", prompt=prompt).translate(["修路。"])
        assert [b["messages"][0]["content"] for _, b, _ in server.asked] == [asked]


# ---------------------------------------------------------------- sizes, times, many at once


def test_the_size_that_a_server_can_answer_is_learned() -> None:
    def manner(body: dict[str, Any]) -> servers.Answer:
        return servers.cut_at_four(body, lambda zh: f"EN {zh}")

    texts = [f"第{n}句" for n in range(48)]
    with chat_server(manner) as server:
        engine = chat_engine(server.url)
        assert engine.translate(texts) == [f"EN {t}" for t in texts]
        sizes = [len(servers.segments_of(body)) for _, body, _ in server.asked]
    assert sizes[0] == 12 and sum(size > 5 for size in sizes[4:]) == 0
    assert len(sizes) < 20  # 12 at the least


def test_a_slow_model_is_given_time_for_what_it_is_asked() -> None:
    """A model of 0.05 s a segment, with half a second to one: twelve together take 0.6."""

    def slow(body: dict[str, Any]) -> servers.Answer:
        time.sleep(0.05 * len(servers.segments_of(body)))
        return servers.plain_json(body, lambda zh: f"EN {zh}")

    texts = [f"第{n}句" for n in range(24)]
    with chat_server(slow) as server:
        engine = chat_engine(server.url, timeout=0.5, concurrency=1)
        assert engine.translate(texts) == [f"EN {t}" for t in texts]
        assert len(server.asked) == 2
    with chat_server(slow) as server:  # far too little for twelve: smaller groups
        engine = chat_engine(server.url, timeout=0.1, concurrency=1)
        assert engine.translate(texts) == [f"EN {t}" for t in texts]


def test_requests_go_side_by_side() -> None:
    with chat_server(lambda body: servers.plain_json(body, lambda zh: f"EN {zh}")) as server:
        server.delay = 0.2
        engine = chat_engine(server.url, group=1, concurrency=8)
        texts = [f"第{n}句" for n in range(17)]
        assert engine.translate(texts) == [f"EN {t}" for t in texts]
    assert 2 < server.most_at_once <= 8


def test_one_text_that_a_filter_refuses_costs_the_others_nothing() -> None:
    def manner(body: dict[str, Any]) -> servers.Answer:
        if any("禁" in s["zh"] for s in servers.segments_of(body)):
            return refusal("data_inspection_failed: input may contain inappropriate content")
        return servers.plain_json(body, lambda zh: f"EN {zh}")

    texts = [f"第{n}句" for n in range(11)] + ["禁"]
    with chat_server(manner) as server:
        engine = chat_engine(server.url)
        found = engine.translate(texts)
    assert found[:11] == [f"EN {t}" for t in texts[:11]] and found[11] == ""
    assert "data_inspection_failed" in engine.faults["禁"]


# ---------------------------------------------------------------- addresses and keys


def test_what_other_groups_were_answered_is_kept_where_one_fails() -> None:
    def manner(body: dict[str, Any]) -> servers.Answer:
        if any(s["zh"] == "第7句" for s in servers.segments_of(body)):
            return refusal("overloaded", 500)
        return servers.plain_json(body, lambda zh: f"EN {zh}")

    texts = [f"第{n}句" for n in range(40)]
    with chat_server(manner) as server:
        found = chat_engine(server.url, group=4, retries=0).translate(texts)
    assert [bool(en) for en in found] == [n // 4 != 1 for n in range(40)]


def test_a_server_of_the_same_network_is_used_where_that_is_allowed() -> None:
    for url in ("http://gpu-box:8000/v1", "http://192.168.1.7/v1", "http://nas.lan:1/v1"):
        assert is_private(url)
        for key in (False, True):
            with pytest.raises(EngineError, match=r"unencrypted.*insecure: true"):
                check_url(url, "chat", secret=key)
            assert check_url(url, "chat", secret=key, insecure=True) == url
        load_engine("chat", Settings(url=url, model="m", insecure=True))  # without a key
    for url in ("http://api.example.org/v1", "http://8.8.8.8/v1"):
        with pytest.raises(EngineError, match="unencrypted"):
            check_url(url, "chat", insecure=True)


def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    for url in (f"https://me:{PLANTED}@host/v1", f"https://host/v1?key={PLANTED}",
                f"ftp://me:{PLANTED}@host", f"http://[{PLANTED}"):  # fmt: skip
        with pytest.raises(EngineError) as caught:
            check_url(url, "chat")
        if "[" not in url:
            assert PLANTED not in str(caught.value)


class Project:
    """A project of one document, and what stands in its files."""

    def __init__(self, root: Path, *sentences: str) -> None:
        self.layout = Layout(root)
        shutil.copytree(
            ROOT / "glossary", root / "glossary", ignore=shutil.ignore_patterns("measures.yml")
        )
        shutil.copy(ROOT / "mkdocs.yml", root)
        data = "".join(sentences).encode()
        write_atomic(self.layout.sources / "a.txt", data)
        parts = (Paragraph((Segment("", data.decode()),)),)
        document = identify(Document("a", "a.txt", sha256_of(data), parts))
        write_atomic(self.layout.document("a"), markdown.write(document))
        KnownSources(self.layout).add(
            Provenance("a", "a.txt", sha256_of(data), title=Words("", "甲"))
        )

    def engine(self, url: str, **more: object) -> None:
        lines = {"engine": "chat", "url": url, "model": "m", "retries": 0, **more}
        text = "translation:\n" + "".join(f"  {k}: {v}\n" for k, v in lines.items())
        (self.layout.root / "jiebang.yml").write_text(text, "utf-8")

    def translate(self, *more: str) -> int:
        return main(["translate", "--root", str(self.layout.root), *more])

    def written(self) -> bytes:
        return b"".join(p.read_bytes() for p in self.layout.root.rglob("*") if p.is_file())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, "修路三条。", "修桥。", "建设算力集群。")


@pytest.mark.parametrize("status", [400, 401, 429, 500, 200])
def test_no_key_gets_into_a_message_or_a_file(
    status: int,
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A server that says the key back, at the very place where its words are cut."""
    monkeypatch.setenv("JIEBANG_CHAT_KEY", PLANTED)

    def manner(body: dict[str, Any]) -> servers.Answer:
        words = "x" * 150 + f" Incorrect API key provided: Bearer {PLANTED}"
        return completion(f"{PLANTED} {words}") if status == 200 else refusal(words, status)

    with chat_server(manner) as server:
        project.engine(server.url)
        assert project.translate() == 1
    said = capsys.readouterr()
    for half in (PLANTED, PLANTED[:14], PLANTED[-10:]):
        assert half not in said.out + said.err
        assert half.encode() not in project.written()
    assert "Bearer" not in said.out  # what a server says goes to one line of errors


def test_no_key_of_a_program_gets_into_a_message(
    monkeypatch: pytest.MonkeyPatch, project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MY_API_TOKEN", PLANTED)
    code = "import sys, os; sys.exit('refused: ' + os.environ['MY_API_TOKEN'])"
    monkeypatch.setenv("JIEBANG_COMMAND", f'{sys.executable} -c "{code}" --key {PLANTED}')
    assert project.translate("--engine", "command") == 1
    said = capsys.readouterr()
    assert "refused: …" in said.err and PLANTED not in said.out + said.err
    assert PLANTED.encode() not in project.written()


# ---------------------------------------------------------------- an engine that fails says so


def test_a_dead_engine_ends_with_one_line_and_no_notes(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    with chat_server(lambda body: refusal("The model `m` does not exist", 404)) as server:
        project.engine(server.url)
        assert project.translate() == 1
        assert len(server.asked) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "The model `m` does not exist" in line and "3 of 3 segments" in line
    assert b"missing:" not in project.layout.catalogue("a").read_bytes()


def test_an_engine_that_leaves_most_undone_ends_with_one(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    def manner(body: dict[str, Any]) -> servers.Answer:
        return servers.plain_json(body, lambda zh: "Build bridges." if "桥" in zh else "So.")

    with chat_server(manner) as server:
        project.engine(server.url)
        assert project.translate() == 1
    line = capsys.readouterr().err.splitlines()[-1]
    assert "2 of 3 segments" in line
    assert b"missing:" in project.layout.catalogue("a").read_bytes()


def test_an_engine_that_cannot_be_used_ends_with_one_line(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    assert project.translate("--engine", "argos") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "jiebang engine get" in line


def test_an_engine_that_does_its_work_ends_with_nothing(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    english = {
        "修桥": "Build bridges.",
        "修": "Build three roads.",
        "建": "Build compute clusters.",
    }

    def say(zh: str) -> str:
        return next(en for word, en in english.items() if zh.startswith(word))

    with chat_server(lambda body: servers.plain_json(body, say)) as server:
        project.engine(server.url)
        assert project.translate() == 0
    assert "3 by the engine, 0 missing" in capsys.readouterr().out
    assert project.translate() == 0  # nothing left to do: the server is gone, and not needed


def test_a_wrong_name_is_told_the_right_ones(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert project.translate("--engine", "gogle") == 2
    said = capsys.readouterr().err
    assert "“gogle”" in said and "argos, chat, command, ctranslate2, deepl, libretranslate" in said


# ---------------------------------------------------------------- command

REVERSES = "import sys\nfor line in sys.stdin: print(line.rstrip()[::-1])"


def test_any_program_is_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEBANG_COMMAND", f'{sys.executable} -c "{REVERSES}"')
    engine = load_engine("command", Settings(model="my model"))
    assert engine.version == "my-model"
    assert engine.translate(["甲乙", "丙\n丁戊", ""]) == ["乙甲", "丙\n戊丁", ""]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", "set JIEBANG_COMMAND"),
        ("no-such-program-here x", "cannot be run"),
        (f"{sys.executable} -c 'import sys; sys.exit(\"no model\")'", "ends with 1.*no model"),
        (f"{sys.executable} -c 'print(1)'", "1 lines for 2"),
    ],
)
def test_a_program_that_fails_is_named(
    command: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIEBANG_COMMAND", command)
    with pytest.raises(EngineError, match=words):
        load_engine("command", Settings()).translate(["甲", "乙"])


# ---------------------------------------------------------------- deepl


def test_deepl_gets_our_glossary_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As its documentation has it: POST /v2/glossaries, then glossary_id with each request."""
    monkeypatch.setenv("JIEBANG_DEEPL_KEY", PLANTED)
    made: list[dict[str, Any]] = []

    class Http:
        def __call__(self, url: str, body: Any = None, **more: Any) -> Any:
            assert more["headers"] == {"Authorization": f"DeepL-Auth-Key {PLANTED}"}
            if url.endswith("/v2/glossaries"):
                if body is None:
                    return {"glossaries": made}
                assert body["entries"] == "算力\tcompute" and body["entries_format"] == "tsv"
                made.append({"glossary_id": "g1", "name": body["name"], "ready": True})
                return made[-1]
            assert (body["source_lang"], body["target_lang"]) == ("ZH", "EN-US")
            assert body["glossary_id"] == "g1" and len(body["text"]) <= 50
            return {"translations": [{"text": f"EN {zh}"} for zh in body["text"]]}

    monkeypatch.setattr("jiebang.translation.engines.servers.ask", Http())
    for _ in range(2):
        engine = load_engine("deepl", Settings(terms=TERMS))
        assert engine.translate(["甲", "乙"]) == ["EN 甲", "EN 乙"]
    assert len(made) == 1 and PLANTED not in repr(engine)
    drafts: dict[str, EnglishDraft] = {}
    texts = [f"修{n}号路。" for n in range(120)]
    run_engine(engine, texts, Guard(TERMS), drafts.update)  # 50 a request at most


def test_deepl_that_makes_no_glossary_is_not_used_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEBANG_DEEPL_KEY", PLANTED)
    monkeypatch.setattr("jiebang.translation.engines.servers.ask", lambda *_, **__: {})
    with pytest.raises(EngineError, match="no glossary of our terms"):
        load_engine("deepl", Settings(terms=TERMS)).translate(["甲"])


def test_deepl_without_a_key_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="JIEBANG_DEEPL_KEY"):
        load_engine("deepl", Settings())


# ---------------------------------------------------------------- ctranslate2


def folder(tmp_path: Path, vocabulary: Sequence[str], *tokenizers: str) -> Path:
    """A folder as a converter leaves it, of the tiny model's parts."""
    place = tmp_path / "model"
    for name, data in tiny.files().items():
        if name.startswith("model/"):
            tiny.write(place / name.removeprefix("model/"), data)
    for name in tokenizers:
        tiny.write(place / name, tiny.files()["sentencepiece.model"])
    if vocabulary:
        tiny.write(place / "shared_vocabulary.json", json.dumps(vocabulary).encode())
    return place


def test_a_folder_of_opus_is_an_engine(tmp_path: Path) -> None:
    place = folder(tmp_path, (), "source.spm", "target.spm")
    engine = load_engine("ctranslate2", Settings(model=str(place), device="cpu"))
    assert engine.name == "ctranslate2" and engine.version.startswith("model-opus-")
    pairs = read_pairs()[:20]
    found = engine.translate([p.zh for p in pairs])
    assert sum(en == p.en for en, p in zip(found, pairs, strict=True)) >= 18


class Recorder:
    """A translator that keeps what it is asked, and says the end at once."""

    asked: dict[str, Any]

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def translate_batch(self, sources: Any, **options: Any) -> Any:
        Recorder.asked = {"sources": sources, **options}
        prefixes = options["target_prefix"] or [[]] * len(sources)
        result = type("Result", (), {})
        made = []
        for prefix in prefixes:
            one = result()
            one.hypotheses = [[*prefix, "▁Yes", "</s>"]]
            made.append(one)
        return made


@pytest.mark.parametrize(
    ("vocabulary", "file", "languages", "before", "prefix"),
    [
        (["zho_Hans", "eng_Latn"], "sentencepiece.bpe.model", (), "zho_Hans", "eng_Latn"),
        (["zho_Hant", "eng_Latn"], "sentencepiece.bpe.model", ("zho_Hant", "eng_Latn"),
         "zho_Hant", "eng_Latn"),
        (["__zh__", "__en__"], "sentencepiece.model", (), "__zh__", "__en__"),
        (["<2en>", "<2de>"], "spiece.model", (), "<2en>", None),
        ([">>eng<<"], "sentencepiece.model", (), ">>eng<<", None),
    ],
)  # fmt: skip
def test_a_folder_is_asked_in_the_way_of_its_family(
    vocabulary: list[str],
    file: str,
    languages: tuple[str, ...],
    before: str,
    prefix: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ctranslate2.Translator", Recorder)
    place = folder(tmp_path, vocabulary, file)
    engine = load_engine("ctranslate2", Settings(model=str(place), languages=languages))
    assert engine.translate(["修路。"]) == ["Yes"]
    (source,) = Recorder.asked["sources"]
    assert source[0] == before and source[-1] == "</s>" and "<unk>" not in source
    assert Recorder.asked["target_prefix"] == ([[prefix]] if prefix else None)
    tiny.write(place / "config.json", b'{"add_source_eos": true}')
    load_engine("ctranslate2", Settings(model=str(place), languages=languages)).translate(["路"])
    assert Recorder.asked["sources"][0][-1] != "</s>"


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        ("model.bin", "no model.bin"),
        ("source.spm", "no SentencePiece tokenizer"),
        ("shared_vocabulary.json", "no vocabulary"),
    ],
)
def test_a_folder_without_its_parts_is_none(gone: str, words: str, tmp_path: Path) -> None:
    place = folder(tmp_path, (), "source.spm", "target.spm")
    (place / gone).unlink()
    with pytest.raises(InputError, match=words):
        load_engine("ctranslate2", Settings(model=str(place), device="cpu"))
    with pytest.raises(JiebangError, match="needs a folder"):
        load_engine("ctranslate2", Settings())


def test_a_card_gets_batches_by_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiebang.translation.engines import argos_model

    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    sizes: dict[int, int] = {}
    for free in (0, 4000, 80_000):
        monkeypatch.setattr(argos_model, "_free_memory", lambda free=free: free)
        sizes[free] = argos_model.machine_for("auto").batch_tokens
    assert 0 < sizes[0] < sizes[4000] < sizes[80_000]
