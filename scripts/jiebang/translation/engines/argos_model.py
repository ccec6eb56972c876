"""A model of CTranslate2 opened for use: its tokenizer and its weights, in memory.

It comes from an Argos package, or from a folder with an OPUS, NLLB or MADLAD model as
converters leave it.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module, resources
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.runtime.files import read_bytes
from jiebang.text.words import read_yaml
from jiebang.translation.engines.base import EngineError, version_name
from jiebang.translation.packages.installed import (
    TOKENIZER,
    list_installed,
    packages_dir,
    read_archive,
    read_package,
)
from jiebang.translation.settings import Settings

ARGOS_BEAM = 4
# As argostranslate has it: it favours the shorter of two results.
LENGTH_PENALTY = 0.2
# In tokens; CTranslate2, and so argostranslate, stops at 256, mid-sentence.
LONGEST_RESULT = 512
# In sentences, to each worker: more is no faster, and takes more memory.
BATCH = 16
# Workers beyond this many wait for memory, not for arithmetic.
MAX_WORKERS = 16
# In tokens, of a batch on a card: one to a MiB suits a beam of 4 and up to 600 million weights.
_FEWEST_TOKENS, _MOST_TOKENS = 2048, 32768
# What CTranslate2 raises for weights that are none, or no memory for them.
_FAULTS = (RuntimeError, ValueError, LookupError, MemoryError)
_SPACE = "▁"
END = "</s>"


@dataclass(frozen=True, slots=True)
class Machine:
    """How a model runs here: `workers` batches at a time, `threads` to each.

    `batch_tokens`: how large a batch may be, in tokens; 0 where it is counted in sentences.
    """

    device: str
    workers: int
    threads: int
    batch_tokens: int = 0


@dataclass
class Model:
    """A translator of CTranslate2 and what turns text into its tokens and back.

    `label` names the package or folder, with a digest of its files; `before` and `after` are
    tokens that the model wants around those of a sentence, `prefix` the one that its English
    begins with, "" for none.
    """

    label: str
    translator: Any
    machine: Machine
    chinese: Any
    english: Any
    before: str = ""
    after: str = ""
    prefix: str = ""

    def encode(self, text: str) -> list[str]:
        """The tokens of a sentence, normalized as in training."""
        return list(self.chinese.encode(text, out_type=str))

    def decode(self, tokens: list[str]) -> str:
        """The text of tokens, as argostranslate writes it: no underscore survives."""
        text = str(self.english.decode_pieces(tokens)).replace(_SPACE, " ").replace("_", " ")
        return text.removeprefix(" ")

    def run(self, sources: Sequence[list[str]], beam: int) -> list[list[str] | None]:
        """The best result for each source; None for one that came to no end.

        Raises:
            EngineError: the model fails.
        """
        if not sources:
            return []
        # Batches are of like lengths: with one to a worker, most would wait for the longest.
        most = BATCH if beam > 1 else BATCH * ARGOS_BEAM
        batch = min(most, math.ceil(len(sources) / (2 * self.machine.workers)))
        before, after, prefix = ([t] if t else [] for t in (self.before, self.after, self.prefix))
        try:
            found = self.translator.translate_batch(
                [[*before, *source, *after] for source in sources],
                target_prefix=[prefix] * len(sources) if prefix else None,
                replace_unknowns=True,
                max_batch_size=self.machine.batch_tokens or batch,
                batch_type="tokens" if self.machine.batch_tokens else "examples",
                beam_size=beam,
                length_penalty=LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=LONGEST_RESULT,
                return_end_token=True,
            )
        except _FAULTS as error:
            what = f"the model failed: {error!r:.200}"
            raise EngineError(what, self.label, "try a smaller batch or beam") from None
        best: list[list[str]] = [result.hypotheses[0] for result in found]
        skip = len(prefix)
        return [
            one[skip if one[:skip] == prefix else 0 : -1] if one[-1:] == [END] else None
            for one in best
        ]


def open_model(settings: Settings) -> Model:
    """Open an Argos package: the one `settings.model` names, else the zh→en one installed.

    A `.argosmodel` file is read in place: nothing is unpacked.

    Raises:
        EngineError: none is installed, or it cannot run here.
        InputError: what is named is no whole zh→en package.
    """
    if settings.model:
        path = Path(settings.model).expanduser()
    elif installed := list_installed():
        path = installed[0].path
    else:
        remedy = "get one: jiebang engine get"
        raise EngineError("no zh→en package is installed", str(packages_dir()), remedy)
    package, files = read_archive(path)[:2] if path.is_file() else read_package(path)
    run = {n: data for n, data in files.items() if n == TOKENIZER or n.startswith("model/")}
    label = "-".join(filter(None, ("zh_en", package.version, _digest_of(run))))
    tokens = _open_tokenizer(run[TOKENIZER], TOKENIZER, path.name)
    weights = {name.removeprefix("model/"): data for name, data in run.items()}
    translator, machine = _open_translator(weights, path.name, settings)
    return Model(label, translator, machine, tokens, tokens, prefix=package.target_prefix)


# The files of a tokenizer: of Chinese and of English.
_TOKENIZERS = (
    ("source.spm", "target.spm"),
    *((name, name) for name in ("sentencepiece.bpe.model", "sentencepiece.model", "spiece.model")),
)
_VOCABULARY = re.compile(r"(?:shared|source)_vocabulary\.(?:json|txt)")


def open_folder(settings: Settings) -> Model:
    """Open the folder that `settings.model` names; `languages` are its codes.

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
    vocabulary = min(filter(_VOCABULARY.fullmatch, names), default="")
    for name, there in (("model.bin", "model.bin" in names), ("vocabulary", vocabulary)):
        if not there:
            raise InputError(f"no CTranslate2 model here (no {name})", str(folder))
    pair = next((pair for pair in _TOKENIZERS if names.issuperset(pair)), None)
    if pair is None:
        known = ", ".join(dict.fromkeys(name for pair in _TOKENIZERS for name in pair))
        raise InputError("no SentencePiece tokenizer here", str(folder), f"copy it there: {known}")
    kept = (n for n in names if n in ("model.bin", *pair) or n.endswith((".json", ".txt")))
    files = {name: read_bytes(folder / name) for name in kept}
    family, before, prefix = _family_of(files[vocabulary], settings.languages)
    translator, machine = _open_translator(files, folder.name, settings)
    config = json.loads(files.get("config.json", b"{}"))  # it could not be run with a broken one
    digest = _digest_of({name: files[name] for name in {"model.bin", *pair}})
    label = f"{version_name(folder.name)}-{family}-{digest}"
    chinese, english = (_open_tokenizer(files[name], name, folder.name) for name in pair)
    after = "" if config.get("add_source_eos") else END
    return Model(label, translator, machine, chinese, english, before, after, prefix)


def _family_of(vocabulary: bytes, languages: tuple[str, ...]) -> tuple[str, str, str]:
    """The family of a model; the tokens before a sentence, and before its English.

    A vocabulary is a list in JSON, or a token a line.
    """
    text = vocabulary.decode("utf-8", "replace")
    try:
        tokens = set(map(str, json.loads(text)))
    except (ValueError, TypeError):
        tokens = set(text.splitlines())
    for row in read_yaml(resources.files("jiebang.translation.engines") / "families.yml"):
        zh, en = languages or row["codes"]
        parts = (row[key].format(zh=zh, en=en) for key in ("name", "token", "before", "prefix"))
        name, token, before, prefix = parts
        if not token or token in tokens:
            return name, before, prefix
    raise AssertionError("the last family has no token")


def machine_for(device: str, threads: int = 0) -> Machine:
    """What suits this machine: on a CPU a worker a core, which beats cores that share a batch.

    Raises:
        EngineError: `device` is cuda and there is none.
    """
    cuda = device != "cpu" and import_module("ctranslate2").get_cuda_device_count() > 0
    if device == "cuda" and not cuda:
        raise EngineError("there is no CUDA device here", "", "set device: cpu, or auto")
    if cuda:
        return Machine("cuda", 1, 1, max(_FEWEST_TOKENS, min(_MOST_TOKENS, _free_memory())))
    affinity = getattr(os, "sched_getaffinity", None)
    cores = threads or (len(affinity(0)) if affinity else os.cpu_count() or 1)
    workers = min(cores, MAX_WORKERS)
    return Machine("cpu", workers, max(1, cores // workers))


def _free_memory() -> int:
    """MiB free on the first card; 0 where its driver does not say."""
    command = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits", "--id=0"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        return int(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return 0


def _open_translator(
    files: Mapping[str, bytes], name: str, settings: Settings
) -> tuple[Any, Machine]:
    """CTranslate2 on these files; where CUDA was not asked for and fails, on the CPU."""
    machine = machine_for(settings.device, settings.threads)
    try:
        return import_module("ctranslate2").Translator(
            name,
            files=files,
            device=machine.device,
            compute_type="auto",
            inter_threads=machine.workers,
            intra_threads=machine.threads,
        ), machine
    except _FAULTS as error:
        if machine.device == "cuda" and settings.device != "cuda":
            return _open_translator(files, name, replace(settings, device="cpu"))
        what = f"CTranslate2 cannot run the model: {error!r:.200}"
        raise EngineError(what, name, "get it again") from None


def _open_tokenizer(data: bytes, file: str, name: str) -> Any:
    """A SentencePiece model. Raises EngineError for one that is none."""
    module = import_module("sentencepiece")
    try:
        return module.SentencePieceProcessor(model_proto=data)
    except (RuntimeError, ValueError, OSError):
        raise EngineError(f"{file} is corrupt", name, "get it again") from None


def _digest_of(files: Mapping[str, bytes]) -> str:
    """Eight hexadecimal digits that change with the files of a model."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    return digest.hexdigest()[:8]
