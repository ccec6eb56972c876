"""Lists of the genre that nobody published: as many as a measurement needs.

    .venv/bin/python scripts/benchmarks/speed/synthetic.py FOLDER --documents 1000 [--english 0.6]

Makes a project root in FOLDER: content/sources/ with that many originals and their
sources.yml, the glossary of this project, an empty mkdocs.yml. `jiebang convert`,
`check` and `data` run on it. With `--english` the documents are converted, too, and
that share of their segments gets English that passes the checks.

A document is a function of (seed, its number) alone: the same call gives the same
bytes, and document 7 is the same in a root of ten and of ten thousand. There are five
shapes of lists, wrapped and unwrapped lines, page numbers, several lists in a
document, tables, application forms; one task in fifty is published a second time.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import phrases
import polib
from phrases import Pair

from jiebang.checks import run_checks
from jiebang.checks.context import Context
from jiebang.commands.convert import convert_documents
from jiebang.corpus.catalogue.entry import DIGEST, ORIGIN, digest_of, put
from jiebang.corpus.catalogue.po import Header, dump_po, new_po
from jiebang.corpus.glossary import load_terms
from jiebang.corpus.provenance import load_provenance
from jiebang.document.markdown import read
from jiebang.document.model import Severity, State, Translation, segments
from jiebang.runtime.files import read_text, sha256_of
from jiebang.runtime.layout import Layout, find_root
from jiebang.units import load_units

_HAN = "一二三四五六七八九十"
_TWICE = 0.02  # of the tasks stand in an earlier document, too


@dataclass(frozen=True, slots=True)
class Task:
    """What a task says, before a shape gives it its layout."""

    title: Pair
    requirement: tuple[Pair, ...]
    indicators: tuple[Pair, ...]
    money: Pair
    duration: Pair


@dataclass(frozen=True, slots=True)
class Original:
    """A document as printed, and the English of its sentences."""

    id: str
    title: Pair
    text: str
    tasks: tuple[Task, ...]


def make_task(seed: int, document: int, number: int) -> Task:
    """The task of that number in that document; now and then an earlier document's."""
    rng = random.Random(f"task {seed} {document} {number}")
    if document and rng.random() < _TWICE:
        return make_task(seed, rng.randrange(document), rng.randint(1, 3))
    return Task(
        phrases.title(rng),
        tuple(phrases.requirement(rng)),
        tuple(phrases.indicator(rng) for _ in range(rng.randint(2, 6))),
        phrases.money(rng),
        phrases.duration(rng),
    )


def make_original(seed: int, number: int) -> Original:
    """Document `number`, from 0."""
    rng = random.Random(f"document {seed} {number}")
    tasks = tuple(make_task(seed, number, k + 1) for k in range(rng.randint(3, 20)))
    year, field = rng.randint(2021, 2026), rng.choice(phrases.FIELDS)
    title = (
        f"{year}年度{field[0]}领域“揭榜挂帅”任务榜单",
        f"{year} open-competition task list for {field[1]}",
    )
    lines = _SHAPES[rng.randrange(len(_SHAPES))](rng, tasks, title[0])
    if rng.random() < 0.5:
        lines = [f"滨海科函〔{year}〕{rng.randint(1, 300)}号", "", *lines]
    if rng.random() < 0.3:
        lines += _form(rng)
    if rng.random() < 0.5:
        lines = _wrapped(lines, rng.randint(26, 34))
    return Original(f"list-{number:06}", title, "\n".join(lines) + "\n", tasks)


def _by_project(rng: random.Random, tasks: tuple[Task, ...], title: str) -> list[str]:
    """项目一：…, its fields numbered, its indicators run in."""
    lines = ["附件1", title, ""]
    for n, task in enumerate(tasks, 1):
        lines += [f"项目{_number(n)}：{task.title[0]}", ""]
        lines.append("1.研究内容：" + _prose(task))
        lines.append("2.考核指标：" + "；".join(zh for zh, _ in task.indicators) + "。")
        lines.append("3.组织方式：公开竞争。")
        lines.append(f"4.资助强度：{task.money[0]}。")
        lines += [f"5.实施周期：{task.duration[0]}。", ""]
    return lines


def _by_section(rng: random.Random, tasks: tuple[Task, ...], title: str) -> list[str]:
    """（一）… under 一、 headings; 到2026年 opens the aims."""
    lines = [title, ""]
    heads = ("核心基础", "重点产品", "公共支撑", "示范应用")
    for at, start in enumerate(range(0, len(tasks), 5)):
        lines += [f"{_HAN[at]}、{heads[at]}", ""]
        for n, task in enumerate(tasks[start : start + 5], 1):
            lines += [f"（{_HAN[n - 1]}）{task.title[0]}", ""]
            lines += ["揭榜任务：" + _prose(task), ""]
            year = rng.randint(2025, 2028)
            aims = "；".join(zh for zh, _ in task.indicators)
            lines += [f"预期目标：到{year}年，{aims}。", ""]
    return lines


def _by_number(rng: random.Random, tasks: tuple[Task, ...], title: str) -> list[str]:
    """一、… with the indicators as a numbered list of their own."""
    lines = [title, ""]
    for n, task in enumerate(tasks, 1):
        lines += [f"{_number(n)}、{task.title[0]}", "", "需求目标：" + _prose(task), ""]
        lines += ["考核指标：", *_listed(task, "{}. "), ""]
        lines += [f"榜单金额：{task.money[0]}", f"实施期限：{task.duration[0]}", ""]
    return lines


def _in_brackets(rng: random.Random, tasks: tuple[Task, ...], title: str) -> list[str]:
    """榜单一：… with 【fields】 and （1） items."""
    lines = ["附件", "", title, ""]
    for n, task in enumerate(tasks, 1):
        lines += [f"榜单{_number(n)}：{task.title[0]}", ""]
        lines += ["【攻关内容】" + _prose(task), "", "【考核指标】", *_listed(task, "（{}）"), ""]
        lines += [f"【榜单金额】{task.money[0]}", "", f"【完成时限】{task.duration[0]}", ""]
    return lines


def _in_annexes(rng: random.Random, tasks: tuple[Task, ...], title: str) -> list[str]:
    """A notice, and two lists annexed to it."""
    middle = max(1, len(tasks) // 2)
    lines = [f"关于发布{title}的通知", "各有关单位：", "现将榜单予以发布，有关事项通知如下。"]
    lines += ["一、申报要求", "（一）申报单位应具有独立法人资格。"]
    lines += ["（二）每个单位申报不超过3个项目。", ""]
    for annex, part in enumerate((tasks[:middle], tasks[middle:]), 1):
        name = ("装备", "软件")[annex - 1]
        lines += [f"附件{annex}", f"{name}揭榜挂帅任务榜单", "", "一、重点任务", ""]
        for n, task in enumerate(part, 1):
            lines += [f"（{_number(n)}）{task.title[0]}", "", "揭榜任务：" + _prose(task), ""]
            lines += ["预期目标：" + "；".join(zh for zh, _ in task.indicators) + "。", ""]
    return lines


_SHAPES = (_by_project, _by_section, _by_number, _in_brackets, _in_annexes)


def _prose(task: Task) -> str:
    return "".join(zh for zh, _ in task.requirement)


def _listed(task: Task, marker: str) -> list[str]:
    last = len(task.indicators)
    return [
        f"{marker.format(n)}{zh}{'。' if n == last else '；'}"
        for n, (zh, _) in enumerate(task.indicators, 1)
    ]


def _form(rng: random.Random) -> list[str]:
    return ["附件3", "揭榜任务推荐表", "序号\t任务名称\t申报单位", "1\t\t", "2\t\t", ""]


def _number(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_HAN[tens - 1]}十") + (
        _HAN[ones - 1] if ones else ""
    )


def _wrapped(lines: list[str], width: int) -> list[str]:
    """As a converter leaves it: cut at the column, a blank line between, page numbers."""
    found: list[str] = []
    page = 0
    for line in lines:
        for start in range(0, max(len(line), 1), width):
            part = line[start : start + width]
            found += [part, ""] if part else []
            if "\t" not in part and len(found) // 60 > page and start + width < len(line):
                page += 1
                found += [f"- {page} -", ""]
    return found


def english_of(original: Original) -> Iterator[Pair]:
    """The English of the sentences, with each of the ends that a shape gives them."""
    yield original.title
    for task in original.tasks:
        yield task.title
        yield from task.requirement
        for zh, en in task.indicators:
            said = en[:1].upper() + en[1:]
            yield f"{zh}；", f"{said};"
            yield f"{zh}。", f"{said}."
        for zh, en in (task.money, task.duration):
            yield zh, en
            yield f"{zh}。", f"{en}."


_NAMES: tuple[Pair, ...] = (
    ("研究内容", "Research content"), ("考核指标", "Assessment indicators"),
    ("组织方式", "Organization"), ("资助强度", "Funding"), ("实施周期", "Implementation period"),
    ("揭榜任务", "Task"), ("预期目标", "Expected targets"), ("需求目标", "Required goals"),
    ("榜单金额", "Amount offered"), ("实施期限", "Implementation period"),
    ("攻关内容", "Research content"), ("完成时限", "Time limit"), ("核心基础", "Core foundations"),
    ("重点产品", "Key products"), ("公共支撑", "Public support"), ("重点任务", "Key tasks"),
    ("公开竞争。", "Open competition."), ("申报要求", "Application requirements"),
)  # fmt: skip


def make_root(folder: Path, documents: int, seed: int = 1) -> Layout:
    """A project of that many originals, none of them converted yet."""
    here = find_root(Path(__file__).parent)
    layout = Layout(folder)
    layout.sources.mkdir(parents=True, exist_ok=True)
    layout.mkdocs_yml.write_text("site_name: synthetic\n", "utf-8")
    shutil.copytree(here.terms_yml.parent, layout.terms_yml.parent, dirs_exist_ok=True)
    with layout.sources_yml.open("w", encoding="utf-8", newline="\n") as listed:
        for number in range(documents):
            original = make_original(seed, number)
            data = original.text.encode()
            (layout.sources / f"{original.id}.txt").write_bytes(data)
            listed.write(_entry(original, data))
    return layout


def _entry(original: Original, data: bytes) -> str:
    zh, en = (json.dumps(text, ensure_ascii=False) for text in original.title)
    return (
        f"- id: {original.id}\n  file: {original.id}.txt\n  sha256: {sha256_of(data)}\n"
        f"  title:\n    zh: {zh}\n    en: {en}\n"
        "  jurisdiction:\n    basis: unknown\n"
    )


def fill_catalogues(layout: Layout, share: float, seed: int = 1) -> int:
    """Give that share of the segments English, where it passes; returns how many got it.

    The documents must be converted.
    """
    context = Context("", load_terms(layout.terms_yml), load_units(layout.units_yml))
    filled = 0
    for entry in load_provenance(layout):
        original = make_original(seed, int(entry.id.rpartition("-")[2]))
        document = read(read_text(layout.document(entry.id)), entry.id)
        known = dict((*_NAMES, *english_of(original)))
        rng = random.Random(f"english {seed} {entry.id}")
        po = new_po(entry.id, Header(entry.short_title_zh))
        for segment in segments(document):
            found = polib.POEntry(msgctxt=segment.id, msgid=segment.zh)
            en = known.get(segment.zh, "") if rng.random() < share else ""
            if en and _passes(segment.id, segment.zh, en, context):
                found.msgstr = en
                put(found, ORIGIN, "llm")
                put(found, DIGEST, digest_of(en))
                filled += 1
            po.append(found)
        path = layout.catalogue(entry.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dump_po(po), "utf-8", newline="\n")
    return filled


def _passes(segment_id: str, zh: str, en: str, context: Context) -> bool:
    given = Translation(segment_id, zh, en, State.CURATED, "llm")
    return not any(f.severity is Severity.ERROR for f in run_checks((given,), context))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--english", type=float, default=0.0, help="share of the segments")
    args = parser.parse_args()
    layout = make_root(args.folder, args.documents, args.seed)
    print(f"{args.documents} originals in {layout.sources}")
    if args.english:
        convert_documents(layout)
        print(f"{fill_catalogues(layout, args.english, args.seed)} segments with English")


if __name__ == "__main__":
    main()
