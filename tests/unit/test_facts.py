"""Money, duration and target year of a task, in forms the five documents do not have.

What each form means was settled by reading: a range counts by its upper bound, a span of
the calendar counts its first and its last month, a five-year plan ends with its last year.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from jiebang.corpus.facts import Facts, deadline_year, duration_months, facts_of, read_money
from jiebang.document.model import tasks
from jiebang.quantities.fields import money_below, time_below
from jiebang.quantities.read_zh import extract
from jiebang.structure import convert_text
from jiebang.text.words import load_words


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
        ("资助500万元（其中省级300万元、市级200万元）", 5_000_000),
        ("省级财政资助500万元，其中首年300万元", 5_000_000),
        ("省级财政500万元，分3年拨付，每年不超过200万元", 5_000_000),
        ("省级财政200万元，园区配套资助100万元", 3_000_000),
        ("支持经费500万元：省财政300万元，市财政200万元", 5_000_000),
        ("国拨经费500万元，其中设备费100万元；省财政配套300万元", 8_000_000),
        ("市级300万元。其中设备费不超过100万元。区级配套200万元。", 5_000_000),
        ("市财政300万元，其中首年100万元；企业投入500万元；省财政支持200万元", 5_000_000),
        # Whose purse the second is, nobody knows.
        ("省级财政200万元，集团资助100万元", None),
        ("支持100万美元", None),
        ("拟支持3项", None),
        ("不限", None),
        ("", None),
    ],
)
def test_funding(zh: str, yuan: int | None) -> None:
    assert read_money(zh).funding == yuan


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
        # Days named: whole months, or nothing.
        ("2024年7月1日至2027年6月30日", 36),
        ("2024年7月15日至2026年7月14日", 24),
        ("2024.07.01-2027.06.30", 36),
        ("2023年3月1日至2024年2月29日", 12),
        ("2023年3月1日至2024年2月28日", None),
        ("2024年7月1日至2027年7月1日", None),
        ("2024年7月15日至2027年6月30日", None),
        ("2024年7月至2027年6月30日", None),
        ("2027年12月底前", None),
        ("2026年12月31日", None),
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
    found = [(a.meaning.kind, a.comparator.value, a.value) for a in extract(zh)]
    assert found == [(kind, sign, Decimal(value)) for kind, sign, value in wanted]


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("完成期限：2027年12月底前", Facts(None, None, 2027)),
        ("完成时限：2026年10月", Facts(None, None, 2026)),
        ("完成时限：2026年", Facts(None, None, 2026)),
        ("实施期限：2024年7月1日至2027年6月30日", Facts(None, 36, 2027)),
        ("实施期限：2024年7月15日至2027年6月30日", Facts(None, None, 2027)),
        ("起止时间：2025年", Facts()),
        ("实施期限：自2024年起三年", Facts(None, 36)),
        ("项目总投资：5000万元", Facts(total_cny=50_000_000)),
        ("资助额度：总经费不超过1 200万元", Facts(12_000_000)),
        # What ends a line ends a clause.
        ("经费：300万元\n其中自筹100万元", Facts(3_000_000, own_contribution_cny=1_000_000)),
        (
            "经费：市财政200万元\n企业配套不少于250万元",
            Facts(2_000_000, own_contribution_cny=2_500_000),
        ),
        ("期望完成年份：2027", Facts(None, None, 2027)),
        ("实施周期：1½年", Facts(None, 18)),
        # A sentence behind the indicators that names what a field would.
        (
            "考核指标：精度≥90%。项目经费不超过180万元，研究周期3年，须现场演示。",
            Facts(1_800_000, 36),
        ),
        ("考核指标：精度≥90%。单台成本不超过180万元，寿命3年。", Facts()),
        ("资助额度：项目总投入2000万元，财政资金不超过总投入的20%", Facts(total_cny=20_000_000)),
        ("经费与周期：经费不超过60万元，周期24个月", Facts(600_000, 24)),
        ("奖励措施：擂主1个，奖励10万元；一等奖5个，每个2万元", Facts(award_cny=100_000)),
        ("实施期限：3年（2026—2028年）", Facts(None, 36, 2028)),
        ("攻关期限：2026年6月—2028年5月", Facts(None, 24, 2028)),
        ("实施期限：一年零六个月", Facts(None, 18)),
        # In notes only what a clause names as a field would.
        ("有关说明：拟支持1项，国拨经费1500万元，实施周期3年。", Facts(15_000_000, 36)),
        (
            "有关说明：每个项目国拨经费不超过1,200万元，自筹经费不低于600万元。",
            Facts(12_000_000, own_contribution_cny=6_000_000),
        ),
        ("其他说明：实施年限不超过2年，拟支持经费300万元。", Facts(3_000_000, 24)),
        ("有关说明：近三年获得国拨经费500万元以上的单位优先。", Facts()),
        ("有关说明：自筹经费与国拨经费比例不低于1:1，团队成立3年以上。", Facts()),
        ("有关说明：第一年，财政资金200万元，第二年，财政资金300万元。", Facts()),
        ("有关说明：须提供质保，期限5年，费用10万元。", Facts()),
        ("前期基础：已与客户签约，合同金额3000万元。", Facts()),
        ("价格上限：500万元", Facts()),
        ("已获资助：2000万元", Facts()),
        ("备注：项目经费不足100万元的不予受理，其他经费800万元。", Facts()),
    ],
)
def test_the_term_of_a_task(field: str, facts: Facts) -> None:
    text = (
        f"技术榜单\n项目一：柔性传感器\n研究内容：研究封装工艺。\n考核指标：良率≥90%。\n{field}\n"
    )
    (task,) = tasks(convert_text(text, "x", "x.txt", "0" * 64))
    assert facts_of(task) == facts


@pytest.mark.parametrize("name", load_words("money")["noted"])
def test_every_name_that_is_noted_is_of_money_or_of_time(name: str) -> None:
    value = "3年" if name.endswith(("期", "期限", "周期", "年限")) else "300万元"
    beside = "经费面议，" * (name in load_words("money")["bare_terms"])
    said = f"考核指标：良率≥90%。{beside}{name}{value}。"
    text = f"技术榜单\n项目一：传感器\n{said}\n项目二：泵\n考核指标：≥9%。\n"
    task = tasks(convert_text(text, "x", "x.txt", "0" * 64))[0]
    found = facts_of(task)
    own = found.own_contribution_cny if name.startswith("自筹") else found.funding_cny
    assert [i.text.zh for i in task.indicators] == ["良率≥90%。"]
    assert own == 3_000_000 or found.duration_months == 36


@pytest.mark.parametrize(
    "demand",
    [
        "执行期3年，检测精度不低于99%。",
        "支持经费100万元，精度99%。",
        "项目经费控制在500万元，开发样机2台。",
        "财政资金100万元，带动投资500万元。",
        "本项目执行期为2年，完成样机10台，申请专利三项。",
    ],
)
def test_a_sentence_that_asks_stays_an_indicator_though_it_begins_with_a_term(demand: str) -> None:
    text = f"技术榜单\n项目一：传感器\n考核指标：{demand}\n项目二：泵\n考核指标：≥9%。\n"
    task = tasks(convert_text(text, "x", "x.txt", "0" * 64))[0]
    assert [i.text.zh for i in task.indicators] == [demand]


def test_the_year_of_an_indicator_goes_before_that_of_the_term() -> None:
    text = (
        "技术榜单\n项目一：柔性传感器\n研究内容：研究封装。\n"
        "考核指标：到2026年，良率≥90%。\n完成期限：2027年12月底前\n"
    )
    (task,) = tasks(convert_text(text, "x", "x.txt", "0" * 64))
    assert facts_of(task).target_year == 2026


@pytest.mark.parametrize(
    ("name", "text", "yuan"),
    [
        ("榜单金额（万元）", "500", 5_000_000),
        ("榜单金额(单位：万元)", "1,200", 12_000_000),
        ("榜单金额（万元）", "５００", 5_000_000),
        ("榜单金额（万元）", "不超过400", 4_000_000),
        ("榜单金额（万元）", "400以内", 4_000_000),
        ("榜单金额（万元）", "200～300", 3_000_000),
        ("财政资助（亿元）", "0.05", 5_000_000),
        ("財政資助（億元）", "1.5", 150_000_000),
        ("资助额度（千元）", "800", 800_000),
        ("资助额度（元）", "1500000", 1_500_000),
        ("榜单金额（万元）", "300万元", 3_000_000),
        ("榜单金额（万元）", "300万", 3_000_000),
        # A figure that may be anything is nothing.
        ("榜单金额（万元）", "500（其中财政200）", None),
        ("榜单金额（万元）", "500，分3年拨付", None),
        ("榜单金额（万元）", "不低于500", None),
        ("榜单金额（万元）", "面议", None),
        ("榜单金额（万元）", "/", None),
        ("榜单金额（万元/年）", "500", None),
        ("榜单金额（万美元）", "500", None),
        ("榜单金额", "500", None),
    ],
)
def test_a_unit_in_the_name_of_a_column(name: str, text: str, yuan: int | None) -> None:
    assert read_money(money_below(name, text).text).funding == yuan


@pytest.mark.parametrize(
    ("name", "text", "months"),
    [
        ("实施期限（月）", "24", 24),
        ("实施周期（个月）", "18-24", 24),
        ("实施期（年）", "2", 24),
        ("实施期（年）", "1.5", 18),
        ("实施期（年）", "2024-2026", None),
        ("完成时间（年）", "2026", None),
        ("实施期（年）", "2年", 24),
        ("实施期", "2", None),
    ],
)
def test_a_term_below_its_unit(name: str, text: str, months: int | None) -> None:
    assert duration_months(time_below(name, text).text) == months


def test_of_several_sums_the_public_one_counts_and_else_none() -> None:
    def funding(*fields: str) -> int | None:
        lines = ["技术榜单", "项目一：柔性传感器", "研究内容：研究封装。", *fields]
        (task,) = tasks(convert_text("\n".join(lines), "x", "x.txt", "0" * 64))
        return facts_of(task).funding_cny

    assert funding("项目总投资：5000万元", "财政资助：300万元") == 3_000_000
    assert funding("经费预算：1000万元", "财政资助：300万元") == 3_000_000
    assert funding("经费预算：1000万元", "榜单金额：300万元") is None
    assert funding("经费预算：300万元", "榜单金额：300万元") == 3_000_000


def test_half_a_year_is_an_amount_but_no_part_of_other_words() -> None:
    assert [(a.value, a.unit) for a in extract("连续运行半年以上")] == [(Decimal("0.5"), "年")]
    for zh in ("上半年完成验收", "提交半年度报告", "每半年检查", "研究两年半导体工艺"):
        assert Decimal("0.5") not in [a.value for a in extract(zh)]
        assert Decimal("2.5") not in [a.value for a in extract(zh)]
