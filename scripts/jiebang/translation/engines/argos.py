"""The engines `argos` and `ctranslate2`: models run on CTranslate2 and SentencePiece directly.

`SentenceEngine` serves any model that translates sentence by sentence. The English is that
of argostranslate on the same package and beam; it only comes sooner: all sentences of a call
go through the model together, each once. Where argostranslate would cut a sentence short, it
is translated clause by clause, and where that fails too, the text comes back empty, never half.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from jiebang.text.sentences import cut_clauses, cut_sentences
from jiebang.translation.engines.argos_model import ARGOS_BEAM, Model, open_folder, open_model
from jiebang.translation.settings import Settings

# In tokens: models see little of more in training, and grow worse.
LONG_SOURCE = 192
LONGEST_SOURCE = 1000
_SHORT_CLAUSE = 12  # characters

# After a comma, but not in 1，000.
_COMMA = re.compile(r"(?<=[，、；])(?![0-9０-９])")
_Tokens = list[str]


class SentenceEngine:
    """A model, ready for use; `version` names package or folder, weights and beam."""

    ways = ("letter", "marker", "natural")  # ⟦ and ⟧ are in no such model's vocabulary
    batch = 256  # texts to a call
    at_once = 512  # to a round: the more there are, the more of like length go together

    def __init__(self, model: Model, beam: int = ARGOS_BEAM, name: str = "argos") -> None:
        self.name, self._model, self._beam = name, model, max(1, beam)
        self.version = model.label + ("" if beam == ARGOS_BEAM else f"-beam{self._beam}")

    def translate(self, texts: Sequence[str], beam: int = 0) -> list[str]:
        """The English of each text; empty where the model came to no end.

        Raises:
            EngineError: the model fails: out of memory, say.
        """
        lines = [[self._sentences(line) for line in text.split("\n")] for text in texts]
        known = self._run((s for text in lines for line in text for s in line), beam or self._beam)
        return [self._join(text, known) for text in lines]

    def quick(self, texts: Sequence[str]) -> list[str]:
        """The same without a beam, three times as fast: to compare with, not to publish."""
        return self.translate(texts, beam=1)

    def _sentences(self, line: str) -> list[str]:
        """A line as the model takes it: in sentences, long ones in clauses, and at commas."""
        found: list[str] = []
        for sentence in cut_sentences(line):
            for part in cut_clauses(sentence) if self._is_long(sentence) else [sentence]:
                found += _at_commas(part, self._is_long)
        return [piece for piece in found if piece.strip()]

    def _is_long(self, text: str) -> bool:
        # A token holds a character at least, or nearly: no need to count most.
        return len(text) > LONG_SOURCE // 2 and len(self._model.encode(text)) > LONG_SOURCE

    def _run(self, sentences: Iterable[str], beam: int) -> dict[str, _Tokens | None]:
        """Each sentence once, as the model's tokens; None where it is too long or has no end.

        What came to no end is tried once more in parts.
        """
        encoded = {sentence: self._model.encode(sentence) for sentence in dict.fromkeys(sentences)}
        fit = [s for s, tokens in encoded.items() if 0 < len(tokens) <= LONGEST_SOURCE]
        known: dict[str, _Tokens | None] = {s: None if t else [] for s, t in encoded.items()}
        known |= zip(fit, self._model.run([encoded[s] for s in fit], beam), strict=True)
        failed = (sentence for sentence, tokens in known.items() if tokens is None)
        parts = {s: _at_commas(s, lambda text: len(text) > _SHORT_CLAUSE) for s in failed}
        parts = {s: pieces for s, pieces in parts.items() if len(pieces) > 1}
        if parts:
            found = self._run((piece for pieces in parts.values() for piece in pieces), beam)
            known |= {s: _together(map(found.get, pieces)) for s, pieces in parts.items()}
        return known

    def _join(self, lines: list[list[str]], known: dict[str, _Tokens | None]) -> str:
        """A text's English, "" where a sentence has none: tokens of a line are decoded together."""
        found = [_together(map(known.get, line)) for line in lines]
        whole = [self._model.decode(tokens) for tokens in found if tokens is not None]
        return "\n".join(whole).lstrip("\n") if len(whole) == len(found) else ""


def _together(parts: Iterable[_Tokens | None]) -> _Tokens | None:
    """The tokens of all parts; None where one has none."""
    found = list(parts)
    whole = [token for tokens in found if tokens is not None for token in tokens]
    return None if None in found else whole


def _at_commas(text: str, too_long: Callable[[str], bool]) -> list[str]:
    """A text cut after ， 、 and ； where its parts would be too long otherwise."""
    if not too_long(text):
        return [text]
    pieces: list[str] = []
    start = ""
    for piece in _COMMA.split(text):
        if start and too_long(start + piece):
            pieces.append(start)
            start = ""
        start += piece
    return [*pieces, start] if start else pieces


def load(settings: Settings) -> SentenceEngine:
    """The engine `argos`; see `open_model`."""
    return SentenceEngine(open_model(settings), settings.beam)


def load_folder(settings: Settings) -> SentenceEngine:
    """The engine `ctranslate2`; see `open_folder`."""
    return SentenceEngine(open_folder(settings), settings.beam, "ctranslate2")
