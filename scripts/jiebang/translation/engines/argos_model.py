"""An Argos package opened for use: its tokenizer and its weights, in memory."""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jiebang.errors import InputError
from jiebang.translation.engines.base import EngineError
from jiebang.translation.packages.installed import (
    TOKENIZER,
    ZH_EN,
    Metadata,
    find_installed,
    packages_dir,
    read_archive,
    read_package,
)

# As argostranslate has it: it favours the shorter of two results.
LENGTH_PENALTY = 0.2
# In tokens; CTranslate2, and so argostranslate, stops at 256, mid-sentence.
LONGEST_RESULT = 512
# Workers beyond this many wait for memory, not for arithmetic.
MAX_WORKERS = 16
# Of a batch on a card, with a beam of 4 and models of up to some 600 million weights.
_TOKENS_PER_MIB = 1
_FEWEST_TOKENS, _MOST_TOKENS = 2048, 32768
# What CTranslate2 raises for weights that are none, or no memory for them.
_FAULTS = (RuntimeError, ValueError, LookupError, MemoryError)
_SPACE = "▁"
_END = "</s>"
_INSTALL = "pip install 'jiebang[mt]'"
_GET = "jiebang engine get"


@dataclass(frozen=True, slots=True)
class Machine:
    """How a model runs here: `workers` batches at a time, `threads` to each.

    `batch_tokens`: how large a batch may be, in tokens; 0 where it is counted in sentences.
    """

    device: str
    workers: int
    threads: int
    batch_tokens: int = 0


class Model:
    """A translator of CTranslate2 and what turns text into its tokens and back.

    Args:
        label: of the package or folder, with a digest of its files.
        translator: of CTranslate2.
        tokens: the tokenizer of the Chinese, and of the English where that is another.
        before, after: tokens that the model wants around those of a sentence.
        prefix: the token that the English begins with; "" for none.
    """

    def __init__(
        self,
        label: str,
        machine: Machine,
        translator: Any,
        tokens: Any,
        english: Any = None,
        *,
        before: Sequence[str] = (),
        after: Sequence[str] = (),
        prefix: str = "",
    ) -> None:
        self.label, self.machine = label, machine
        self._translator, self._tokens, self._english = translator, tokens, english or tokens
        self._before, self._after, self._prefix = list(before), list(after), prefix

    @property
    def workers(self) -> int:
        """How many batches go through the model at a time."""
        return self.machine.workers

    def encode(self, text: str) -> list[str]:
        """The tokens of a sentence, normalized as in training."""
        return list(self._tokens.encode(text, out_type=str))

    def decode(self, tokens: list[str]) -> str:
        """The text of tokens, as argostranslate writes it: no underscore survives."""
        text = str(self._english.decode_pieces(tokens)).replace(_SPACE, " ").replace("_", " ")
        return text.removeprefix(" ")

    def run(self, sources: Sequence[list[str]], *, beam: int, batch: int) -> list[list[str] | None]:
        """The best result for each source; None for one that came to no end.

        Args:
            batch: in sentences; on a card a batch is as large as its memory allows.

        Raises:
            EngineError: the model fails.
        """
        if not sources:
            return []
        prefix, tokens = self._prefix, self.machine.batch_tokens
        try:
            found = self._translator.translate_batch(
                [[*self._before, *source, *self._after] for source in sources],
                target_prefix=[[prefix]] * len(sources) if prefix else None,
                replace_unknowns=True,
                max_batch_size=tokens or batch,
                batch_type="tokens" if tokens else "examples",
                beam_size=beam,
                length_penalty=LENGTH_PENALTY,
                max_input_length=0,
                max_decoding_length=LONGEST_RESULT,
                return_end_token=True,
            )
        except _FAULTS as error:
            what = f"the model failed: {_first_line(error)}"
            raise EngineError(what, self.label, "try a smaller batch or beam") from None
        return [_finished(result.hypotheses[0], prefix) for result in found]


def open_model(
    named: str = "", *, device: str = "auto", threads: int = 0, place: Path | None = None
) -> Model:
    """Open a package: the one `named` by file or folder, else the zh→en one installed.

    A `.argosmodel` file is read in place: nothing is unpacked.

    Raises:
        EngineError: none is installed, or it cannot run here.
        InputError: what is named is no whole zh→en package.
    """
    path = Path(named).expanduser() if named else None
    metadata: Metadata
    if path is not None and path.is_file():
        _, metadata, files = read_archive(path)
        files = {n: data for n, data in files.items() if n == TOKENIZER or n.startswith("model/")}
    else:
        if path is None:
            installed = find_installed(ZH_EN, place)
            if installed is None:
                where = str(packages_dir() if place is None else place)
                raise EngineError("no zh→en package is installed", where, f"get one: {_GET}")
            path = installed.path
        metadata, files = read_package(path), _files_of(path)
    if metadata.pair != ZH_EN:
        raise InputError(f"translates {'→'.join(metadata.pair)}, not zh→en", str(path))
    if TOKENIZER not in files:
        what = "a package with a BPE tokenizer, which this engine does not run"
        raise EngineError(what, str(path), "take one with a sentencepiece.model")
    label = "-".join(filter(None, ("_".join(ZH_EN), metadata.version, digest_of(files))))
    tokens = open_tokenizer(files[TOKENIZER], TOKENIZER, metadata.name)
    model = {n.removeprefix("model/"): data for n, data in files.items() if n.startswith("model/")}
    translator, machine = open_translator(model, metadata.name, device, threads)
    return Model(label, machine, translator, tokens, prefix=metadata.target_prefix)


def machine_for(device: str, threads: int = 0) -> Machine:
    """What suits this machine: on a CPU a worker a core, which beats cores that share a batch.

    Raises:
        EngineError: `device` is cuda and there is none.
    """
    cuda = device != "cpu" and _module("ctranslate2").get_cuda_device_count() > 0
    if device == "cuda" and not cuda:
        raise EngineError("there is no CUDA device here", "", "set device: cpu, or auto")
    if cuda:
        tokens = _free_memory() * _TOKENS_PER_MIB
        return Machine("cuda", 1, 1, max(_FEWEST_TOKENS, min(_MOST_TOKENS, tokens)))
    affinity = getattr(os, "sched_getaffinity", None)
    cores = threads or (len(affinity(0)) if affinity else os.cpu_count() or 1)
    workers = min(cores, MAX_WORKERS)
    return Machine("cpu", workers, max(1, cores // workers))


def _free_memory() -> int:
    """MiB free on the first card; 0 where its driver does not say."""
    command = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits", "--id=0"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
        return int(done.stdout.split()[0])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0


def open_translator(
    files: Mapping[str, bytes] | Path, name: str, device: str, threads: int
) -> tuple[Any, Machine]:
    """CTranslate2 on the best device there is; where CUDA was not asked for and fails, on the CPU.

    Args:
        files: of the model, by name, or the folder that they are in.

    Raises:
        EngineError: it cannot run them.
    """
    machine = machine_for(device, threads)
    try:
        return _translator(files, name, machine), machine
    except EngineError:
        if machine.device == "cpu" or device == "cuda":
            raise
    machine = machine_for("cpu", threads)
    return _translator(files, name, machine), machine


def digest_of(files: Mapping[str, bytes]) -> str:
    """Eight hexadecimal digits that change with the files of a model."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(files[name])
    return digest.hexdigest()[:8]


def _files_of(folder: Path) -> dict[str, bytes]:
    paths = [folder / TOKENIZER, *sorted((folder / "model").iterdir())]
    try:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", str(error.filename)) from None


def open_tokenizer(data: bytes, file: str, name: str) -> Any:
    """A SentencePiece model. Raises EngineError for one that is none."""
    module = _module("sentencepiece")
    try:
        return module.SentencePieceProcessor(model_proto=data)
    except (RuntimeError, ValueError, OSError):
        raise EngineError(f"{file} is corrupt", name, "get it again") from None


def _translator(files: Mapping[str, bytes] | Path, name: str, machine: Machine) -> Any:
    module = _module("ctranslate2")
    there = {"files": files} if isinstance(files, Mapping) else {}
    try:
        return module.Translator(
            str(files) if isinstance(files, Path) else name,
            device=machine.device,
            compute_type="auto",
            inter_threads=machine.workers,
            intra_threads=machine.threads,
            **there,
        )
    except _FAULTS as error:
        what = f"CTranslate2 cannot run the model: {_first_line(error)}"
        raise EngineError(what, name, "get it again") from None


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        raise EngineError(f"{name} is not installed", "", _INSTALL) from None


def _finished(tokens: list[str], prefix: str) -> list[str] | None:
    """The result without its end, and without the target prefix; None where it has no end."""
    if not tokens or tokens[-1] != _END:
        return None
    start = 1 if prefix and tokens[0] == prefix else 0
    return tokens[start:-1]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
