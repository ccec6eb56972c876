"""What is read of lists laid out by many kinds of issuers, beside what a reader finds.

    .venv/bin/python scripts/benchmarks/quality/lists.py [--errors] [NN …]

Adds each of tests/fixtures/lists/ to a temporary project with `jiebang add`, runs
`jiebang data`, and compares the tables and the Markdown with the `.expect.yml` beside the
list; `--errors` names every difference. NN: only those lists.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, Any]
LISTS = Path(__file__).parents[3] / "tests" / "fixtures" / "lists"
TABLES = ("documents", "tasks", "indicators")
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.S)
DOCUMENT_FACTS = ("title", "issuer", "document_number", "date_issued", "application_deadline")
TASK_FACTS = (
    "funding_cny",
    "award_cny",
    "total_cny",
    "own_contribution_cny",
    "duration_months",
    "target_year",
    "posted_by",
)
COLUMNS = {"title": "title_zh", "issuer": "issuer_zh", "posted_by": "posted_by_zh"}
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

    def note(self, measure: str, text: str = "", times: int = 1) -> None:
        self.counts[measure] += times
        if text and times:
            self.errors.append(f"{measure}: {text}")


def plain(text: str) -> str:
    """NFKC without white space: what is compared is never how a text was laid out."""
    return re.sub(r"\s+", "", _normal(text))


def title_of(text: str) -> str:
    return plain(text).rstrip("。.:")


def pair_tasks(expected: list[Row], rows: list[Row], score: Score) -> list[tuple[Row, Row]]:
    """Each expected task with its row: by the title, or a title that holds it."""
    pairs: list[tuple[Row, Row]] = []
    free = list(rows)
    for exact in (True, False):
        for task in expected:
            if any(task is done for done, _ in pairs):
                continue
            names = task["title"]["any_of"] if isinstance(task["title"], dict) else [task["title"]]
            titles = [title_of(name) for name in names]
            for row in free:
                own = title_of(row["title_zh"] or "")
                if own in titles if exact else any(name in own for name in titles):
                    free.remove(row)
                    pairs.append((task, row))
                    score.note("tasks found")
                    score.note("titles wrong", f"{titles[0]} ← {own}", int(not exact))
                    break
    for task in expected:
        if not any(task is done for done, _ in pairs):
            score.note("tasks missed", str(task["title"]))
    for row in free:
        score.note("tasks invented", str(row["title_zh"]))
    return pairs


def compare_indicators(task: Row, rows: list[Row], score: Score) -> None:
    """Exact texts, each as often as it is printed; ids where the list has sub-items."""
    expected = Counter(plain(text) for text in task["indicators"])
    found = Counter(plain(row["text_zh"]) for row in rows)
    score.note("indicators found", times=(expected & found).total())
    for text in (expected - found).elements():
        score.note("indicators missed", text)
    for text in (found - expected).elements():
        score.note("indicators invented", text)
    if "ids" in task:
        ids = {plain(row["text_zh"]): row["id"].rsplit(".", 1)[1] for row in rows}
        for text, number in zip(task["indicators"], task["ids"], strict=True):
            own = ids.get(plain(text))
            if own == number:
                score.note("sub-ids right")
            else:
                score.note("sub-ids wrong", f"{number} ← {own}")


def compare_fact(name: str, expected: Any, value: Any, score: Score) -> None:
    """One fact: right, wrong or missing where stated; invented where it is not."""
    if allows(expected, value):
        score.note(f"{name}: " + ("right" if is_stated(expected) else "left empty"))
    elif not is_stated(expected):
        score.note(f"{name}: invented", str(value))
    elif value is None:
        score.note(f"{name}: missing", str(expected))
    else:
        score.note(f"{name}: wrong", f"{expected} ← {value}")


def compare_facts(names: tuple[str, ...], expected: Row, row: Row | None, score: Score) -> None:
    for name in names:
        fact = expected[name]
        if isinstance(fact, dict) and "value" in fact:
            fact = fact["value"]
        value = (row or {}).get(COLUMNS.get(name, name))
        compare_fact(name, fact, value, score)


def compare_labels(task: Row, added: Added, indicators: list[Row], score: Score) -> None:
    """A label that nobody knows is a field, named in the report or the front matter."""
    for label in task["fields"]:
        if any(label in plain(row["text_zh"]) for row in indicators):
            score.note("unknown labels read as indicators", label)
        elif label in added.report or label in added.front:
            score.note("unknown labels named")
        else:
            score.note("unknown labels not named", label)


def compare_contacts(expected: Row, added: Added, score: Score) -> None:
    body = plain(added.body)
    for text in expected["withheld"]:
        gone = added.body != "" and plain(text) not in body
        score.note("withheld: right" if gone else "withheld: published", "" if gone else text)
    for text in expected["kept"]:
        stays = plain(text) in body
        score.note("kept: right" if stays else "kept: taken away", "" if stays else text)


def printed_text(path: Path) -> str:
    """What a reader sees of the input, in its order, by a way of its own."""
    text = path.read_text("utf-8")
    if path.suffix == ".html":
        text = re.sub(r"<head>.*?</head>", "", text, flags=re.S)
        text = html.unescape(re.sub(r"<[^>]+>", "\n", text))
    return text


def lost_letters(path: Path, expected: Row, added: Added) -> list[str]:
    """Runs of letters and figures of the input that are nowhere in the document.

    Not counted: what had to be withheld, what may be left out, and what the front matter
    names in words. A run that only stands in another place (a table's columns) is not lost.
    """
    allowed = [*expected["withheld"], *expected.get("left_out", ())]
    text = printed_text(path)
    for words in sorted(allowed, key=len, reverse=True):
        # Withheld where it is printed as a contact: a name is not in the rest of the text.
        text = re.sub(r"\s*".join(map(re.escape, words)), "\n", text)
    source = _TOKEN.findall(_normal(text))
    there = _TOKEN.findall(_normal(added.body))
    all_source, all_there = "".join(source), "".join(there)
    named = "".join(_TOKEN.findall(_normal(added.front)))
    lost = []
    matcher = SequenceMatcher(None, source, there, autojunk=False)
    for tag, first, last, _, _ in matcher.get_opcodes():
        run = "".join(source[first:last])
        if tag not in ("delete", "replace"):
            continue
        # Moved, not lost: the document has it as often as the input.
        if all_there.count(run) >= all_source.count(run) or (len(run) > 3 and run in named):
            continue
        lost.append(run)
    return lost


def _normal(text: str) -> str:
    """One form of each letter and figure, whatever its width."""
    return unicodedata.normalize("NFKC", text)


def allows(expected: Any, value: Any) -> bool:
    """Whether a value is one of those that are right."""
    readings = expected["any_of"] if isinstance(expected, dict) else [expected]
    return any(_same(one, value) for one in readings)


def _same(one: Any, value: Any) -> bool:
    if one is None or value is None:
        return one is None and value is None
    return plain(str(one)) == plain(str(value))


def is_stated(expected: Any) -> bool:
    """Whether the text states the fact: then an empty value is a miss unless any_of allows it."""
    if isinstance(expected, dict):
        return any(one is not None for one in expected["any_of"])
    return expected is not None


def score_list(path: Path, added: Added, tables: dict[str, list[Row]], name: str) -> Score:
    """Everything of one list."""
    score = Score()
    expected: Row = yaml.safe_load(path.with_name(f"{path.stem}.expect.yml").read_text("utf-8"))
    if added.code:
        score.note("add failed", f"{added.code}: {added.report.strip()[-200:]}")
    if not tables["documents"]:
        score.note("data failed")
    document = next((row for row in tables["documents"] if row["id"] == name), None)
    compare_facts(DOCUMENT_FACTS, expected, document, score)
    rows = [row for row in tables["tasks"] if row["document_id"] == name]
    indicators = [row for row in tables["indicators"] if row["document_id"] == name]
    pairs = pair_tasks(expected["tasks"], rows, score)
    paired = {row["id"] for _, row in pairs}
    for task, row in pairs:
        compare_indicators(task, [i for i in indicators if i["task_id"] == row["id"]], score)
    for task in expected["tasks"]:
        match = [row for one, row in pairs if one is task]
        compare_facts(TASK_FACTS, task, match[0] if match else None, score)
        compare_labels(task, added, indicators, score)
        if not match:
            for text in task["indicators"]:
                score.note("indicators missed", text)
    for row in indicators:
        if row["task_id"] not in paired:
            score.note("indicators invented", row["text_zh"])
    compare_contacts(expected, added, score)
    for run in lost_letters(path, expected, added):
        score.note("letters lost", run, len(run))
    return score


def run(root: Path, *args: str) -> tuple[int, str]:
    """The exit code of a command and all it printed."""
    command = [sys.executable, "-m", "jiebang", "--root", str(root), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def read_list(path: Path, name: str) -> tuple[Added, dict[str, list[Row]]]:
    """What the commands make of a file in a new project, as a user sees it."""
    with tempfile.TemporaryDirectory() as place:
        run(Path(place), "init", "project")
        root = Path(place) / "project"
        code, report = run(root, "add", str(path), "--id", name)
        run(root, "data")
        files = {table: root / "site" / "data" / f"{table}.json" for table in TABLES}
        tables = {
            n: json.loads(f.read_text("utf-8")) if f.exists() else [] for n, f in files.items()
        }
        markdown = root / "content" / "documents" / f"{name}.md"
        text = markdown.read_text("utf-8") if markdown.exists() else ""
    front = _FRONT.match(text)
    # Markdown's escapes and the ids are no part of the text.
    body = re.sub(r"\{#[^}]*\}", "", text[front.end() :] if front else text)
    body = re.sub(r"\\([^\w\s])", r"\1", body)
    return Added(code, report, front[1] if front else "", body), tables


def show(scores: dict[str, Score], errors: bool) -> None:
    """A line a list, then the sums, then each fact."""
    heads = ("tasks", "indicators")
    print(f"{'list':34} tasks f/m/i  indicators f/m/i  withheld r/p  kept r/t  lost")
    total: Counter[str] = Counter()
    for name, score in scores.items():
        count = score.counts
        total += count
        parts = [
            "/".join(str(count[f"{h} {w}"]) for w in ("found", "missed", "invented")) for h in heads
        ]
        hidden = f"{count['withheld: right']}/{count['withheld: published']}"
        kept = f"{count['kept: right']}/{count['kept: taken away']}"
        print(f"{name:34} {parts[0]:12} {parts[1]:17} {hidden:13} {kept:9} {count['letters lost']}")
        if errors:
            print(*(f"    {line}" for line in score.errors), sep="\n")
    print()
    for measure in sorted(m for m in total if ": " not in m):
        print(f"{measure:34} {total[measure]}")
    print(f"\n{'fact':24} right  wrong  missing | not stated: left empty  invented")
    for name in (*DOCUMENT_FACTS, *TASK_FACTS):
        row = [total[f"{name}: {w}"] for w in ("right", "wrong", "missing")]
        free = [total[f"{name}: {w}"] for w in ("left empty", "invented")]
        print(f"{name:24} {row[0]:5}  {row[1]:5}  {row[2]:7} | {free[0]:22}  {free[1]:8}")
    for name, words in (("withheld", ("right", "published")), ("kept", ("right", "taken away"))):
        print(f"{name}: " + ", ".join(f"{total[f'{name}: {w}']} {w}" for w in words))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lists", nargs="*", metavar="NN", help="only these")
    parser.add_argument("--errors", action="store_true", help="name every difference")
    args = parser.parse_args()
    paths = sorted(p for p in LISTS.iterdir() if p.suffix in (".txt", ".md", ".html"))
    paths = [p for p in paths if p.name[:2].isdigit()]
    if args.lists:
        paths = [p for p in paths if p.name[:2] in args.lists]
    scores = {}
    for path in paths:
        name = f"list-{path.name[:2]}"
        scores[path.stem] = score_list(path, *read_list(path, name), name)
    show(scores, args.errors)


if __name__ == "__main__":
    main()
