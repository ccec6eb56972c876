"""What is read of lists laid out by many kinds of issuers, beside what a reader finds.

    .venv/bin/python scripts/benchmarks/quality/lists.py [--errors] [NN …]

Adds each of tests/fixtures/lists/ to a temporary project with `jiebang add`, runs
`jiebang data`, and compares the tables and the Markdown with the `.expect.yml` beside the
list; `--errors` names every difference. NN: only those lists.
"""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, run_command

Row = dict[str, Any]
LISTS = ROOT / "tests" / "fixtures" / "lists"
TABLES = ("documents", "tasks", "indicators")
DOCUMENT_FACTS = ("title", "issuer", "document_number", "date_issued", "application_deadline")
TASK_FACTS = ("funding_cny", "award_cny", "total_cny", "own_contribution_cny", "duration_months",
              "target_year", "posted_by")  # fmt: skip
COLUMNS = {"title": "title_zh", "issuer": "issuer_zh", "posted_by": "posted_by_zh"}
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)
_TOKEN = re.compile(r"[0-9A-Za-z]+|[^\W_]")


@dataclass(frozen=True)
class Added:
    """What `add` left of one file: its report, the Markdown's front matter and body."""

    code: int
    report: str
    front: str = ""
    body: str = ""


@dataclass
class Score:
    """Counts by measure, and the differences in words."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def count(self, measure: str, *texts: str, times: int = 1) -> None:
        """Something right, so many times; or a difference for each text."""
        self.counts[measure] += len(texts) or times
        self.errors += [f"{measure}: {text}" for text in texts]

    def count_each(self, measure: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.count(measure, text)


def plain(text: str) -> str:
    """NFKC without white space: what is compared is never how a text was laid out."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def readings(expected: Any) -> list[str | None]:
    """What a fact may be: one text or figure, or any of some; None for nothing."""
    if isinstance(expected, dict) and "value" in expected:
        return readings(expected["value"])
    values = expected["any_of"] if isinstance(expected, dict) else [expected]
    return [None if value is None else plain(str(value)) for value in values]


def pair_tasks(expected: list[Row], rows: list[Row], score: Score) -> list[tuple[Row, Row]]:
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
                    score.count_each("titles wrong", [] if exact else [f"{titles[0]} ← {own}"])
                    break
    score.count("tasks found", times=len(pairs))
    score.count_each("tasks missed", (str(task["title"]) for task in waiting))
    score.count_each("tasks invented", (str(row["title_zh"]) for row in free))
    return pairs


def compare_indicators(task: Row, rows: list[Row], score: Score) -> None:
    """Exact texts, each as often as it is printed; ids where the list has sub-items."""
    expected = Counter(plain(text) for text in task["indicators"])
    found = Counter(plain(row["text_zh"]) for row in rows)
    score.count("indicators found", times=(expected & found).total())
    score.count_each("indicators missed", (expected - found).elements())
    score.count_each("indicators invented", (found - expected).elements())
    ids = {plain(row["text_zh"]): row["id"].rsplit(".", 1)[1] for row in rows}
    for text, number in zip(task["indicators"], task.get("ids", ()), strict="ids" in task):
        own = ids.get(plain(text))
        wrong = [] if own == number else [f"{number} ← {own}"]
        score.count("sub-ids wrong" if wrong else "sub-ids right", *wrong)


def compare_facts(names: tuple[str, ...], expected: Row, row: Row, score: Score) -> None:
    """Each fact: right, wrong or missing where stated; invented where it is not."""
    for name in names:
        allowed, found = readings(expected[name]), row.get(COLUMNS.get(name, name))
        stated = allowed != [None]
        if (None if found is None else plain(str(found))) in allowed:
            score.count(f"{name}: " + ("right" if stated else "left empty"))
        else:
            how = ("missing" if found is None else "wrong") if stated else "invented"
            score.count(f"{name}: {how}", f"{allowed[0]} ← {found}")


def compare_labels(task: Row, added: Added, indicators: list[Row], score: Score) -> None:
    """A label that nobody knows is a field, named in the report or the front matter."""
    for label in task["fields"]:
        if any(label in plain(row["text_zh"]) for row in indicators):
            score.count("unknown labels read as indicators", label)
        elif label in added.report + added.front:
            score.count("unknown labels named")
        else:
            score.count("unknown labels not named", label)


def compare_contacts(expected: Row, added: Added, score: Score) -> None:
    body = plain(added.body)
    stays = {text: plain(text) in body for text in (*expected["withheld"], *expected["kept"])}
    lost = [text for text in expected["kept"] if not stays[text]]
    told = [text for text in expected["withheld"] if stays[text] or not body]
    score.count("kept: right", times=len(expected["kept"]) - len(lost))
    score.count("withheld: right", times=len(expected["withheld"]) - len(told))
    score.count_each("kept: taken away", lost)
    score.count_each("withheld: published", told)


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


def score_list(path: Path, added: Added, tables: dict[str, list[Row]], name: str) -> Score:
    """Everything of one list."""
    score = Score()
    expected: Row = yaml.safe_load(path.with_name(f"{path.stem}.expect.yml").read_text("utf-8"))
    if added.code:
        score.count("add failed", f"{added.code}: {added.report.strip()[-200:]}")
    if not tables["documents"]:
        score.count("data failed")
    document = next((row for row in tables["documents"] if row["id"] == name), {})
    compare_facts(DOCUMENT_FACTS, expected, document, score)
    rows = [row for row in tables["tasks"] if row["document_id"] == name]
    indicators = [row for row in tables["indicators"] if row["document_id"] == name]
    pairs = pair_tasks(expected["tasks"], rows, score)
    for task in expected["tasks"]:
        match = next((row for one, row in pairs if one is task), {})
        own = [i for i in indicators if match and i["task_id"] == match["id"]]
        compare_indicators(task, own, score)
        compare_facts(TASK_FACTS, task, match, score)
        compare_labels(task, added, indicators, score)
    paired = {row["id"] for _, row in pairs}
    others = (row["text_zh"] for row in indicators if row["task_id"] not in paired)
    score.count_each("indicators invented", others)
    compare_contacts(expected, added, score)
    for run in find_lost(path, expected, added):
        score.count("letters lost", run)
        score.counts["letters lost"] += len(run) - 1
    return score


def read_list(path: Path, name: str) -> tuple[Added, dict[str, list[Row]]]:
    """What the commands make of a file in a new project, as a user sees it."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "project"

        def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "jiebang", "--root", str(folder), *args]
            return subprocess.run(command, capture_output=True, text=True, check=False)

        run(root.parent, "init", root.name)
        done = run(root, "add", str(path), "--id", name)
        run(root, "data")
        tables = {}
        for table in TABLES:
            file = root / "site" / "data" / f"{table}.json"
            tables[table] = json.loads(file.read_text("utf-8")) if file.exists() else []
        markdown = root / "content" / "documents" / f"{name}.md"
        text = markdown.read_text("utf-8") if markdown.exists() else ""
    front = _FRONT.match(text)
    # Markdown's escapes and the ids are no part of the text.
    body = re.sub(r"\{#[^}]*\}", "", text[front.end() :] if front else text)
    body = re.sub(r"\\([^\w\s])", r"\1", body)
    return Added(
        done.returncode, done.stdout + done.stderr, front[1] if front else "", body
    ), tables


def main(*lists: str, errors: bool = False) -> None:
    total: Counter[str] = Counter()
    for path in sorted(LISTS.glob("[0-9][0-9]*")):
        if path.suffix == ".yml" or (lists and path.name[:2] not in lists):
            continue
        name = f"list-{path.name[:2]}"
        score = score_list(path, *read_list(path, name), name)
        total += score.counts
        print(f"{path.stem}: {len(score.errors)} differences", flush=True)
        for line in score.errors if errors else ():
            print(f"    {line}")
    print(*(f"{measure:36} {count:5}" for measure, count in sorted(total.items())), sep="\n")


if __name__ == "__main__":
    run_command(main)
