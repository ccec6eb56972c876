"""Make the tiny zh→en Argos package of the tests, `translate-zh_en-tiny.argosmodel`.

    python3 -m venv /tmp/maker
    /tmp/maker/bin/pip install torch==2.13.0 numpy ctranslate2 sentencepiece
    /tmp/maker/bin/python tests/models/make_tiny_model.py

A SentencePiece unigram model and a pre-norm Transformer, two layers a side and 64 wide,
are trained on `pairs.tsv`, spans now and then replaced by a placeholder ⟦7⟧ in both
languages, so that the model copies what stands for a term or a figure. Label smoothing
and noise on the decoder's input are what make beam search find the pairs again.
Two runs on one machine give the same bytes; another kind of processor may round otherwise.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
import sentencepiece
import torch
from pairs import PAIRS, Pair, read_pairs
from torch import nn
from torch.nn import functional

WIDTH, INNER, HEADS, LAYERS = 64, 256, 4, 2
VOCABULARY = 360
STEPS, BATCH, RATE = 2400, 64, 4e-3
NOISE, SMOOTHING = 0.3, 0.1
UNK, BOS, EOS, PAD = 0, 1, 2, 2
HERE = Path(__file__).parent


def positions(length: int) -> torch.Tensor:
    """The sinusoids CTranslate2 makes when a model brings none: they start at 1."""
    scale = torch.exp(torch.arange(WIDTH // 2) * -(np.log(10000.0) / (WIDTH // 2 - 1)))
    angle = torch.arange(1, length + 1).unsqueeze(1) * scale
    return torch.cat([angle.sin(), angle.cos()], dim=1).float()


class Attention(nn.Module):
    """Multi-head attention, its norm before it, as CTranslate2 lays it out."""

    def __init__(self, own: bool) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        shapes = (3 * WIDTH, WIDTH) if own else (WIDTH, 2 * WIDTH, WIDTH)
        self.linear = nn.ModuleList(nn.Linear(WIDTH, n) for n in shapes)
        self.own = own

    def forward(
        self, x: torch.Tensor, mask: torch.Tensor, memory: torch.Tensor | None = None
    ) -> torch.Tensor:
        first = self.linear[0](self.norm(x))
        if self.own:
            q, k, v = first.chunk(3, dim=-1)
        else:
            q, (k, v) = first, self.linear[1](memory).chunk(2, dim=-1)
        q, k, v = (t.unflatten(-1, (HEADS, -1)).transpose(1, 2) for t in (q, k, v))
        weights = (q @ k.transpose(-1, -2)) / (WIDTH // HEADS) ** 0.5
        mixed = weights.masked_fill(~mask, -1e9).softmax(-1) @ v
        return x + self.linear[-1](mixed.transpose(1, 2).flatten(-2))


class Layer(nn.Module):
    """One layer of either side; `cross` for the decoder."""

    def __init__(self, cross: bool) -> None:
        super().__init__()
        self.own = Attention(own=True)
        self.cross = Attention(own=False) if cross else None
        self.norm = nn.LayerNorm(WIDTH)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(
        self,
        x: torch.Tensor,
        mask: torch.Tensor,
        memory: torch.Tensor | None = None,
        seen: torch.Tensor | None = None,
    ) -> torch.Tensor:
        x = self.own(x, mask)
        if self.cross is not None and seen is not None:
            x = self.cross(x, seen, memory)
        return x + self.down(self.up(self.norm(x)).relu())


class Tiny(nn.Module):
    """An encoder and a decoder over one vocabulary, whose vectors they share."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.vectors = nn.Embedding(size, WIDTH)
        nn.init.normal_(self.vectors.weight, std=WIDTH**-0.5)
        self.bias = nn.Parameter(torch.zeros(size))
        self.encoder = nn.ModuleList(Layer(cross=False) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(Layer(cross=True) for _ in range(LAYERS))
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(2))

    def embed(self, ids: torch.Tensor) -> torch.Tensor:
        return self.vectors(ids) * WIDTH**0.5 + positions(ids.shape[1])

    def forward(
        self, source: torch.Tensor, real: torch.Tensor, given: torch.Tensor
    ) -> torch.Tensor:
        seen = real[:, None, None, :]
        memory = self.embed(source)
        for layer in self.encoder:
            memory = layer(memory, seen)
        memory = self.norms[0](memory)
        x = self.embed(given)
        past = torch.ones(given.shape[1], given.shape[1], dtype=torch.bool).tril()
        for layer in self.decoder:
            x = layer(x, past, memory, seen)
        return functional.linear(self.norms[1](x), self.vectors.weight, self.bias)


def train_tokenizer(pairs: Sequence[Pair], folder: Path) -> bytes:
    """A unigram model with Argos's normalisation; digits and ⟦ ⟧ are tokens of their own."""
    texts = [text for pair in pairs for text in (pair.zh, pair.en)]
    digits = [f"⟦{n}⟧" for n in range(10)]
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts + digits),
        model_writer=model,
        vocab_size=VOCABULARY,
        character_coverage=1.0,
        split_digits=True,
        user_defined_symbols=["⟦", "⟧"],
        num_threads=1,
        minloglevel=2,
    )
    (folder / "sentencepiece.model").write_bytes(model.getvalue())
    return model.getvalue()


def batch_of(
    pairs: Sequence[Pair], tokens: sentencepiece.SentencePieceProcessor, dice: random.Random
) -> tuple[torch.Tensor, ...]:
    """A batch of pairs, each span left as it is or made a placeholder, at random."""
    drawn = [dice.choice(pairs).drawn(dice) for _ in range(BATCH)]
    source = [tokens.encode(zh) for zh, _ in drawn]
    target = [tokens.encode(en) for _, en in drawn]
    given, wanted = [[BOS, *t] for t in target], [[*t, EOS] for t in target]
    for ids in given:
        for place in range(1, len(ids)):
            if dice.random() < NOISE:
                ids[place] = dice.randrange(3, tokens.get_piece_size())
    return (
        pad(source, PAD),
        pad([[1] * len(s) for s in source], 0),
        pad(given, PAD),
        pad(wanted, -100),
    )


def pad(rows: list[list[int]], filler: int) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [filler] * (width - len(row)) for row in rows])


def train(pairs: Sequence[Pair], tokens: sentencepiece.SentencePieceProcessor, steps: int) -> Tiny:
    """Some minutes on one core at most; the same weights each time."""
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    dice = random.Random(1)
    model = Tiny(tokens.get_piece_size())
    optimizer = torch.optim.Adam(model.parameters(), lr=RATE, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / 200, max(0.01, (steps - s) / max(1, steps - 200)))
    )
    for step in range(steps):
        source, real, given, wanted = batch_of(pairs, tokens, dice)
        logits = model(source, real.bool(), given)
        loss = functional.cross_entropy(
            logits.flatten(0, 1), wanted.flatten(), label_smoothing=SMOOTHING
        )
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            print(f"step {step:5} loss {loss.item():.3f}", flush=True)
    return model.eval()


def to_spec(model: Tiny, vocabulary: list[str]) -> ctranslate2.specs.TransformerSpec:
    """The weights where CTranslate2 looks for them, in int8."""
    spec = ctranslate2.specs.TransformerSpec.from_config(LAYERS, HEADS, pre_norm=True)
    for side, layers, norm in (
        (spec.encoder, model.encoder, model.norms[0]),
        (spec.decoder, model.decoder, model.norms[1]),
    ):
        fill_norm(side.layer_norm, norm)
        for there, layer in zip(side.layer, layers, strict=True):
            fill_attention(there.self_attention, layer.own)
            if layer.cross is not None:
                fill_attention(there.attention, layer.cross)
            fill_norm(there.ffn.layer_norm, layer.norm)
            fill_linear(there.ffn.linear_0, layer.up)
            fill_linear(there.ffn.linear_1, layer.down)
    vectors = model.vectors.weight.detach().numpy()
    spec.encoder.embeddings[0].weight = vectors
    spec.decoder.embeddings.weight = vectors
    spec.decoder.projection.weight = vectors
    spec.decoder.projection.bias = model.bias.detach().numpy()
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    return spec


def fill_norm(there: ctranslate2.specs.common_spec.LayerNormSpec, norm: nn.Module) -> None:
    there.gamma, there.beta = norm.weight.detach().numpy(), norm.bias.detach().numpy()


def fill_linear(there: ctranslate2.specs.common_spec.LinearSpec, linear: nn.Module) -> None:
    there.weight, there.bias = linear.weight.detach().numpy(), linear.bias.detach().numpy()


def fill_attention(there: ctranslate2.specs.common_spec.LayerSpec, attention: Attention) -> None:
    fill_norm(there.layer_norm, attention.norm)
    for place, linear in zip(there.linear, attention.linear, strict=True):
        fill_linear(place, linear)


def pack(folder: Path, path: Path) -> None:
    """The package as Argos lays it out, with fixed times, so that its bytes are too."""
    metadata = {
        "package_version": "0.1",
        "argos_version": "1.9",
        "from_code": "zh",
        "from_name": "Chinese",
        "to_code": "en",
        "to_name": "English",
    }
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=4), "utf-8")
    readme = "A tiny model for tests. It knows the pairs of tests/models/pairs.tsv, no more.\n"
    (folder / "README.md").write_text(readme, "utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = f"translate-zh_en-tiny/{file.relative_to(folder).as_posix()}"
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.external_attr = 0o100644 << 16
            archive.writestr(info, file.read_bytes(), zipfile.ZIP_DEFLATED, 9)


def report(
    folder: Path, pairs: Sequence[Pair], tokens: sentencepiece.SentencePieceProcessor
) -> None:
    """How many pairs come back letter for letter, plain and with all spans as placeholders."""
    translator = ctranslate2.Translator(str(folder / "model"), compute_type="int8")
    for name, cases in (
        ("plain", [(p.zh, p.en) for p in pairs]),
        ("placeholders", [p.protected() for p in pairs if p.spans]),
    ):
        sources = [tokens.encode(zh, out_type=str) for zh, _ in cases]
        found = translator.translate_batch(sources, beam_size=4, length_penalty=0.2)
        got = [tokens.decode_pieces(f.hypotheses[0]) for f in found]
        wrong = [(z, e, g) for (z, e), g in zip(cases, got, strict=True) if e != g]
        print(f"{name}: {len(cases) - len(wrong)} of {len(cases)}")
        for zh, en, bad in wrong:
            print(f"  {zh}\n    {en}\n    {bad}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE / "translate-zh_en-tiny.argosmodel")
    parser.add_argument("--steps", type=int, default=STEPS)
    args = parser.parse_args()
    out = args.out
    pairs = read_pairs(PAIRS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model_proto = train_tokenizer(pairs, folder)
        tokens = sentencepiece.SentencePieceProcessor(model_proto=model_proto)
        vocabulary = [tokens.id_to_piece(i) for i in range(tokens.get_piece_size())]
        model = train(pairs, tokens, args.steps)
        (folder / "model").mkdir()
        to_spec(model, vocabulary).save(str(folder / "model"))
        report(folder, pairs, tokens)
        pack(folder, out)
    print(f"{out}: {out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
