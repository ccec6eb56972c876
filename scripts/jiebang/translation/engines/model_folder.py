"""The engine `ctranslate2`: a folder with an OPUS, NLLB or MADLAD model, as converters leave it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from jiebang.errors import InputError
from jiebang.runtime.files import read_bytes
from jiebang.translation.engines.argos import SentenceEngine
from jiebang.translation.engines.argos_model import (
    END,
    Model,
    digest_of,
    open_tokenizer,
    open_translator,
)
from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.settings import Settings

# The files of a tokenizer: of Chinese and of English.
_TOKENIZERS = (
    ("source.spm", "target.spm"),
    *((name, name) for name in ("sentencepiece.bpe.model", "sentencepiece.model", "spiece.model")),
)
_VOCABULARY = re.compile(r"(?:shared|source)_vocabulary\.(?:json|txt)")


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
    if len(settings.languages) not in (0, 2):
        raise EngineError("languages are two codes", settings.model, "as [zho_Hans, eng_Latn]")
    folder = Path(settings.model).expanduser()
    names = {path.name for path in folder.glob("*")}
    if "model.bin" not in names:
        raise InputError("no CTranslate2 model here (no model.bin)", str(folder))
    vocabularies = sorted(filter(_VOCABULARY.fullmatch, names))
    if not vocabularies:
        raise InputError("no CTranslate2 model here (no vocabulary)", str(folder))
    pair = next((pair for pair in _TOKENIZERS if names.issuperset(pair)), None)
    if pair is None:
        known = ", ".join(dict.fromkeys(name for pair in _TOKENIZERS for name in pair))
        raise InputError("no SentencePiece tokenizer here", str(folder), f"copy it there: {known}")
    kept = (n for n in names if n in ("model.bin", *pair) or n.endswith((".json", ".txt")))
    files = {name: read_bytes(folder / name) for name in kept}
    family, before, prefix = _family(_words(files[vocabularies[0]]), settings)
    translator, machine = open_translator(files, folder.name, settings.device, settings.threads)
    config = json.loads(files.get("config.json", b"{}"))  # it could not be run with a broken one
    digest = digest_of({name: files[name] for name in {"model.bin", *pair}})
    chinese, english = (open_tokenizer(files[name], name, folder.name) for name in pair)
    model = Model(
        f"{version_name(folder.name)}-{family}-{digest}",
        machine,
        translator,
        chinese,
        english,
        before=[before] if before else [],
        after=[] if config.get("add_source_eos") else [END],
        prefix=prefix,
    )
    return SentenceEngine(model, settings.beam, "ctranslate2")


def _words(data: bytes) -> frozenset[str]:
    """The tokens of a vocabulary: a list in JSON, or a line each."""
    text = data.decode("utf-8", "replace")
    try:
        return frozenset(map(str, json.loads(text)))
    except (ValueError, TypeError):
        return frozenset(text.splitlines())


def _family(vocabulary: frozenset[str], settings: Settings) -> tuple[str, str, str]:
    """The family of a model; the tokens before a sentence, and before its English."""
    for family in _FAMILIES:
        zh, en = settings.languages or family.codes
        name, sign, _, before, prefix = family
        if not sign or sign.format(zh=zh, en=en) in vocabulary:
            return name, before.format(zh=zh, en=en), prefix.format(zh=zh, en=en)
    raise AssertionError("the last family has no sign")
