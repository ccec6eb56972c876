"""Contacts and facts of single lines that were written before the rules were."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiebang.corpus.facts import facts_of
from jiebang.corpus.stated import find_stated
from jiebang.document.markdown import write
from jiebang.document.model import Basis, Claim, Document, tasks
from jiebang.originals import read_original
from jiebang.structure import convert_text

FIXTURES = Path(__file__).parents[1] / "fixtures"
CONTACTS = yaml.safe_load((FIXTURES / "contacts.yml").read_text("utf-8"))
FACTS = yaml.safe_load((FIXTURES / "facts.yml").read_text("utf-8"))
HEAD = "示例市揭榜挂帅榜单\n\n"
SHEET = "一、题目名称\n试样装置研制\n二、答题要求\n1.精度不低于90%。\n"


def task_text(marker: str, line: str) -> str:
    parts = [f"{marker}、试样{marker}号装置研制", "研究内容：研究该装置的设计方法。"]
    # A field of the line's own name takes the place of the frame's.
    if not line.startswith("考核指标"):
        parts.append("考核指标：精度不低于90%。")
    return "\n".join([*parts, line]) + "\n\n"


FRAME = task_text("一", "实施期限：2年") + task_text("二", "实施期限：2年")


def convert(data: str, name: str = "list.txt") -> tuple[str, Document]:
    original = read_original(data.encode(), name)
    document = convert_text(original.text, "list", name, "0" * 64, traditional=original.traditional)
    return original.text, document


def plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def letters(text: str) -> str:
    return "".join(char for char in plain(text) if char.isalnum())


@pytest.mark.parametrize("item", CONTACTS, ids=lambda item: item["text"])
def test_a_contact_is_withheld_and_nothing_else(item: dict[str, Any]) -> None:
    line = item["text"]
    if line.startswith("| "):
        cells = "".join(f"<td>{html.escape(c.strip())}</td>" for c in line.strip("|").split("|"))
        page = f"<h1>{HEAD.strip()}</h1><h3>一、试样装置研制</h3><p>考核指标：精度不低于90%。</p>"
        page = f"<html><body>{page}<table><tr>{cells}</tr></table></body></html>"
        _, document = convert(page, "list.html")
    else:
        _, document = convert(HEAD + task_text("一", line) + task_text("二", "实施期限：2年"))
    body = write(document).split("\n---\n", 1)[1]
    body = re.sub(r"\\([^\w\s])", r"\1", re.sub(r"\{#[^}]*\}", "", body))
    assert [words for words in item["withheld"] if plain(words) in plain(body)] == []
    rest = line.replace("|", " ")
    for words in item["withheld"]:
        rest = rest.replace(words, "\n", 1)
    kept = [*rest.split("\n"), *item["kept"]]
    assert [words for words in kept if letters(words) not in letters(body)] == []


def check(expected: dict[str, Any], found: dict[str, Any]) -> None:
    """Each fact is one of those that are right; None is “not stated”."""
    for name, wanted in expected.items():
        if name not in ("text", "at"):
            right = wanted["any_of"] if isinstance(wanted, dict) else [wanted]
            assert found[name] in right, name


@pytest.mark.parametrize("item", FACTS["money"] + FACTS["time"], ids=lambda item: item["text"])
def test_the_facts_of_a_field(item: dict[str, Any]) -> None:
    _, document = convert(HEAD + task_text("一", item["text"]) + task_text("二", "研究方法：试验"))
    check(item, asdict(facts_of(tasks(document)[0])))


@pytest.mark.parametrize("item", FACTS["document"], ids=lambda item: item["text"])
def test_the_facts_of_a_document(item: dict[str, Any]) -> None:
    text = item["text"] + "\n"
    frame = {"head": text + "\n" + FRAME, "end": FRAME + text, "sheet": SHEET + text}[item["at"]]
    original, document = convert(HEAD + frame)
    stated = find_stated(original, document)

    def value(claim: Claim, text: str) -> str | None:
        return text if claim.basis is Basis.STATED else None

    found = {
        "issuer": value(stated.issuer, stated.issuer.zh),
        "document_number": value(stated.document_number, stated.document_number.zh),
        "date_issued": value(stated.date_issued, stated.date_issued.en),
        "application_deadline": value(stated.application_deadline, stated.application_deadline.en),
    }
    check(item, found)
