"""What a person says of a measure stands in the rows, and only while its amount reads the same."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from building import ROOT, small_copy
from jiebang.checks import review
from jiebang.cli import main
from jiebang.corpus.load import load_corpus
from jiebang.corpus.measure_names import load_measure_names
from jiebang.datasets.measures import MeasureRow
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from support import measure_rows

ONE, OTHER = "chongqing-ai-2023", "henan-agi-2023"
CHIP = f"{OTHER}.01.1.m2"
OF = "of: 达到500 TFLOPS以上"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = small_copy(tmp_path / "root", ONE, OTHER)
    made.measures_yml.write_text("# none yet\n", "utf-8")
    return made


def rows(layout: Layout) -> dict[str, MeasureRow]:
    return {row["id"]: row for row in measure_rows(load_corpus(layout))}


def published(layout: Layout) -> dict[str, dict[str, str]]:
    assert main(["data", "--root", str(layout.root)]) == 0
    with (layout.data / "measures.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_rows_say_what_a_person_says_and_nothing_else_changes(layout: Layout) -> None:
    before = published(layout)
    layout.measures_yml.write_text(
        f"{CHIP}:\n  {OF}\n  zh: 单颗芯片速度\n  en: speed of one chip\n  metric_id: other\n"
        "  condition_zh: 半精度\n  condition_en: half precision\n",
        "utf-8",
    )
    after = published(layout)
    changed = {
        (row, column): value
        for row, record in after.items()
        for column, value in record.items()
        if value != before[row][column]
    }
    assert changed == {
        (CHIP, "metric_zh"): "单颗芯片速度",
        (CHIP, "metric_en"): "speed of one chip",
        (CHIP, "metric_id"): "other",
        (CHIP, "condition_zh"): "半精度",
        (CHIP, "condition_en"): "half precision",
    }
    assert main(["check", "--root", str(layout.root)]) == 0
    assert rows(layout)[CHIP]["metric_en"] == "speed of one chip"


def test_what_the_rules_say_anyway_changes_nothing(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", "--root", str(layout.root)])
    before, silent = rows(layout), capsys.readouterr().out
    layout.measures_yml.write_text(f"{CHIP}: {{{OF}, zh: {before[CHIP]['metric_zh']}}}\n", "utf-8")
    assert main(["check", "--root", str(layout.root)]) == 0
    assert rows(layout) == before
    assert capsys.readouterr().out == silent


STALE = {
    f"{CHIP}: {{of: ≥400 TFLOPS, en: speed}}": "“达到500 TFLOPS以上”, not “≥400 TFLOPS”",
    f"{OTHER}.01.1.m9: {{{OF}, en: speed}}": f"no measure has the id {OTHER}.01.1.m9",
    f"{OTHER}.99.1.m1: {{{OF}, en: speed}}": f"no measure has the id {OTHER}.99.1.m1",
    "gone-2020.01.1.m1: {of: 1个, en: speed}": "1 names of measures of gone-2020, which is not",
}


def test_a_name_whose_amount_is_another_is_told_and_not_used(
    layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(layout)
    layout.measures_yml.write_text("\n".join(("# a head", *STALE)), "utf-8")
    assert rows(layout) == before, "a stale name is in no row"
    assert main(["check", "--root", str(layout.root)]) == 0
    lines = [x for x in capsys.readouterr().out.splitlines() if "measures.yml" in x]
    assert len(lines) == len(STALE)
    for number, said in enumerate(STALE.values(), 2):
        (line,) = [x for x in lines if f"measures.yml:{number}" in x]
        assert said in line
        assert line.startswith("warning")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"{CHIP}:\n  {OF}\n  value: 3", 3, "unknown key “value”"),
        (f"{CHIP}:\n  {OF}\n  en:", 3, "“en” is empty"),
        (f"{CHIP}:\n  {OF}\n  metric_id: nonsense", 3, "no metric has the id “nonsense”"),
        (f"{CHIP}:\n  en: speed", 1, "“of” is missing"),
        (f"{CHIP}:\n  {OF}", 1, "nothing but “of”"),
        (f"{CHIP}: speed", 1, "a mapping wanted"),
        ("- speed", 1, "a mapping wanted"),
        (f"{CHIP}: {{{OF}, en: a}}\n{CHIP}: {{{OF}, en: b}}", 2, "is given twice"),
        (f"{CHIP}: x: y", 1, "malformed YAML"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "measures.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=f"measures.yml:{line}: .*{said}") as error:
        load_measure_names(path)
    assert "\n" not in str(error.value)


def test_a_bad_file_ends_every_command(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    layout.measures_yml.write_text(f"{CHIP}:\n  {OF}\n  metric_id: nonsense", "utf-8")
    for verb in ("check", "data", "build"):
        assert main([verb, "--root", str(layout.root)]) == 2
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "no metric has the id “nonsense”" in told


def test_only_the_document_concerned_is_worked_out_again(
    layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[str] = []
    make_entry = review.make_entry

    def noted(*args: object) -> object:
        entry = make_entry(*args)  # type: ignore[arg-type]
        worked.append(entry.document.id)
        return entry

    monkeypatch.setattr(review, "make_entry", noted)
    root = str(layout.root)
    main(["check", "--root", root])
    assert sorted(worked) == [ONE, OTHER]
    for text, wanted in (
        (f"{CHIP}: {{{OF}, en: speed}}\n", [OTHER]),
        (f"# moved\n{CHIP}: {{{OF}, en: speed}}\n", []),
        (f"{CHIP}: {{{OF}, en: rate}}\n", [OTHER]),
        (f"{CHIP}: {{of: 1个, en: rate}}\n", [OTHER]),
        ("# none\n", [OTHER]),
    ):
        worked.clear()
        layout.measures_yml.write_text(text, "utf-8")
        assert main(["check", "--root", root]) == 0
        assert worked == wanted, text


def test_the_names_of_this_project_hold() -> None:
    found = rows(Layout(ROOT))
    for names in load_measure_names(Layout(ROOT).measures_yml).values():
        for identifier, name in names.items():
            row = found[identifier]
            assert row["text_zh"] == name.of, identifier
            assert {column: row[column] for column in name.columns} == name.columns
