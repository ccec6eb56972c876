"""What is read of a list laid out by one of many kinds of issuers, beside what a reader finds.

tests/fixtures/lists/README.md says what an `.expect.yml` holds. Nothing here calls the package.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]
LISTS = Path(__file__).parent / "fixtures" / "lists"
TABLES = ("documents", "tasks", "indicators")
DOCUMENT_FACTS = ("title", "issuer", "document_number", "date_issued", "application_deadline")
TASK_FACTS = ("funding_cny", "award_cny", "total_cny", "own_contribution_cny", "duration_months",
              "target_year", "posted_by")  # fmt: skip
COLUMNS = {"title": "title_zh", "issuer": "issuer_zh", "posted_by": "posted_by_zh"}
_TOKEN = re.compile(r"[0-9A-Za-z]+|[^\W_]")


@dataclass(frozen=True)
class Added:
    """What `add` left of one file: its report, the Markdown's front matter and body."""

    code: int
    report: str
    front: str = ""
    body: str = ""


def plain(text: str) -> str:
    """NFKC without white space: what is compared is never how a text was laid out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def readings(expected: Any) -> list[str | None]:
    """What a fact may be: one text or figure, or any of some; None for nothing."""
    if isinstance(expected, dict) and "value" in expected:
        return readings(expected["value"])
    values = expected["any_of"] if isinstance(expected, dict) else [expected]
    return [None if value is None else plain(str(value)) for value in values]


def pair_tasks(expected: list[Row], rows: list[Row], errors: list[str]) -> list[tuple[Row, Row]]:
    """Each expected task with its row: by the title, or a title that holds it."""
    pairs: list[tuple[Row, Row]] = []
    waiting, free = list(expected), list(rows)
    for exact in (True, False):
        for task in list(waiting):
            titles = [plain(title or "").rstrip("。.:") for title in readings(task["title"])]
            for row in free:
                own = plain(row["title_zh"]).rstrip("。.:")
                if own in titles if exact else any(title in own for title in titles):
                    free.remove(row)
                    waiting.remove(task)
                    pairs.append((task, row))
                    errors += [] if exact else [f"titles wrong: {titles[0]} ← {own}"]
                    break
    errors += [f"tasks missed: {task['title']}" for task in waiting]
    errors += [f"tasks invented: {row['title_zh']}" for row in free]
    return pairs


def compare_indicators(task: Row, rows: list[Row]) -> Iterator[str]:
    """Exact texts, each as often as it is printed; ids where the list has sub-items."""
    expected = Counter(plain(text) for text in task["indicators"])
    found = Counter(plain(row["text_zh"]) for row in rows)
    yield from (f"indicators missed: {text}" for text in (expected - found).elements())
    yield from (f"indicators invented: {text}" for text in (found - expected).elements())
    ids = {plain(row["text_zh"]): row["id"].rsplit(".", 1)[1] for row in rows}
    for text, number in zip(task["indicators"], task.get("ids", ()), strict="ids" in task):
        if ids.get(plain(text)) != number:
            yield f"sub-ids wrong: {number} ← {ids.get(plain(text))}"


def compare_facts(names: tuple[str, ...], expected: Row, row: Row) -> Iterator[str]:
    """Each fact that is wrong or missing where stated, or invented where it is not."""
    for name in names:
        allowed, found = readings(expected[name]), row.get(COLUMNS.get(name, name))
        if (None if found is None else plain(str(found))) not in allowed:
            stated = allowed != [None]
            how = ("missing" if found is None else "wrong") if stated else "invented"
            yield f"{name}: {how}: {allowed[0]} ← {found}"


def compare_labels(task: Row, added: Added, indicators: list[Row]) -> Iterator[str]:
    """A label that nobody knows is a field, named in the report or the front matter."""
    for label in task["fields"]:
        if any(label in plain(row["text_zh"]) for row in indicators):
            yield f"unknown labels read as indicators: {label}"
        elif label not in added.report + added.front:
            yield f"unknown labels not named: {label}"


def compare_contacts(expected: Row, added: Added) -> Iterator[str]:
    body = plain(added.body)
    yield from (f"kept: taken away: {t}" for t in expected["kept"] if plain(t) not in body)
    yield from (f"withheld: published: {t}" for t in expected["withheld"] if plain(t) in body)


def printed_text(path: Path) -> str:
    """What a reader sees of the input, in its order, by a way of its own."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<head>.*?</head>", "", text, flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", "\n", text))
    return text


def find_lost(path: Path, expected: Row, added: Added) -> Iterable[str]:
    """Runs of letters and figures of the input that are nowhere in the document.

    Not counted: what had to be withheld, what may be left out, and what the front matter
    names in words. A run that only stands in another place (a table's columns) is not lost.
    """
    text = printed_text(path)
    allowed = [*expected["withheld"], *expected.get("left_out", ())]
    for words in sorted(allowed, key=len, reverse=True):
        # Withheld where it is printed as a contact: a name is not in the rest of the text.
        text = re.sub(r"\s*".join(map(re.escape, words)), "\n", text)
    source, there, named = (
        _TOKEN.findall(unicodedata.normalize("NFKC", each))
        for each in (text, added.body, added.front)
    )
    printed, kept, told = map("".join, (source, there, named))
    for tag, first, last, _, _ in SequenceMatcher(None, source, there, False).get_opcodes():
        run = "".join(source[first:last])
        if tag not in ("delete", "replace") or (len(run) > 3 and run in told):
            continue
        if kept.count(run) < printed.count(run):  # else it was moved
            yield run


def find_errors(path: Path, added: Added, tables: dict[str, list[Row]], name: str) -> list[str]:
    """How what was made of a list differs from what its reader finds."""
    expected: Row = yaml.safe_load(path.with_name(f"{path.stem}.expect.yml").read_text("utf-8"))
    errors = [f"add failed: {added.code}: {added.report}"] if added.code else []
    document = next((row for row in tables["documents"] if row["id"] == name), {})
    errors += compare_facts(DOCUMENT_FACTS, expected, document)
    rows = [row for row in tables["tasks"] if row["document_id"] == name]
    indicators = [row for row in tables["indicators"] if row["document_id"] == name]
    pairs = pair_tasks(expected["tasks"], rows, errors)
    for task, row in pairs:
        errors += compare_indicators(task, [i for i in indicators if i["task_id"] == row["id"]])
        errors += compare_facts(TASK_FACTS, task, row)
        errors += compare_labels(task, added, indicators)
    errors += compare_contacts(expected, added)
    errors += [f"letters lost: {run}" for run in find_lost(path, expected, added)]
    return errors
