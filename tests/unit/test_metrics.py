"""Every amount belongs to a metric of the vocabulary, by general rules."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from jiebang.corpus.load import load_corpus
from jiebang.corpus.measure_names import is_deadline
from jiebang.datasets.measures import MeasureRow, group_of, metric_id_of
from jiebang.errors import InputError
from jiebang.quantities.lexicon import lexicon, use
from jiebang.quantities.metric_groups import OTHER, find_metric_id, qudt_of, unit_of
from jiebang.quantities.names_zh import names_zh
from jiebang.quantities.read_zh import extract
from jiebang.runtime.layout import Layout
from support import measure_rows

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "measures"


def lines(name: str) -> list[list[str]]:
    text = (FIXTURES / name).read_text("utf-8")
    return [
        [cell.strip() for cell in line.split("|")]
        for line in text.splitlines()
        if not line.startswith("#")
    ]


@pytest.fixture(scope="module")
def rows() -> dict[str, MeasureRow]:
    return {row["id"]: row for row in measure_rows(load_corpus(Layout(ROOT)))}


def test_rows_read_by_hand_have_their_metric(rows: dict[str, MeasureRow]) -> None:
    wanted = lines("metric-ids.txt")
    wrong = [(i, metric, rows[i]["metric_id"]) for i, metric in wanted if i in rows]
    wrong = [found for found in wrong if found[1] != found[2]]
    assert len(wrong) <= 0.03 * len(wanted), wrong


def test_few_are_left_in_other(rows: dict[str, MeasureRow]) -> None:
    found = Counter(row["metric_id"] for row in rows.values())
    assert found[OTHER] <= 0.25 * len(rows)


def test_names_of_other_fields() -> None:
    wanted = lines("metric-names.txt")
    wrong, other = [], 0
    for name, kind, unit, change, right in wanted:
        found = find_metric_id(name, kind, unit, change=change != "level")
        other += found == OTHER
        if found != OTHER and found not in right.split():
            wrong.append((name, found, right))
    assert len(wrong) <= 0.03 * len(wanted), wrong
    assert other <= 0.35 * len(wanted)


def test_new_lists_of_other_fields() -> None:
    total, named, wrong, other = 0, 0, [], 0
    text = (FIXTURES / "new-lists.txt").read_text("utf-8")
    for block in re.split(r"(?m)^(?=[^-#\n])", text)[1:]:
        zh, *labels = block.splitlines()
        amounts = [amount for amount in extract(zh) if not is_deadline(amount)]
        assert len(amounts) == len(labels), zh
        for amount, label in zip(amounts, labels, strict=True):
            name, right = label.removeprefix("- ").split(" | ")
            found = metric_id_of(zh, amount.metric, amount)
            total += 1
            named += name in amount.metric
            other += found == OTHER and OTHER not in right
            if found != OTHER and found not in right.split("/"):
                wrong.append((name, found, right))
    assert named >= 0.97 * total
    assert len(wrong) <= 0.03 * total, wrong
    assert other <= 0.05 * total


def test_the_kind_of_quantity_tells_alike_words_apart() -> None:
    assert find_metric_id("定位精度", "length", "m") == "position-error"
    assert find_metric_id("定位精度", "ratio", "%") == "accuracy"
    assert find_metric_id("定位精度", "temperature", "℃") == "temperature"
    # A change in percent may be of anything.
    assert find_metric_id("响应时间", "ratio", "%", change=True) == "response-time"
    assert find_metric_id("响应时间", "ratio", "%") == OTHER
    # The head of a name is its end: models of sensors are models.
    assert find_metric_id("传感器模型数量", "count", "个") == "models"
    assert find_metric_id("多模态大模型", "count", "参数") == "parameters"
    assert find_metric_id("", "count", "个") == OTHER


@pytest.mark.parametrize(
    ("zh", "wanted"),
    [
        # A card holds chips and stands in a node; a cluster counted in cards has no other count.
        ("智算集群规模不低于2048卡。", ["devices"]),
        ("部署国产GPU加速卡不少于640张，接入边缘节点200个。", ["devices", "nodes"]),
        ("单集群节点数≥512。", ["nodes"]),
        ("工作站配备GPU卡不少于4块。", ["devices"]),
        # How far off something is done or measured is the condition of what follows.
        ("毫米波雷达300米距离测速精度优于0.1m/s。", [OTHER, "speed"]),
        ("在20米距离下人脸识别率≥98%，雷达探测距离≥400m。", [OTHER, "recognition-rate", "range"]),
    ],
)
def test_cards_are_no_nodes_and_distances_of_conditions_no_range(
    zh: str, wanted: list[str]
) -> None:
    amounts = extract(zh)
    found = [group_of(zh, n, a) for n, a in zip(names_zh(zh, amounts), amounts, strict=True)]
    assert found == wanted


def test_the_vocabulary_is_whole() -> None:
    entries = lexicon().metrics
    assert len(entries) >= 150
    assert OTHER in {entry.id for entry in entries}
    kinds = {unit.kind for unit in lexicon().units} | {k for k, _ in lexicon().compounds.values()}
    kinds |= {"ratio", "count", "score"}
    for entry in entries:
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", entry.id)
        assert entry.zh
        assert entry.en
        assert set(entry.kinds) <= kinds, entry.id
        # Each of its words leads to it, for an amount of one of its kinds.
        for word in entry.words:
            found = {find_metric_id(word, kind, "") for kind in entry.kinds}
            assert entry.id in found, (entry.id, word)
    by_id = {entry.id: entry for entry in entries}
    assert unit_of(by_id["energy-density"]) == "J/kg"
    assert unit_of(by_id["revenue"]) == "CNY"
    assert unit_of(by_id["patents"]) == "1"
    assert unit_of(by_id["compute"]) == "", "FLOP/s or OP/s"
    assert qudt_of(by_id["latency"]) == "http://qudt.org/vocab/quantitykind/Time"


def test_a_project_adds_metrics_and_words(tmp_path: Path) -> None:
    (tmp_path / "metrics.yml").write_text(
        "- {id: patents, words: [创意证书]}\n"
        "- {id: bells, zh: 编钟, en: bells, kinds: [count], words: [编钟]}\n",
        "utf-8",
    )
    try:
        use(tmp_path)
        assert find_metric_id("创意证书数量", "count", "件") == "patents"
        assert find_metric_id("复制编钟", "count", "套") == "bells"
    finally:
        use(Path("/nowhere"))
    assert find_metric_id("复制编钟", "count", "套") == OTHER
    (tmp_path / "metrics.yml").write_text("- {id: bells, zh: 编钟}\n", "utf-8")
    with pytest.raises(InputError, match="en"):
        use(tmp_path)
