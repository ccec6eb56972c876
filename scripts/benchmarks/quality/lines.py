"""Contacts and facts of single lines, beside what a reader finds.

    .venv/bin/python scripts/benchmarks/quality/lines.py [--errors]

Each line of tests/fixtures/contacts.yml and the groups `money` and `time` of facts.yml
stands in a task of its own, each text of the group `document` in a document of its own.
They are added to a temporary project with `jiebang add` and read from the Markdown and
the tables.
"""

from __future__ import annotations

import argparse
import html
import tempfile
from pathlib import Path

import yaml
from lists import Score, compare_fact
from trial import FIXTURES, Row, Trial, plain

_HEAD = "示例市揭榜挂帅榜单\n\n"
_SHEET = "一、题目名称\n试样装置研制\n二、答题要求\n1.精度不低于90%。\n"
_COLUMNS = {"issuer": "issuer_zh"}
# Titles that no line holds, to find a task by.
_TITLES = "甲乙丙丁戊己庚辛壬癸"


def title(number: int) -> str:
    return "试样" + "".join(_TITLES[int(figure)] for figure in f"{number:03}") + "装置研制"


def numeral(number: int) -> str:
    """1 to 99 as a list counts them."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else digits[tens] + "十")
    return head + (digits[ones] if ones else "")


def task_text(number: int, line: str) -> str:
    parts = [f"{numeral(number)}、{title(number)}", "研究内容：研究该装置的设计方法。"]
    # A field of the line's own name takes the place of the frame's.
    if not line.startswith("考核指标"):
        parts.append("考核指标：精度不低于90%。")
    return "\n".join([*parts, line]) + "\n\n"


def contact_files(folder: Path) -> dict[str, Row]:
    """A file for each line of contacts; a row of a table becomes a page."""
    items = yaml.safe_load((FIXTURES / "contacts.yml").read_text("utf-8"))
    named = {f"contact-{number:02}": item for number, item in enumerate(items, 1)}
    for name, item in named.items():
        line = item["text"]
        if line.startswith("| "):
            texts = [html.escape(cell.strip()) for cell in line.strip("|").split("|")]
            cells = "".join(f"<td>{text}</td>" for text in texts)
            (folder / f"{name}.html").write_text(
                f"<html><body><h1>{_HEAD.strip()}</h1><h3>一、{title(1)}</h3>"
                f"<p>考核指标：精度不低于90%。</p><table><tr>{cells}</tr></table></body></html>"
            )
        else:
            text = _HEAD + task_text(1, line) + task_text(2, "实施期限：2年")
            (folder / f"{name}.txt").write_text(text)
    return named


def score_contacts(trial: Trial, named: dict[str, Row], score: Score) -> None:
    """What each line leaves in the Markdown."""
    for name, item in named.items():
        line = item["text"].replace("|", " ")
        added = trial.read(name)
        body = plain(added.body)
        published = [s for s in item["withheld"] if plain(s) in body or not body]
        score.note("contact lines: published", f"{line} → {published}", int(bool(published)))
        rest = line
        for words in item["withheld"]:
            rest = rest.replace(words, "\n", 1)
        kept = [*rest.split("\n"), *item["kept"]]
        gone = [s.strip() for s in kept if _letters(s) not in _letters(added.body)]
        score.note("contact lines: taken away", f"{line} → {gone}", int(bool(gone)))
        score.note("contact lines: right", times=int(not gone and not published))


def _letters(text: str) -> str:
    return "".join(c for c in plain(text) if c.isalnum())


def fact_files(folder: Path, facts: dict[str, list[Row]]) -> None:
    """A file for each group of lines, and one for each text of the documents'."""
    for group in ("money", "time"):
        tasks = [task_text(number, item["text"]) for number, item in enumerate(facts[group], 1)]
        (folder / f"fact-{group}.txt").write_text(_HEAD + "".join(tasks))
    for number, item in enumerate(facts["document"], 1):
        frame = task_text(1, "实施期限：2年") + task_text(2, "实施期限：2年")
        text = item["text"] + "\n"
        places = {"head": text + "\n" + frame, "end": frame + text, "sheet": _SHEET + text}
        (folder / f"fact-{number:02}.txt").write_text(_HEAD + places[item["at"]])


def score_facts(tables: dict[str, list[Row]], facts: dict[str, list[Row]], score: Score) -> None:
    for group, items in facts.items():
        for number, item in enumerate(items, 1):
            if group == "document":
                rows = [r for r in tables["documents"] if r["id"] == f"fact-{number:02}"]
            else:
                rows = [r for r in tables["tasks"] if r["document_id"] == f"fact-{group}"]
                rows = [r for r in rows if title(number) in r["title_zh"]]
            row: Row = rows[0] if rows else {}
            for name, expected in item.items():
                if name not in ("text", "at"):
                    one = Score()
                    compare_fact(name, expected, row.get(_COLUMNS.get(name, name)), one)
                    score.counts.update(one.counts)
                    score.errors += [f"{error} | {item['text']!r}" for error in one.errors]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--errors", action="store_true", help="name every difference")
    args = parser.parse_args()
    score = Score()
    facts = yaml.safe_load((FIXTURES / "facts.yml").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as place:
        contacts_in, facts_in = Path(place) / "contacts", Path(place) / "facts"
        contacts_in.mkdir()
        facts_in.mkdir()
        named = contact_files(contacts_in)
        trial = Trial(Path(place) / "contacts-project")
        trial.add_folder(contacts_in)
        score_contacts(trial, named, score)
        fact_files(facts_in, facts)
        trial = Trial(Path(place) / "facts-project")
        trial.add_folder(facts_in)
        score_facts(trial.tables(), facts, score)
    for measure in sorted(score.counts):
        print(f"{measure:40} {score.counts[measure]}")
    if args.errors:
        print(*score.errors, sep="\n")


if __name__ == "__main__":
    main()
