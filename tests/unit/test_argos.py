"""The engine `argos`, on the real runtime and a tiny real model, offline."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from jiebang.errors import InputError
from jiebang.translation import packages
from jiebang.translation.engines import argos, argos_model, load_engine
from jiebang.translation.engines.argos import SentenceEngine
from jiebang.translation.engines.base import EngineError
from jiebang.translation.settings import Settings
from models import tiny
from models.pairs import read_pairs

PAIRS = read_pairs()
ZH = [pair.zh for pair in PAIRS]
EN = [pair.en for pair in PAIRS]


@pytest.fixture(scope="module")
def engine() -> SentenceEngine:
    return argos.load(Settings(model=str(tiny.TINY), device="cpu"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of nobody's; where packages go in it."""
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "SNAP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / ".local" / "share" / "argos-translate" / "packages"


def changed(tmp_path: Path, **options: Any) -> Settings:
    path = tiny.write(tmp_path / "changed.argosmodel", tiny.package(**options))
    return Settings(model=str(path), device="cpu")


class Broken:
    """A translator that does what a test asks of it, and keeps what it was asked."""

    def __init__(self, real: Any, ends: bool = True, error: Exception | None = None) -> None:
        self.real, self.ends, self.error = real, ends, error
        self.asked: list[list[list[str]]] = []

    def translate_batch(self, sources: list[list[str]], **options: Any) -> Any:
        self.asked.append(sources)
        if self.error:
            raise self.error
        if not self.ends and any(len(source) > 8 for source in sources):
            options["max_decoding_length"] = 3
        return self.real.translate_batch(sources, **options)


def broken(engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch, **how: Any) -> Broken:
    double = Broken(engine._model.translator, **how)
    monkeypatch.setattr(engine._model, "translator", double)
    return double


# What it says


def test_every_pair_comes_out_letter_for_letter(engine: SentenceEngine) -> None:
    assert dict(zip(ZH, engine.translate(ZH), strict=True)) == dict(zip(ZH, EN, strict=True))


def test_placeholders_come_through(engine: SentenceEngine) -> None:
    cases = [pair.protected() for pair in PAIRS if pair.spans]
    wanted = [en for _, en in cases]
    assert engine.translate([zh for zh, _ in cases]) == wanted


def test_a_batch_says_what_one_by_one_says(engine: SentenceEngine) -> None:
    texts = [*ZH, *reversed(ZH), "公开竞争。无。", "没有见过的话，随便什么都行。"]
    assert engine.translate(texts) == [engine.translate([text])[0] for text in texts]


def test_sentences_and_lines_are_put_together_again(engine: SentenceEngine) -> None:
    assert engine.translate(["公开竞争。无。", "公开竞争。\n无。", "公开竞争。\n\n无。"]) == [
        "Open competition. None.",
        "Open competition.\nNone.",
        "Open competition.\n\nNone.",
    ]


def test_nothing_to_translate_is_nothing(engine: SentenceEngine) -> None:
    assert engine.translate([]) == []
    assert engine.translate(["", " ", "\n", "\u3000"]) == ["", "", "", ""]


def test_full_width_signs_are_read_as_in_training(engine: SentenceEngine) -> None:
    assert engine.translate(["精度达到０．５ｍｍ。"]) == ["A precision of 0.5 mm."]


def test_odd_texts_never_raise(engine: SentenceEngine) -> None:
    odd = ["\x00", "\ufeff", "\ud800".encode("utf-16", "surrogatepass").hex(), "⟦", "▁", "<s></s>"]
    odd += ["，" * 3000, "算" * 3000, "a" * 3000, "🙂" * 50, "</s>", "<unk>"]
    assert len(engine.translate(odd)) == len(odd)


def test_equal_sentences_are_translated_once(
    engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = broken(engine, monkeypatch)
    assert engine.translate(["无。", "公开竞争。无。", "无。"])[2] == "None."
    assert [len(sources) for sources in double.asked] == [2]


# Never half a sentence


def test_what_has_no_end_is_tried_in_clauses(
    engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "企业牵头，鼓励产学研合作，企业牵头，鼓励企业牵头。"
    double = broken(engine, monkeypatch, ends=False)
    engine.translate([text])
    assert len(double.asked) == 2 and len(double.asked[1]) > 1


def test_what_never_ends_is_empty_and_not_half(
    engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(engine, monkeypatch, ends=False)
    long = "研究大模型和算力关键技术研究内容研究目标组织方式项目名称"
    assert engine.translate([long]) == [""]
    assert engine.translate(["无。" + long]) == [""]


def test_long_sentences_go_in_parts_and_none_is_lost(
    engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    double = broken(engine, monkeypatch)
    clauses = "，".join(f"研究第{n}项关键技术" for n in range(80)) + "。"
    engine.translate([clauses])
    (sources,) = double.asked
    assert max(len(s) for s in sources) <= argos.LONG_SOURCE + 20
    together = "".join(piece for source in sources for piece in source).replace("▁", "")
    whole = "".join(engine._model.encode(clauses)).replace("▁", "")
    assert together == whole


def test_figures_are_not_cut() -> None:
    text = "甲、1，000个，1,000个；2，乙，10：30，丙"
    pieces = argos._at_commas(text, lambda part: True)
    assert "".join(pieces) == text
    assert pieces == ["甲、1，000个，1,000个；2，", "乙，10：30，", "丙"]


def test_a_model_that_fails_says_so_in_one_line(
    engine: SentenceEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(engine, monkeypatch, error=RuntimeError("CUDA failed with error out of memory\nat x"))
    with pytest.raises(EngineError, match="out of memory") as caught:
        engine.translate(["无。"])
    assert "\n" not in str(caught.value)


# Which package


def test_none_installed_says_what_is_missing_and_how_to_get_it(home: Path) -> None:
    with pytest.raises(EngineError) as caught:
        load_engine("argos", Settings())
    assert str(home) in str(caught.value) and "jiebang engine get" in caught.value.remedy
    assert not home.exists()


def test_install_upgrade_and_removal(home: Path, tmp_path: Path) -> None:
    packages.install_file(tiny.TINY)
    first = argos.load(Settings(device="cpu"))
    assert first.translate(ZH[:5]) == EN[:5]
    new = tiny.package(version="0.2", top="zh_en-0_2")
    packages.install_file(tiny.write(tmp_path / "new.argosmodel", new))
    second = argos.load(Settings(device="cpu"))
    assert [p.name for p in home.iterdir()] == ["zh_en-0_2"]
    assert first.version.startswith("zh_en-0.1-") and second.version.startswith("zh_en-0.2-")
    assert second.translate(ZH[:5]) == EN[:5]
    packages.remove()
    with pytest.raises(EngineError, match="no zh→en package is installed"):
        argos.load(Settings(device="cpu"))


def test_file_folder_and_installed_are_one_engine(home: Path, engine: SentenceEngine) -> None:
    folder = packages.install_file(tiny.TINY).path
    loaded = argos.load(Settings(model=str(folder), device="cpu"))
    assert loaded.version == engine.version == argos.load(Settings(device="cpu")).version
    assert loaded.translate(ZH[:9]) == EN[:9]


def test_a_file_is_read_in_place(tmp_path: Path, home: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    argos.load(Settings(model=str(tiny.TINY), device="cpu")).translate(["无。"])
    assert sorted(tmp_path.rglob("*")) == before


def test_the_version_names_package_weights_and_beam(tmp_path: Path, engine: SentenceEngine) -> None:
    assert engine.name == "argos" and not set(" @:") & set(engine.version)
    narrow = argos.load(Settings(model=str(tiny.TINY), device="cpu", beam=2))
    assert narrow.version == f"{engine.version}-beam2"
    other = tiny.files()["model/config.json"] + b"\n"
    same_number = argos.load(changed(tmp_path, changed={"model/config.json": other}))
    assert same_number.version != engine.version


def test_a_narrow_beam_knows_the_pairs_too() -> None:
    narrow = argos.load(Settings(model=str(tiny.TINY), device="cpu", beam=1))
    found = narrow.translate(ZH)
    assert sum(a == b for a, b in zip(found, EN, strict=True)) >= 0.9 * len(EN)


def test_a_target_prefix_is_given_and_taken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = argos.load(Settings(model=str(tiny.TINY), device="cpu"))
    first = plain._model.encode(EN[0])[0]
    loaded = argos.load(changed(tmp_path, metadata={"target_prefix": first}))
    (found,) = loaded._model.run([loaded._model.encode(ZH[0])], beam=4)
    (whole,) = plain._model.run([plain._model.encode(ZH[0])], beam=4)
    assert found is not None and [first, *found] == whole


# Packages that are none


def flipped(data: bytes) -> bytes:
    return data[: len(data) // 2]


CORRUPT: dict[str, dict[str, bytes | None]] = {
    "weights cut short": {"model/model.bin": flipped(tiny.files()["model/model.bin"])},
    "weights of zeros": {"model/model.bin": bytes(1000)},
    "empty weights": {"model/model.bin": b""},
    "no vocabulary": {"model/shared_vocabulary.json": None},
    "tokenizer cut short": {"sentencepiece.model": flipped(tiny.files()["sentencepiece.model"])},
    "no tokenizer": {"sentencepiece.model": b"nonsense"},
    "another tokenizer": {"sentencepiece.model": None, "bpe.model": b"#version: 0.2\n"},
    "broken configuration": {"model/config.json": b"{"},
    "no configuration": {"model/config.json": None},
}


@pytest.mark.parametrize("name", CORRUPT)
@pytest.mark.parametrize("installed", [False, True])
def test_a_corrupt_package_is_said_to_be(
    name: str, installed: bool, tmp_path: Path, home: Path
) -> None:
    settings = changed(tmp_path, changed=CORRUPT[name])
    with pytest.raises((EngineError, InputError)) as caught:
        if installed:  # what cannot be run by its very files is refused here already
            settings = Settings(model=str(packages.install_file(Path(settings.model)).path))
        argos.load(settings)
    assert "\n" not in str(caught.value)


def test_a_package_for_another_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="en→de, not zh→en"):
        argos.load(changed(tmp_path, metadata={"from_code": "en", "to_code": "de"}))


def test_a_zip_that_tries_to_escape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not one folder with all in it"):
        argos.load(changed(tmp_path, more=[("../../evil", b"x")]))


@pytest.mark.parametrize("named", ["nowhere", "nowhere.argosmodel", "."])
def test_a_name_that_leads_nowhere(named: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        argos.load(Settings(model=str(tmp_path / named)))


# The machine


def test_the_machine_is_used_and_not_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(6)), raising=False)
    assert argos_model.machine_for("auto") == argos_model.Machine("cpu", 6, 1)
    assert argos_model.machine_for("cpu", 3) == argos_model.Machine("cpu", 3, 1)
    assert argos_model.machine_for("cpu", 64) == argos_model.Machine("cpu", 16, 4)
    with pytest.raises(EngineError, match="no CUDA device"):
        argos_model.machine_for("cuda")


def test_cuda_is_taken_when_there_and_left_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    assert argos_model.machine_for("auto").device == "cuda"
    assert argos_model.machine_for("cpu").device == "cpu"
    if not Path("/dev/nvidiactl").exists():  # here it fails, for there is none
        model = argos_model.open_model(Settings(model=str(tiny.TINY), device="auto"))
        assert model.machine.device == "cpu"
        with pytest.raises(EngineError):
            argos_model.open_model(Settings(model=str(tiny.TINY), device="cuda"))


def test_on_a_cuda_card_a_batch_is_counted_in_tokens_and_says_the_same() -> None:
    if not pytest.importorskip("ctranslate2").get_cuda_device_count():
        pytest.skip("no CUDA card here")
    model = argos_model.open_model(Settings(model=str(tiny.TINY), device="cuda"))
    assert model.machine.device == "cuda"
    assert model.machine.batch_tokens >= 2048
    said = SentenceEngine(model).translate(ZH)
    # Sums are rounded in another order: a near tie may fall the other way.
    assert sum(mine == right for mine, right in zip(said, EN, strict=True)) >= 0.98 * len(EN)


def test_without_the_runtime_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(EngineError) as caught:
        load_engine("argos", Settings(model=str(tiny.TINY)))
    assert "ctranslate2" in str(caught.value) and "jiebang[mt]" in caught.value.remedy


def test_importing_loads_no_runtime() -> None:
    code = "import sys, jiebang.translation.engines.argos, jiebang.translation.packages\n"
    code += "assert not {'ctranslate2', 'sentencepiece', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# Parity with argostranslate, where there is one


def test_the_english_is_argostranslates(home: Path) -> None:
    python = os.environ.get("JIEBANG_ARGOS_PYTHON", "/tmp/argos/bin/python")
    if not Path(python).exists():
        pytest.skip("needs argostranslate: see scripts/benchmarks/speed/mt.py")
    benchmarks = str(Path(__file__).parents[2] / "scripts" / "benchmarks" / "speed")
    sys.path.insert(0, benchmarks)
    try:
        import mt  # type: ignore[import-not-found]
    finally:
        sys.path.remove(benchmarks)
    texts: Sequence[str] = [*ZH, "公开竞争。无。", "公开竞争。\n无。", *mt.draw_sentences(60)]
    package = packages.install_file(tiny.TINY).path
    assert mt.parity(python, package, texts) == len(texts)
