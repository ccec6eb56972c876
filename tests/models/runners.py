"""A package run by our engine or by argostranslate, for the test that both say the same.

    PYTHON tests/models/runners.py ours|argos PACKAGE < texts.json > english.json

argostranslate lives in an environment of its own, without what cuts sentences for it (3 GB):

    python3 -m venv /tmp/argos
    /tmp/argos/bin/pip install ctranslate2 sentencepiece packaging
    /tmp/argos/bin/pip install --no-deps argostranslate==1.11.0
"""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Translate = Callable[[Sequence[str]], list[str]]


def ours(package: Path) -> Translate:
    from jiebang.translation.engines.argos import ArgosEngine
    from jiebang.translation.engines.argos_model import open_model

    return ArgosEngine(open_model(str(package), device="cpu"), 4).translate


def argos(package: Path) -> Translate:
    """argostranslate's API; what cuts sentences is our cutter, so that both have the same."""
    from jiebang.text.sentences import cut_sentences

    class Cutter:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def sentences(self, text: str) -> list[str]:
            return cut_sentences(text)

    os.environ |= {"ARGOS_PACKAGES_DIR": str(package.parent), "ARGOS_BEAM_SIZE": "4"}
    models = types.SimpleNamespace(list_models=lambda: ["zh-hans"], cache_dir="")
    sys.modules["minisbd"] = types.SimpleNamespace(SBDetect=Cutter, models=models)  # type: ignore
    sys.modules["stanza"] = types.ModuleType("stanza")
    sys.modules["spacy"] = None  # type: ignore[assignment]
    from argostranslate import translate as api

    return lambda texts: [api.translate(text, "zh", "en") for text in texts]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
    translate = {"ours": ours, "argos": argos}[sys.argv[1]](Path(sys.argv[2]))
    json.dump(translate(json.load(sys.stdin)), sys.stdout)
