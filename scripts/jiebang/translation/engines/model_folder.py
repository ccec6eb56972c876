"""The engine `ctranslate2`: a folder with an OPUS, NLLB or MADLAD model, as converters leave it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jiebang.errors import InputError
from jiebang.runtime.files import read_bytes
from jiebang.translation.engines.argos import SentenceEngine
from jiebang.translation.engines.argos_model import (
    Model,
    digest_of,
    open_tokenizer,
    open_translator,
)
from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.settings import Settings

_TOKENIZERS = ("sentencepiece.bpe.model", "sentencepiece.model", "spiece.model")
_VOCABULARIES = ("shared_vocabulary", "source_vocabulary")
_END = "</s>"


class _Family(NamedTuple):
    """A kind of model: what its vocabulary has, and what goes around a sentence."""

    name: str
    sign: str  # a token that no other family has; {zh} and {en} are its codes
    codes: tuple[str, str]
    before: str = ""
    prefix: str = ""


_FAMILIES = (
    _Family("nllb", "{en}", ("zho_Hans", "eng_Latn"), "{zh}", "{en}"),
    _Family("m2m100", "__{en}__", ("zh", "en"), "__{zh}__", "__{en}__"),
    _Family("madlad", "<2{en}>", ("zh", "en"), "<2{en}>"),
    _Family("opus-multi", ">>{en}<<", ("cmn_Hans", "eng"), ">>{en}<<"),
    _Family("opus", "", ("zh", "en")),
)


def load(settings: Settings) -> SentenceEngine:
    """The engine on the folder that `settings.model` names; `languages` are its codes.

    Raises:
        EngineError: no folder is named, no CTranslate2, or a model it cannot run.
        InputError: the folder is no whole model.
    """
    if not settings.model:
        what = "the engine ctranslate2 needs a folder"
        raise EngineError(what, "", "write translation: model: in jiebang.yml")
    folder = Path(settings.model).expanduser()
    if not (folder / "model.bin").is_file():
        raise InputError("no CTranslate2 model here (no model.bin)", str(folder))
    vocabulary = _vocabulary(folder)
    family, codes = _family(vocabulary, settings.languages, folder)
    zh_file, en_file = _tokenizers(folder)
    spoken = dict(zip(("zh", "en"), codes, strict=True))
    before, prefix = family.before.format(**spoken), family.prefix.format(**spoken)
    translator, machine = open_translator(folder, folder.name, settings.device, settings.threads)
    data = {p.name: read_bytes(p) for p in {folder / "model.bin", zh_file, en_file}}
    chinese = open_tokenizer(data[zh_file.name], zh_file.name, folder.name)
    english = open_tokenizer(data[en_file.name], en_file.name, folder.name)
    label = f"{version_name(folder.name)}-{family.name}-{digest_of(data)}"
    config = _json(folder / "config.json") if (folder / "config.json").is_file() else {}
    has_end = isinstance(config, dict) and config.get("add_source_eos")
    after = () if has_end else (_END,)
    model = Model(label, machine, translator, chinese, english,
                  before=(before,) if before else (), after=after, prefix=prefix)  # fmt: skip
    return SentenceEngine("ctranslate2", model, settings.beam)


def _family(
    vocabulary: frozenset[str], languages: Sequence[str], folder: Path
) -> tuple[_Family, tuple[str, str]]:
    if len(languages) not in (0, 2):
        raise EngineError("languages are two codes", str(folder), "as [zho_Hans, eng_Latn]")
    for family in _FAMILIES:
        zh, en = languages or family.codes
        if not family.sign or family.sign.format(zh=zh, en=en) in vocabulary:
            return family, (zh, en)
    raise AssertionError("the last family has no sign")


def _tokenizers(folder: Path) -> tuple[Path, Path]:
    """The tokenizers of Chinese and English: two files, or one for both."""
    pair = folder / "source.spm", folder / "target.spm"
    if all(path.is_file() for path in pair):
        return pair
    for name in _TOKENIZERS:
        if (folder / name).is_file():
            return folder / name, folder / name
    known = ", ".join(("source.spm and target.spm", *_TOKENIZERS))
    raise InputError("no SentencePiece tokenizer here", str(folder), f"copy it there: {known}")


def _vocabulary(folder: Path) -> frozenset[str]:
    for name in _VOCABULARIES:
        path = folder / f"{name}.json"
        if path.is_file():
            found = _json(path)
            return frozenset(map(str, found)) if isinstance(found, list) else frozenset()
        if path.with_suffix(".txt").is_file():
            lines = read_bytes(path.with_suffix(".txt")).decode("utf-8", "replace")
            return frozenset(lines.splitlines())
    raise InputError("no CTranslate2 model here (no vocabulary)", str(folder))


def _json(path: Path) -> object:
    try:
        return json.loads(read_bytes(path))
    except ValueError:
        raise InputError("not readable as JSON", str(path), "get it again") from None
