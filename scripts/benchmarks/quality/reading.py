"""Draw the sheet of the blind reading: docs/reading.md says how it is made and counted.

    python scripts/benchmarks/quality/reading.py draw OUT           150 segments, 15 to spoil
    python scripts/benchmarks/quality/reading.py sheet OUT SPOILED  both in a sheet, and its key

SPOILED is spoiled.csv of the draw with `text_en` spoiled by hand and `fault` filled in. The
sheet has a number, the Chinese, the English and the notes; the key, for whoever counts, has
the ids and the faults.
"""

from __future__ import annotations

import csv
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.corpus.load import load_corpus
from jiebang.runtime.layout import find_root

SEED = 20261127
DRAWN, SPOILED = 150, 15
TECHNICAL = ("requirement", "indicators")
SHARE = 0.8  # of the technical fields
Piece = dict[str, str]


def pieces() -> list[Piece]:
    """Every text once, at its first place."""
    found: dict[str, Piece] = {}
    for entry in load_corpus(find_root(Path.cwd())).entries:
        for said in entry.translations.values():
            piece = {
                "id": said.id,
                "document": entry.document.id,
                "text_zh": said.zh,
                "text_en": said.en,
                "note": "\n".join(said.notes),
            }
            found.setdefault(said.zh, piece)
    return list(found.values())


def draw(every: Iterable[Piece], count: int, chance: random.Random) -> list[Piece]:
    """`count` pieces: each document by its characters, four fifths of each technical."""
    by_document: dict[str, list[Piece]] = defaultdict(list)
    for piece in every:
        by_document[piece["document"]].append(piece)
    size = {name: sum(len(p["text_zh"]) for p in found) for name, found in by_document.items()}
    drawn: list[Piece] = []
    for found, number in zip(by_document.values(), shares(size, count), strict=True):
        technical = [p for p in found if any(f".{field}." in p["id"] for field in TECHNICAL)]
        rest = [p for p in found if p not in technical]
        most = min(len(technical), round(number * SHARE))
        drawn += chance.sample(technical, most) + chance.sample(rest, number - most)
    return drawn


def shares(size: Mapping[str, int], count: int) -> list[int]:
    """Whole numbers that add up to `count`, as near as may be in proportion to the sizes."""
    exact = [count * one / sum(size.values()) for one in size.values()]
    whole = [int(one) for one in exact]
    order = sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])
    for n in order[: count - sum(whole)]:
        whole[n] += 1
    return whole


def write(path: Path, rows: Iterable[Piece], columns: tuple[str, ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(command: str, out: Path, spoiled: str = "") -> None:
    chance = random.Random(SEED)
    every = pieces()
    drawn = draw(every, DRAWN, chance)
    ids = {piece["id"] for piece in drawn}
    further = draw([p for p in every if p["id"] not in ids], SPOILED, chance)
    out.mkdir(parents=True, exist_ok=True)
    if command == "draw":
        columns = ("id", "fault", "text_zh", "text_en", "note")
        write(out / "spoiled.csv", further, columns)
        print(f"{len(drawn)} drawn; spoil the {len(further)} of {out / 'spoiled.csv'}")
        return
    with Path(spoiled).open(encoding="utf-8", newline="") as stream:
        sheet = drawn + list(csv.DictReader(stream))
    chance.shuffle(sheet)
    rows = [{**piece, "n": str(n)} for n, piece in enumerate(sheet, 1)]
    write(out / "sheet.csv", rows, ("n", "text_zh", "text_en", "note"))
    write(out / "key.csv", rows, ("n", "id", "fault"))
    print(f"{len(rows)} rows, {sum(len(r['text_zh']) for r in rows)} Chinese characters")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
