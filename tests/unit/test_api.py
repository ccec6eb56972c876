"""The public functions, as a program uses them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import jiebang
from jiebang.document.model import tasks
from jiebang.errors import InputError

ROOT = Path(__file__).parents[2]
LIST = "某市揭榜挂帅榜单\n一、轴承研制\n考核指标：\n1.精度不低于90%。\n2.寿命不少于10年。\n"


def test_extract_and_check_pair() -> None:
    (amount,) = jiebang.extract("错误率不超5%")
    assert (amount.comparator, str(amount.value), amount.unit) == ("<=", "5", "%")
    assert jiebang.check_pair("错误率不超5%", "An error rate of no more than 5%") == ()
    found = jiebang.check_pair("错误率不超5%", "An error rate exceeding 5%")
    assert [(f.check, f.severity) for f in found] == [("comparators", "error")]


def test_convert_takes_a_text_bytes_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(LIST, "utf-8")
    made = [jiebang.convert(source) for source in (LIST, LIST.encode(), path)]
    for document in made:
        (task,) = tasks(document)
        assert task.title.zh == "轴承研制"
        assert [i.id for i in task.indicators] == ["document.01.1", "document.01.2"]
    with pytest.raises(InputError, match="empty"):
        jiebang.convert(b"")


def test_load_corpus_has_the_five_documents() -> None:
    corpus = jiebang.load_corpus(ROOT)
    assert sum(len(entry.tasks) for entry in corpus.entries) == 102


def test_the_import_reads_nothing_else() -> None:
    code = "import sys, jiebang; print([m for m in sys.modules if m.startswith('jiebang.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    with pytest.raises(AttributeError):
        jiebang.no_such_name  # noqa: B018
