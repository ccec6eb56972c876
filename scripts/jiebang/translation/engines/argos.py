"""The engine `argos`: Argos packages, run on CTranslate2 and SentencePiece directly.

`SentenceEngine` serves any model that translates sentence by sentence. The English is that
of argostranslate on the same package and beam; it only comes sooner: all sentences of a call
go through the model together, each once. Where argostranslate would cut a sentence short, it
is translated clause by clause, and where that fails too, the text comes back empty, never half.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence

from jiebang.text.sentences import cut_clauses, cut_sentences
from jiebang.translation.engines.argos_model import Model, open_model
from jiebang.translation.settings import Settings

ARGOS_BEAM = 4
# In sentences, to each worker: more is no faster, and takes more memory.
BATCH = 16
# In tokens: models see little of more in training, and grow worse.
LONG_SOURCE = 192
LONGEST_SOURCE = 1000

# After a comma, but not in 1，000.
_COMMA = re.compile(r"(?<=[，、；])(?![0-9０-９])")
_Tokens = list[str]


class SentenceEngine:
    """A model, ready for use; `version` names package or folder, weights and beam."""

    ways = ("letter", "marker", "natural")  # ⟦ and ⟧ are in no such model's vocabulary
    batch = 256  # texts to a call
    at_once = 512  # to a round: the more there are, the more of like length go together

    def __init__(self, name: str, model: Model, beam: int = ARGOS_BEAM) -> None:
        self.name, self._model = name, model
        self._beam = max(1, beam)
        beam_mark = "" if self._beam == ARGOS_BEAM else f"-beam{self._beam}"
        self.version = f"{model.label}{beam_mark}"

    def translate(self, texts: Sequence[str]) -> list[str]:
        """The English of each text; empty where the model came to no end.

        Raises:
            EngineError: the model fails: out of memory, say.
        """
        return self._translate(texts, self._beam)

    def quick(self, texts: Sequence[str]) -> list[str]:
        """The same without a beam, three times as fast: to compare with, not to publish."""
        return self._translate(texts, 1)

    def _translate(self, texts: Sequence[str], beam: int) -> list[str]:
        lines = [[self._sentences(line) for line in text.split("\n")] for text in texts]
        wanted = dict.fromkeys(s for text in lines for line in text for s in line)
        known = self._run(wanted, beam)
        failed = [sentence for sentence, tokens in known.items() if tokens is None]
        known |= self._in_clauses(failed, beam)
        return [self._join(text, known) for text in lines]

    def _sentences(self, line: str) -> list[str]:
        """A line as the model takes it: in sentences, the very long ones in clauses."""
        found = []
        for sentence in cut_sentences(line):
            if self._is_long(sentence):
                found += self._shorter(sentence)
            elif sentence.strip():
                found.append(sentence)
        return found

    def _is_long(self, text: str) -> bool:
        # A token holds a character at least, or nearly: no need to count most.
        return len(text) > LONG_SOURCE // 2 and len(self._model.encode(text)) > LONG_SOURCE

    def _shorter(self, sentence: str) -> list[str]:
        """The clauses of a sentence, at commas too where they are still long."""
        found: list[str] = []
        for clause in cut_clauses(sentence):
            found += _at_commas(clause, self._is_long) if self._is_long(clause) else [clause]
        return [piece for piece in found if piece.strip()]

    def _in_clauses(self, sentences: Iterable[str], beam: int) -> dict[str, _Tokens | None]:
        """Sentences that came to no end, once more in parts."""
        parts = {s: _at_commas(s, lambda text: len(text) > 12) for s in sentences}
        parts = {s: pieces for s, pieces in parts.items() if len(pieces) > 1}
        known = self._run(dict.fromkeys(p for pieces in parts.values() for p in pieces), beam)
        whole: dict[str, _Tokens | None] = {}
        for sentence, pieces in parts.items():
            found = [tokens for piece in pieces if (tokens := known[piece]) is not None]
            complete = len(found) == len(pieces)
            whole[sentence] = [token for tokens in found for token in tokens] if complete else None
        return whole

    def _run(self, sentences: Iterable[str], beam: int) -> dict[str, _Tokens | None]:
        """Each sentence as the model's tokens; None where it is too long or has no end."""
        encoded = {sentence: self._model.encode(sentence) for sentence in sentences}
        fit = [s for s, tokens in encoded.items() if 0 < len(tokens) <= LONGEST_SOURCE]
        # Batches are of like lengths: with one to a worker, most would wait for the longest.
        most = BATCH if beam > 1 else BATCH * ARGOS_BEAM
        batch = max(1, min(most, math.ceil(len(fit) / (2 * self._model.workers))))
        results = self._model.run([encoded[s] for s in fit], beam=beam, batch=batch)
        known: dict[str, _Tokens | None] = {s: None if t else [] for s, t in encoded.items()}
        known.update(zip(fit, results, strict=True))
        return known

    def _join(self, lines: list[list[str]], known: dict[str, _Tokens | None]) -> str:
        """A text's English, from its sentences': tokens of a line are decoded together."""
        whole = []
        for line in lines:
            tokens: _Tokens = []
            for sentence in line:
                found = known[sentence]
                if found is None:
                    return ""
                tokens += found
            whole.append(self._model.decode(tokens))
        return "\n".join(whole).lstrip("\n")


def _at_commas(text: str, too_long: Callable[[str], bool]) -> list[str]:
    """A text cut after ， 、 and ； where its parts would be too long otherwise."""
    pieces: list[str] = []
    start = ""
    for piece in _COMMA.split(text):
        if start and too_long(start + piece):
            pieces.append(start)
            start = ""
        start += piece
    return [*pieces, start] if start else pieces


class ArgosEngine(SentenceEngine):
    """One Argos package."""

    def __init__(self, model: Model, beam: int = ARGOS_BEAM) -> None:
        super().__init__("argos", model, beam)


def load(settings: Settings) -> ArgosEngine:
    """The engine, on the zh→en package installed or on the one `settings.model` names.

    `beam`, `threads` and `device` of the settings count, too.

    Raises:
        EngineError: no package, no CTranslate2, or a package it cannot run.
        InputError: the file or folder named is no whole package.
    """
    model = open_model(settings.model, device=settings.device, threads=settings.threads)
    return ArgosEngine(model, settings.beam)
