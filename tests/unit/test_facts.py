"""Money, duration and target year of a task, in forms the five documents do not have.

What each form means was settled by reading: a range counts by its upper bound, a span of
the calendar counts its first and its last month, a five-year plan ends with its last year.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from jiebang.facts import deadline_year, duration_months, funding_ceiling
from jiebang.measures import extract


@pytest.mark.parametrize(
    ("zh", "yuan"),
    [
        ("人民币1.2亿元", 120_000_000),
        ("不超过人民币1.2亿元", 120_000_000),
        ("1亿2000万元", 120_000_000),
        ("￥500万", 5_000_000),
        ("RMB 800万", 8_000_000),
        ("￥1,200,000", 1_200_000),
        ("财政支持三百万元", 3_000_000),
        ("每项支持800—1000万元", 10_000_000),
        ("资助200-300万", 3_000_000),
        ("最高2000 万", 20_000_000),
        ("按2000万、1000万两档支持", 20_000_000),
        ("财政资金1,000万元，自筹3,000万元", 10_000_000),
        ("财政资金500万元（自筹1000万元）", 5_000_000),
        ("总经费1.2亿元，其中省级财政3000万元", 30_000_000),
        ("市级财政资助1000万元（区级财政资助500万元），承担单位出资1亿元", 15_000_000),
        ("项目总投资5亿元，财政补助不超过20%，最高2000万元", 20_000_000),
        ("支持100万美元", None),
        ("拟支持3项", None),
        ("不限", None),
        ("", None),
    ],
)
def test_funding(zh: str, yuan: int | None) -> None:
    assert funding_ceiling(zh) == yuan


@pytest.mark.parametrize(
    ("zh", "months"),
    [
        ("18—24个月", 24),
        ("不超过两年半", 30),
        ("一年半", 18),
        ("两至三年", 36),
        ("十八个月", 18),
        ("自合同签订之日起2年", 24),
        ("2023年1月至2025年12月", 36),
        ("2年（至2025年12月）", 24),
        ("不超过24个月（2024.01-2025.12）", 24),
        ("半年", 6),
        ("3个半月", None),
        ("2026年6月底前", None),
        ("面议", None),
    ],
)
def test_duration(zh: str, months: int | None) -> None:
    assert duration_months(zh) == months


@pytest.mark.parametrize(
    ("zh", "year"),
    [
        ("二〇二五年底，建成生产线", 2025),
        ("到二〇二六年，", 2026),
        ("“十四五”末，产值达到10亿元", 2025),
        ("十五五期末达到", 2030),
        ("2025年底前建成3个平台", 2025),
        ("２０２５年末", 2025),
        ("截至2026年12月31日", 2026),
        ("到2024年，…；到2026年，…", 2026),
        ("“十四五”期间的基础", None),
        ("符合2023年发布的标准", None),
        ("在2023年的基础上提高20%", None),
        ("2024年前沿技术", None),
        ("", None),
    ],
)
def test_deadline(zh: str, year: int | None) -> None:
    assert deadline_year(zh) == year


@pytest.mark.parametrize(
    ("zh", "wanted"),
    [
        ("榜单总金额不超过人民币1.2亿元。", [("money", "<=", "120000000")]),
        ("本批榜单共安排财政资金9300万元，每项不高于￥1000万。",
         [("money", "=", "93000000"), ("money", "<=", "10000000")]),
        ("申报团队成员不少于10人，其中高级职称人员不少于3名。",
         [("count", ">=", "10"), ("count", ">=", "3")]),
        ("团队核心成员15人以内，研发人员占比不低于30%。",
         [("count", "<=", "15"), ("ratio", ">=", "30")]),
        ("上年度营业收入5000万元以上，研发投入不少于三百万元。",
         [("money", ">=", "50000000"), ("money", ">=", "3000000")]),
    ],
)  # fmt: skip
def test_a_documents_own_money_and_headcounts(zh: str, wanted: list[tuple[str, str, str]]) -> None:
    found = [(a.reading.kind, a.comparator.value, a.value) for a in extract(zh)]
    assert found == [(kind, sign, Decimal(value)) for kind, sign, value in wanted]


def test_half_a_year_is_an_amount_but_no_part_of_other_words() -> None:
    assert [(a.value, a.unit) for a in extract("连续运行半年以上")] == [(Decimal("0.5"), "年")]
    for zh in ("上半年完成验收", "提交半年度报告", "每半年检查", "研究两年半导体工艺"):
        assert Decimal("0.5") not in [a.value for a in extract(zh)]
        assert Decimal("2.5") not in [a.value for a in extract(zh)]
