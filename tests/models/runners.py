"""Three ways to run one package, for benchmarks and for parity; each returns a `Translate`.

They import what they run when called: argostranslate lives in an environment of its own.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Translate = Callable[[Sequence[str]], list[str]]


class Fixed:
    """A CTranslate2 translator whose results all have one length; 0 leaves them as they are."""

    def __init__(self, translator: Any, length: int) -> None:
        self._translator, self._length = translator, length

    def translate_batch(self, *args: Any, **options: Any) -> Any:
        if not self._length:
            return self._translator.translate_batch(*args, **options)
        end = ["</s>"] if options.pop("return_end_token", False) else []
        options |= {"min_decoding_length": self._length, "max_decoding_length": self._length}
        found = self._translator.translate_batch(*args, **options)
        return [
            types.SimpleNamespace(hypotheses=[h + end for h in f.hypotheses], scores=f.scores)
            for f in found
        ]


def ours(package: Path, beam: int, length: int) -> Translate:
    from jiebang.translation.engines.argos import SentenceEngine
    from jiebang.translation.engines.argos_model import open_model

    model = open_model(str(package), device="cpu")
    model.translator = Fixed(model.translator, length)
    return SentenceEngine(model, beam).translate


def single(package: Path, beam: int, length: int) -> Translate:
    import ctranslate2
    import sentencepiece

    tokens = sentencepiece.SentencePieceProcessor(str(package / "sentencepiece.model"))
    translator = Fixed(ctranslate2.Translator(str(package / "model"), compute_type="auto"), length)

    def translate(texts: Sequence[str]) -> list[str]:
        options: dict[str, Any] = {"beam_size": beam, "length_penalty": 0.2}
        options["replace_unknowns"] = True
        encoded = ([tokens.encode(text, out_type=str)] for text in texts)
        found = [translator.translate_batch(one, **options)[0] for one in encoded]
        return [tokens.decode_pieces(f.hypotheses[0]) for f in found]

    return translate


def argos(package: Path, beam: int, length: int) -> Translate:
    """argostranslate's API; what cuts sentences is our cutter, so that all have the same."""
    from jiebang.text.sentences import cut_sentences

    class Cutter:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def sentences(self, text: str) -> list[str]:
            return cut_sentences(text)

    os.environ |= {"ARGOS_PACKAGES_DIR": str(package.parent), "ARGOS_BEAM_SIZE": str(beam)}
    models = types.SimpleNamespace(list_models=lambda: ["zh-hans"], cache_dir="")
    sys.modules["minisbd"] = types.SimpleNamespace(SBDetect=Cutter, models=models)  # type: ignore
    sys.modules["stanza"] = types.ModuleType("stanza")
    sys.modules["spacy"] = None  # type: ignore[assignment]
    import ctranslate2
    from argostranslate import translate as api

    translator = ctranslate2.Translator
    shim = types.SimpleNamespace(Translator=lambda *a, **o: Fixed(translator(*a, **o), length))
    api.ctranslate2 = shim
    return lambda texts: [api.translate(text, "zh", "en") for text in texts]


RUNNERS = {"ours": ours, "single": single, "argos": argos}
