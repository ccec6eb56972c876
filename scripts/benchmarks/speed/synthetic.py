"""Lists of the genre that nobody published: as many as a measurement needs.

    .venv/bin/python scripts/benchmarks/speed/synthetic.py FOLDER --documents 100 [--english 0.7]

Makes a project in FOLDER, its originals not converted yet. With `--english` they are, and that
share of the segments gets an English that passes the checks. Document 7 is the same bytes in a
root of ten and of a thousand. Words and patterns are our own, nothing is copied from a real list.
"""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import polib
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import ROOT, run_command

from jiebang.commands.convert import convert_each
from jiebang.corpus.catalogue.entry import DIGEST, ORIGIN, digest_of, put
from jiebang.corpus.catalogue.po import Header, dump_po, new_po
from jiebang.document.markdown import read
from jiebang.document.model import segments
from jiebang.runtime.files import read_text, sha256_of
from jiebang.runtime.layout import Layout

Pair = tuple[str, str]

WORDS: dict[str, tuple[Pair, ...]] = {
    name: tuple(pairs.items())
    for name, pairs in yaml.safe_load(Path(__file__).with_suffix(".yml").read_text("utf-8")).items()
}
HAN = "一二三四五六七八九"
POOLS = {"f": WORDS["fields"], "t": WORDS["things"], "m": WORDS["methods"]}


def make_original(number: int) -> tuple[str, str, dict[str, str]]:
    """The title, the text and the English of its sentences; every third is wrapped."""
    rng = random.Random(f"document {number}")
    year, (zh, en) = rng.randint(2021, 2026), rng.choice(WORDS["fields"])
    title = f"{year}年度{zh}领域“揭榜挂帅”任务榜单"
    english = {title: f"{year} open-competition task list for {en}", **dict(WORDS["fixed"])}

    def draw(patterns: Sequence[Pair], count: int, end: str = "") -> Iterator[str]:
        for zh, en in rng.sample(patterns, count):
            words = {key: rng.choice(pool) for key, pool in POOLS.items()}
            n = str(rng.randint(10, 98))
            text = zh.format(n=n, **{key: word[0] for key, word in words.items()}) + end
            english[text] = en.format(n=n, **{key: word[1] for key, word in words.items()})
            english[text] += {"。": ".", "；": ";"}.get(end, "")
            yield text

    lines = [f"滨海科函〔{year}〕{rng.randint(1, 300)}号", "", title, ""]
    for task in range(1, rng.randint(3, 20) + 1):
        tens, ones = divmod(task, 10)
        marker = ("", "十", "二十")[tens] + ("", *HAN)[ones]
        (name,) = draw((("{f}{m}{t}", "{t} with {m} for {f}"),), 1)
        goals = "".join(draw(WORDS["requirements"], rng.randint(3, 5)))
        lines += [f"{marker}、{name}", "", f"需求目标：{goals}", "", "考核指标："]
        items = [*draw(WORDS["indicators"], rng.randint(2, 5), "；")]
        items += draw(WORDS["indicators"], 1, "。")
        lines += [f"{n}. {item}" for n, item in enumerate(items, 1)]
        money, months = rng.choice((200, 500, 1500, 2000)), rng.choice((12, 18, 24, 36))
        english[f"不超过{money}万元"] = f"No more than RMB {money / 100:g} million"
        english[f"{months}个月"] = f"{months} months"
        lines += ["", f"榜单金额：不超过{money}万元", f"实施期限：{months}个月", ""]
    if number % 3 == 0:
        lines = [line[at : at + 30] for line in lines for at in range(0, len(line) or 1, 30)]
    return title, "\n".join(lines) + "\n", english


def link_theme(root: Path) -> None:
    """Pages and theme, which a build takes from this project."""
    for name in ("mkdocs.yml", "docs", "scripts"):
        (root / name).symlink_to(ROOT / name)


def make_root(root: Path, documents: int) -> Layout:
    """A project of that many originals, none of them converted yet."""
    layout, entries = Layout(root), []
    layout.sources.mkdir(parents=True)
    ignored = shutil.ignore_patterns("measures.yml")
    shutil.copytree(ROOT / "glossary", root / "glossary", ignore=ignored)
    link_theme(root)
    for number in range(documents):
        title, text, english = make_original(number)
        name = f"list-{number:06}"
        (layout.sources / f"{name}.txt").write_text(text, "utf-8")
        entries.append(
            f"- id: {name}\n  file: {name}.txt\n  sha256: {sha256_of(text.encode())}\n"
            f"  title:\n    zh: {title}\n    en: {english[title]}\n"
            "  jurisdiction:\n    basis: unknown\n"
        )
    layout.sources_yml.write_text("".join(entries), "utf-8")
    return layout


def make_translated(root: Path, documents: int, share: float) -> None:
    """A project of that many documents, that share of their segments in English, and no cache."""
    layout = make_root(root, documents)
    list(convert_each(layout))
    for number in range(documents):
        title, _, english = make_original(number)
        name = f"list-{number:06}"
        rng, po = random.Random(f"english {name}"), new_po(name, Header(title))
        for segment in segments(read(read_text(layout.document(name)), name)):
            entry = polib.POEntry(msgctxt=segment.id, msgid=segment.zh)
            if segment.zh in english and rng.random() < share:
                entry.msgstr = english[segment.zh]
                put(entry, ORIGIN, "llm")
                put(entry, DIGEST, digest_of(entry.msgstr))
            po.append(entry)
        target = layout.catalogue(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump_po(po), "utf-8", newline="\n")
    shutil.rmtree(layout.cache.parent)


def main(folder: Path, *, documents: int = 100, english: float = 0.0) -> None:
    if english:
        make_translated(folder, documents, english)
    else:
        make_root(folder, documents)
    print(f"{documents} originals in {Layout(folder).sources}")


if __name__ == "__main__":
    run_command(main)
