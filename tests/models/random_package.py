"""A package of the size of a real Argos one, with random weights, for benchmarks.

6+6 layers, 512 wide, int8, 32,000 tokens: as slow as a real one, and it says nothing.
"""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
import sentencepiece

WIDTH, INNER, HEADS, LAYERS, VOCABULARY = 512, 2048, 8, 6, 32_000
PIECES = 6000


def random_package(path: Path, texts: Sequence[str]) -> None:
    """A package of the Argos size with random weights and a tokenizer made for `texts`."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=PIECES,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
    )
    found = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue()).get_piece_size()
    # A repeated field of a protocol buffer grows by appending: pieces no text has.
    fillers = [f"▁w{n}" for n in range(VOCABULARY - found)]
    proto = model.getvalue() + b"".join(map(_piece, fillers))
    tokens = sentencepiece.SentencePieceProcessor(model_proto=proto)
    dice = np.random.default_rng(1)
    spec = ctranslate2.specs.TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True)
    vectors = dice.normal(0, WIDTH**-0.5, (VOCABULARY, WIDTH)).astype(np.float32)
    for name, shape in _shapes(LAYERS):
        there: Any = spec
        *parts, last = name.split(".")
        for part in parts:
            there = there[int(part)] if part.isdigit() else getattr(there, part)
        scale = shape[-1] ** -0.5
        value = dice.normal(0, scale, shape) if len(shape) > 1 else np.zeros(shape)
        setattr(there, last, (value + (last == "gamma")).astype(np.float32))
    spec.encoder.embeddings[0].weight = spec.decoder.embeddings.weight = vectors
    spec.decoder.projection.weight = vectors
    spec.decoder.projection.bias = np.zeros(VOCABULARY, np.float32)
    vocabulary = [tokens.id_to_piece(n) for n in range(VOCABULARY)]
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    said = {"package_version": "0", "from_code": "zh", "to_code": "en"}
    said |= {"from_name": "Chinese", "to_name": "English"}
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as archive:
        spec.save(folder)
        for file in sorted(Path(folder).iterdir()):
            archive.write(file, f"random/model/{file.name}")
        archive.writestr("random/metadata.json", json.dumps(said))
        archive.writestr("random/sentencepiece.model", proto)


def _piece(text: str) -> bytes:
    data = text.encode()
    body = b"\x0a" + bytes([len(data)]) + data + b"\x15" + struct.pack("<f", -99.0)
    return b"\x0a" + bytes([len(body)]) + body


def _shapes(layers: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each weight of the model but for the vectors: where it goes, and its shape."""
    for side, blocks in (
        ("encoder", ["self_attention"]),
        ("decoder", ["self_attention", "attention"]),
    ):
        norms = [f"{side}.layer_norm"]
        for n in range(layers):
            for block in blocks:
                at = f"{side}.layer.{n}.{block}"
                norms.append(f"{at}.layer_norm")
                own = block == "self_attention"
                for i, out in enumerate((3, 1) if own else (1, 2, 1)):
                    yield f"{at}.linear.{i}.weight", (out * WIDTH, WIDTH)
                    yield f"{at}.linear.{i}.bias", (out * WIDTH,)
            at = f"{side}.layer.{n}.ffn"
            norms.append(f"{at}.layer_norm")
            for linear, shape in (("linear_0", (INNER, WIDTH)), ("linear_1", (WIDTH, INNER))):
                yield f"{at}.{linear}.weight", shape
                yield f"{at}.{linear}.bias", shape[:1]
        for norm in norms:
            yield f"{norm}.gamma", (WIDTH,)
            yield f"{norm}.beta", (WIDTH,)
