"""The benchmark of Chinese amounts: its files are well formed, its scorer counts what it says."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from jiebang import extract

ROOT = Path(__file__).parents[2]
QUALITY = ROOT / "scripts" / "benchmarks" / "quality"
BENCHMARK = ROOT / "content" / "benchmark"
sys.path.insert(0, str(QUALITY))

import amounts  # noqa: E402
from amounts import agree, cohen_kappa, equal_values, normalize_unit, score  # noqa: E402
from amounts_systems import load_jiebang  # noqa: E402


def amount(text="不低于5 mm", value="5", **keys):
    base = {"text": text, "start": 2, "metric": "厚度", "value": value, "value_max": ""}
    base |= {"comparator": ">=", "unit": "mm", "change": "level", "mode": "", "baseline": ""}
    return base | {"per": "", "approximate": False, "condition": ""} | keys


@pytest.mark.parametrize(
    "left, right",
    [
        ("℃", "°C"),
        ("µm", "μm"),
        ("％", "%"),
        ("个百分点", "百分点"),
        ("个小时", "小时"),
        ("W/(m·K)", "W / (m⋅K)"),
        ("m²", "m^2"),
        ("元人民币", "元"),
        ("¥/斤", "元/斤"),
        ("台（套）", "台(套)"),
    ],
)
def test_units_that_are_the_same(left, right):
    assert normalize_unit(left) == normalize_unit(right)


@pytest.mark.parametrize(
    "left, right",
    [("毫米", "mm"), ("mg/L", "g/L"), ("%", "个百分点"), ("MPa", "mPa"), ("个/mL", "/mL")],
)
def test_units_that_differ(left, right):
    assert normalize_unit(left) != normalize_unit(right)


@pytest.mark.parametrize(
    "left, right, same",
    [
        ("5", "5.0", True),
        ("2/3", "0.666667", True),
        ("2/3", "0.67", False),
        ("12345", "12346", False),
        ("", "", True),
        ("5", "", False),
    ],
)
def test_values(left, right, same):
    assert equal_values(left, right) is same


def test_what_is_right_counts_once_and_what_is_missing_or_too_much_counts_against():
    gold = {"1": [amount(), amount("8 mm", "8", start=9, comparator="=")], "2": [], "3": [amount()]}
    found = {
        "1": [amount(), amount(), amount("8 mm", "8", start=9, comparator=">=")],
        "2": [amount()],
        "4": [amount()],
    }
    result = score(gold, found)
    assert (result["labels"], result["found"]) == (3, 4)
    cells = {name: result[name]["right"] for name in ("value", "value + unit + comparator")}
    assert cells == {"value": 2, "value + unit + comparator": 1}
    assert result["value"]["precision"] == 0.5
    assert result["whole statement"] == 0


@pytest.mark.parametrize(
    "key, value, whole, cell",
    [
        ("metric", "最小厚度", 1, "metric, exact"),
        ("metric", "长", 0, "metric, relaxed"),
        ("mode", "by", 0, "change, by or to"),
        ("change", "decrease", 0, "change, by or to"),
        ("condition", "", 0, "condition, relaxed"),
        ("baseline", "2", 1, "baseline"),
        ("per", "亩", 1, "per"),
        ("approximate", True, 1, "approximate"),
    ],
)
def test_each_attribute_is_told_apart(key, value, whole, cell):
    label = amount(change="increase", mode="to", baseline="3", per="组", condition="25℃")
    result = score({"1": [label]}, {"1": [label | {key: value}]})
    assert result["value + unit + comparator"]["f1"] == 1
    assert result[cell]["f1"] == 0
    assert result["whole statement"] == whole


def test_a_tolerance_is_the_range_it_spans():
    label = amount("20±2 mm", "18", value_max="22", comparator="range")
    found = {"1": [{"value": "20", "tolerance": "2", "unit": "mm", "comparator": "="}]}
    assert score({"1": [label]}, found)["value + unit + comparator"]["f1"] == 1


def test_kappa_takes_out_what_chance_agrees_on():
    # 20 and 15 agreed of 50, 5 and 10 not: Cohen's textbook table, kappa 0.4
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert cohen_kappa(pairs) == pytest.approx(0.4)
    result = agree({"1": [amount()]}, {"1": [amount(comparator=">")]})
    assert result["kappa"]["pairs"] == 1
    assert result["value + unit"]["f1"] == 1
    assert result["value + unit + comparator"]["f1"] == 0


def test_the_published_labels_are_well_formed(capsys):
    assert amounts.main("check") == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    "broken, fault",
    [
        ({"start": 3}, "text does not stand at start"),
        ({"metric": "长度"}, "metric is no substring"),
        ({"value": "5mm"}, "value is no number"),
        ({"comparator": "range"}, "range without its upper value"),
        ({"comparator": "≥"}, "unknown comparator"),
        ({"change": "increase"}, "mode without change"),
        ({"condition": "25℃"}, "condition is no substring"),
    ],
)
def test_a_broken_label_is_found(broken, fault):
    faults = amounts.find_faults({"1": "厚度不低于5 mm"}, {"1": [amount() | broken]})
    assert any(fault in line for line in faults), faults
    assert amounts.find_faults({"1": "厚度不低于5 mm"}, {"1": [amount()]}) == []


def test_ten_fields_of_fifty_statements_or_more_halved():
    statements = amounts.read_lines(BENCHMARK / "statements.jsonl")
    fields = [s["field"] for s in statements]
    halves = [s["half"] for s in statements]
    assert len(set(fields)) == 10
    assert min(fields.count(f) for f in fields) >= 50
    assert abs(halves.count("open") - halves.count("closed")) <= 1
    assert len({s["zh"] for s in statements}) == len(statements)


def test_scoring_imports_no_system(tmp_path):
    out = tmp_path / "out.jsonl"
    out.write_text(json.dumps({"id": "materials-01", "measures": []}) + "\n", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(QUALITY)!r}); import amounts; "
        f"amounts.main('score', {str(out)!r}); "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('jiebang', 'recognizers_number', 'quantulum3', 'amounts_systems')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_a_file_that_is_no_output_is_refused_in_one_line(tmp_path):
    bad = tmp_path / "bad.jsonl"
    for text in ("[1]\n", "{\n", '{"id": "materials-01", "measures": [3]}\n'):
        bad.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=r"bad\.jsonl: "):
            amounts.main("score", str(bad))


def test_a_reading_of_the_package_is_put_into_the_form_of_the_labels():
    found = load_jiebang()("厚度20±2 mm，2025年完成，比例4:1")
    label = amount("20±2 mm", "18", value_max="22", comparator="range")
    assert [m["text"] for m in found] == ["20±2 mm"]
    assert score({"1": [label]}, {"1": found})["whole statement"] == 1


@pytest.mark.parametrize("system", ["recognizers", "quantulum3"])
def test_a_system_that_is_not_there_says_how_to_install_it(system, monkeypatch):
    for name in ("recognizers_number", "quantulum3"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SystemExit, match="pip install"):
        amounts.main("run", system)


def read_labels(cell: str) -> Iterator[dict[str, Any]]:
    """“>= 50 兆瓦|额定功率|; range 2..8 ℃|…” as the benchmark has it; then per, change and mode."""
    for label in cell.split(";"):
        amount, metric, condition, per, changes = (label.strip().split("|") + [""] * 4)[:5]
        comparator, value, unit = [*amount.split(" ", 2), ""][:3]
        change, _, mode = changes.partition(" ")
        low, _, high = value.partition("..")
        yield {
            "text": "",
            "start": -1,
            "comparator": comparator,
            "value": low,
            "value_max": high,
            "unit": unit,
            "metric": metric,
            "condition": condition,
            "per": per,
            "change": change or "level",
            "mode": mode,
        }


@pytest.mark.parametrize(
    ("name", "amounts_f1", "metric_f1", "condition_f1", "high"),
    [
        ("hundred.tsv", 0.99, 0.95, 0.9, 160),
        ("hundred-second.tsv", 0.97, 0.95, 0.9, 150),
        ("thirty.tsv", 0.95, 0.88, 0.9, 44),
        ("rests.tsv", 0.98, 0.94, 0.9, 180),
        ("rests-second.tsv", 0.98, 0.94, 0.9, 70),
        ("rests-third.tsv", 0.99, 0.98, 0.9, 77),
        ("rests-fourth.tsv", 0.96, 0.9, 0.7, 85),
        ("rests-fifth.tsv", 0.96, 0.92, 0.0, 28),
        ("rests-sixth.tsv", 0.97, 0.82, 0.0, 64),
        ("rests-seventh.tsv", 0.98, 0.95, 0.96, 180),
        ("turned-and-borrowed.tsv", 0.99, 0.98, 0.0, 155),
        ("scales-and-bounds.tsv", 0.93, 0.9, 0.5, 160),
        ("conditions.tsv", 0.98, 0.95, 0.91, 750),
        ("circumstances-clauses.tsv", 0.94, 0.94, 0.9, 160),
        ("nouns-elsewhere.tsv", 0.98, 0.94, 0.6, 270),
        ("lost-and-bare.tsv", 0.98, 0.95, 0.8, 69),
        ("prose.tsv", 0.99, 0.92, 0.95, 180),
        ("prose-second.tsv", 0.99, 0.96, 0.95, 165),
    ],
)
def test_a_hundred_unseen_sentences_stay_as_well_read_as_they_are(
    name: str, amounts_f1: float, metric_f1: float, condition_f1: float, high: int
) -> None:
    """At first sight 162 amounts of 165, 154 with their metric; of the second 157 of 163, 152.

    Of rests.tsv 188 of 197, 186 of the 198 marked high, .72 of the sentences whole; of
    rests-second.tsv 76 of 77, 74 of 75, .70. The rules before rests-third.tsv read .25 of it whole,
    those before rests-fourth.tsv .48, those before rests-fifth.tsv .19, those before
    rests-sixth.tsv .51, with 19 wrong amounts marked high where there is one now. Of prose.tsv 138
    of 183 metrics were right at first sight, of prose-second.tsv 130 of 176.
    Of the first 96 of rests-seventh.tsv .38 were whole before their rules, of the next 26 .27,
    of the last 39, look-alikes of what those rules are for, .51. Of the first 118 of
    nouns-elsewhere.tsv .44 were whole before their rules, of the last 62, written when these
    stood, .77. Of the first 66 of scales-and-bounds.tsv .58 were whole at first sight, of the next
    34 .38, of the last 22, written when these stood, .55; of those marked high 80 of 89, 31 of 42
    and 28 of 28 were right.
    Of turned-and-borrowed.tsv .41 was whole before its rules, with 44 wrong amounts marked high.
    Of the five parts of conditions.tsv .80, .63, .67, .74 and .65 were whole at first sight;
    with the rules before the first part .64 of the third and .58 of the last.
    Of circumstances-clauses.tsv .47 was whole before its rules, and .69 of its second part, which
    was written after them; 88 of 106 and 74 of 76 of the amounts marked high were right.
    Of lost-and-bare.tsv .30 was whole at first sight, and 54 of its 75 amounts were found.
    """
    path = Path(__file__).parents[1] / "fixtures" / "quantities" / name
    rows = [r.split("\t") for r in path.read_text("utf-8").splitlines() if r and r[0] != "#"]
    read = load_jiebang()
    gold = {zh: list(read_labels(cell)) if cell else [] for zh, cell in rows}
    scores = score(gold, {zh: read(zh) for zh in gold})
    assert scores["statements"] == len(rows) >= 27
    assert scores["value + unit + comparator"]["f1"] >= amounts_f1
    assert scores["metric, relaxed"]["f1"] >= metric_f1
    assert scores["condition, relaxed"]["f1"] >= condition_f1
    sure = [a for zh in gold for a in extract(zh) if a.confidence == "high"]
    assert len(sure) >= high


UNSEEN = Path(__file__).parents[1] / "fixtures" / "quantities" / "unseen"
SETS = {folder.name: folder for folder in sorted(UNSEEN.iterdir()) if folder.is_dir()}
SETS["open"] = BENCHMARK
EXACT = (*(n for n in amounts.ATTRIBUTES if "relaxed" not in n),)


@pytest.mark.parametrize("name", SETS)
def test_what_was_read_as_labeled_is_read_so_still(name: str) -> None:
    """Whole statements, to the letter; not-whole.yml names those that never were.

    What each set had at first sight stands in docs/measures.md; e, h, n are unseen still.
    """
    folder = SETS[name]
    listed = amounts.read_lines(folder / "statements.jsonl")
    texts = {s["id"]: s["zh"] for s in listed if name != "open" or s["half"] == "open"}
    gold = amounts.read_readings(folder / "labels-a.jsonl")
    gold = {i: gold[i] for i in texts}
    assert amounts.find_faults(texts, gold) == []
    read = load_jiebang()
    found = {i: [amounts.spread_tolerance(m) for m in read(zh)] for i, zh in texts.items()}
    other = [i for i in texts if not amounts.is_whole(gold[i], found[i], EXACT)]
    never = yaml.safe_load((UNSEEN / "not-whole.yml").read_text("utf-8"))[name].split()
    assert set(other) <= set(never)
    share, most = len(never) / len(texts), 0.7
    assert share < most
