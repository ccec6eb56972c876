"""The one list of tables and columns: writers, schemas and documentation read it.

Names and order are fixed for those who use the data; a new column goes at the end.
"""

from __future__ import annotations

from jiebang.datasets.kinds import Column, Table, Type
from jiebang.document.model import Basis, State


def _text(name: str, en: str, zh: str, *, required: bool = False) -> Column:
    return Column(name, Type.STRING, en, zh, required)


def _whole(name: str, en: str, zh: str, unit: str, *, required: bool = False) -> Column:
    return Column(name, Type.INTEGER, en, zh, required, unit=unit)


def _number(name: str, en: str, zh: str, unit_in: str) -> Column:
    return Column(name, Type.NUMBER, en, zh, unit_in=unit_in)


def _pair(name: str, en: str, zh: str, *, required: bool = False) -> tuple[Column, Column]:
    """A text in both languages. The Chinese is the original's; the English may be missing."""
    return (
        _text(f"{name}_zh".lstrip("_"), f"{en}, in Chinese", f"{zh}（中文）", required=required),
        _text(f"{name}_en".lstrip("_"), f"{en}, in English", f"{zh}（英文）"),
    )


def _id(en: str, zh: str) -> Column:
    return _text("id", en, zh, required=True)


def _of(table: str, en: str, zh: str, *, required: bool = True) -> Column:
    return Column(f"{table}_id", Type.STRING, en, zh, required, refers=f"{table}s")


def _basis(name: str, of_en: str, of_zh: str) -> Column:
    en = f"Whether the original states the {of_en}, it is inferred, or it is unknown"
    zh = f"{of_zh}的依据：原文写明、推断或不详"
    return Column(name, Type.STRING, en, zh, True, tuple(Basis))


_STATE = Column(
    "translation_state",
    Type.STRING,
    "How far the English can be trusted; of several segments, the worst",
    "英文译文的可靠程度；含多个语段时取最低者",
    True,
    tuple(State),
)
_URL = Column("url", Type.STRING, "Address of its page", "页面地址", True, form="uri-reference")
_PLACE = (
    _whole(
        "source_start",
        "Where it begins in the original: characters from 0, decoded as UTF-8",
        "在原件中的起始位置（按UTF-8解码后的字符数，从0起）",
        "{character}",
    ),
    _whole(
        "source_end",
        "Where it ends in the original, exclusive",
        "在原件中的结束位置（不含）",
        "{character}",
    ),
)

_NOTE = _pair("note", "Translator’s note: what a reader must know of the text", "译注")

DOCUMENTS = Table(
    "documents",
    "The documents published here",
    "本站发布的文件",
    (
        _id("Id of the document", "文件编号"),
        *_pair("title", "Title of the document", "文件标题", required=True),
        *_pair("issuer", "Who issued it", "发布单位"),
        _basis("issuer_basis", "issuer", "发布单位"),
        _text("jurisdiction", "ISO 3166 code of the jurisdiction", "所属地区的ISO 3166代码"),
        _basis("jurisdiction_basis", "jurisdiction", "所属地区"),
        _text("document_number", "Document number, where stated", "文号（原文写明的）"),
        _text(
            "date_issued",
            "Date of issue in ISO 8601 (a day, a month or a year), where stated",
            "发布日期（ISO 8601，精确到日、月或年；原文写明的）",
        ),
        _text("source_file", "File name of the original", "原件文件名", required=True),
        _text("source_sha256", "SHA-256 of the original", "原件的SHA-256", required=True),
        _whole("tasks", "Number of tasks", "任务数", "{task}", required=True),
        _whole("indicators", "Number of indicators", "指标数", "{indicator}", required=True),
        _whole("measures", "Number of measures", "量化值数", "{measure}", required=True),
        _URL,
        _text("source_url", "Where it was first published", "首次发布的网址"),
        _text("archive_url", "Where an archive keeps that page", "该网页的存档网址"),
        _text(
            "application_deadline",
            "Last day for applicants in ISO 8601, where stated",
            "申报截止日期（ISO 8601；原文写明的）",
        ),
        *_pair("summary", "What it asks for and of whom, in two sentences", "内容提要，两句话"),
    ),
)

TASKS = Table(
    "tasks",
    "The tasks that can be applied for",
    "可揭榜的任务",
    (
        _id("Id of the task", "任务编号"),
        _of("document", "Id of its document", "所在文件的编号"),
        _text(
            "list_id",
            "Id of its list, in a document of several",
            "所在榜单的编号（文件含多个榜单时）",
        ),
        _whole("number", "Its number in the list", "在榜单中的序号", "{ordinal}", required=True),
        *_pair("section", "Headings it stands under, joined with “ / ”", "所属章节，以“ / ”连接"),
        *_pair("title", "Title of the task", "任务名称", required=True),
        *_pair("requirement", "What must be built or solved", "任务要求"),
        _whole(
            "funding_cny",
            "Ceiling of the funding the task names, in yuan",
            "任务写明的资助上限（元）",
            "CNY",
        ),
        *_pair(
            "funding",
            "What the task says of money; a bare figure with the unit its column's name has",
            "资金说明；单独的数字附列名所示单位",
        ),
        _whole("duration_months", "Longest duration, in months", "最长实施期限（月）", "mo"),
        _whole(
            "target_year",
            "Year its indicators are due; if they name none, the year its term ends by",
            "指标的目标年份；指标未写明的，为任务期限截止的年份",
            "{calendar year}",
        ),
        Column("themes", Type.LIST, "Ids of its themes", "主题编号", True),
        Column(
            "same_as",
            Type.LIST,
            "Ids of the same task published elsewhere",
            "在其他文件中发布的同一任务的编号",
            refers="tasks",
        ),
        _STATE,
        _URL,
        *_pair("posted_by", "Unit that poses the task, where the task names one", "出题单位"),
        _whole("award_cny", "Highest prize for one winner, in yuan", "单项最高奖金（元）", "CNY"),
        _whole(
            "own_contribution_cny",
            "What the applicant must bring, in yuan",
            "揭榜方自筹资金（元）",
            "CNY",
        ),
        _whole("total_cny", "What all of it costs, whoever pays, in yuan", "总投入（元）", "CNY"),
    ),
)

INDICATORS = Table(
    "indicators",
    "What the issuer will judge a task by, one line each",
    "任务的考核指标，逐条列出",
    (
        _id("Id of the indicator", "指标编号"),
        _of("task", "Id of its task", "所属任务的编号"),
        _of("document", "Id of its document", "所在文件的编号"),
        _whole(
            "number",
            "Its number in the task, from 1",
            "在任务中的序号，从1起",
            "{ordinal}",
            required=True,
        ),
        *_pair("text", "The indicator", "指标内容", required=True),
        _whole(
            "deadline_year",
            "Year it is due; a clause without a number takes it from those before it",
            "到期年份；无编号的分句沿用其前分句的年份",
            "{calendar year}",
        ),
        _STATE,
        *_PLACE,
        _URL,
        *_NOTE,
        Column(
            "same_as",
            Type.LIST,
            "Ids of the same indicator published elsewhere",
            "在其他文件中发布的同一指标的编号",
            refers="indicators",
        ),
        _whole(
            "subnumber",
            "Its number below an item that is only a heading, from 1; empty elsewhere",
            "在仅作标题的条目下的序号，从1起；其他情况为空",
            "{ordinal}",
        ),
    ),
)

COMPARATORS = (">=", "<=", ">", "<", "=", "~", "range")

MEASURES = Table(
    "measures",
    "The amounts inside the indicators, one each",
    "指标中的量化值，逐个列出",
    (
        _id("Id of the measure", "量化值编号"),
        _of("indicator", "Id of its indicator", "所属指标的编号"),
        _of("task", "Id of its task", "所属任务的编号"),
        *_pair("metric", "What is measured", "量化的对象"),
        Column(
            "comparator",
            Type.STRING,
            "How the value bounds what is measured; “range” is from value to value_max, inclusive. "
            "Of a change (降低80%以上) it bounds the size: see change for the way it goes",
            "比较方式；range 表示从 value 到 value_max（均含）。"
            "对变化量（如“降低80%以上”）比较的是幅度，升降方向见 change",
            True,
            COMPARATORS,
        ),
        _number("value", "The value as printed, as a plain decimal", "数值（十进制）", "unit_ucum"),
        _number("value_max", "Upper end of a range", "范围的上限", "unit_ucum"),
        _text("unit", "The unit as printed", "原文的单位"),
        _text("unit_ucum", "The unit in UCUM", "单位（UCUM代码）"),
        _text("quantity_kind", "Kind of quantity", "量的种类"),
        _number("value_si", "The value in unit_si", "换算为 unit_si 的数值", "unit_si"),
        _text("unit_si", "The SI or base unit of value_si", "value_si 的国际单位或基本单位"),
        *_pair("text", "The words that say so", "原文表述", required=True),
        *_PLACE,
        _text(
            "confidence",
            "How sure the reading is: high, or “low: ” and the reasons",
            "识别的把握：high，或“low: ”加原因",
            required=True,
        ),
        Column(
            "change",
            Type.STRING,
            "level, or by how much something is to increase or decrease",
            "level 为水平值；increase、decrease 为升、降的幅度",
            True,
            ("level", "increase", "decrease"),
        ),
        _number("value_max_si", "The upper end in unit_si", "换算为 unit_si 的上限", "unit_si"),
        *_pair("condition", "Under what it holds", "成立的条件"),
        _text(
            "per",
            "The base of a rate where the unit has none (UCUM)",
            "单位中未含的计量基准（UCUM代码）",
        ),
        _number(
            "baseline", "What it starts from, in the same unit", "起点值（单位相同）", "unit_ucum"
        ),
        _of(
            "metric",
            "Id of the metric it belongs to; “other” where it belongs to none",
            "所属度量的编号；无所属者为 other",
        ),
    ),
)

SEGMENTS = Table(
    "segments",
    "Every segment of every document, Chinese and English side by side",
    "全部语段，中英文对照",
    (
        _id("Id of the segment", "语段编号"),
        _of("document", "Id of its document", "所在文件的编号"),
        _of(
            "task", "Id of its task, if it stands in one", "所属任务的编号（如有）", required=False
        ),
        _text(
            "field",
            "Part of the task or document it belongs to",
            "所属的任务字段或文件部分",
            required=True,
        ),
        *_pair("text", "The segment", "语段内容", required=True),
        _STATE,
        _text(
            "origin",
            "What wrote the English: llm, person, engine:<name>@<version> or memory:<segment id>",
            "英文的来源：llm（语言模型）、person（人）、engine:<名称>@<版本> 或 memory:<语段编号>",
        ),
        *_NOTE,
    ),
)

TERMS = Table(
    "terms",
    "The glossary",
    "术语表",
    (
        _id("Id of the term", "术语编号"),
        _text("zh", "The term, in Chinese", "中文术语", required=True),
        _text("en", "The English used here", "本站采用的英文", required=True),
        Column("en_variants", Type.LIST, "Other English in use", "其他通行的英文"),
        Column("en_forbidden", Type.LIST, "English not to be used", "不采用的英文"),
        _text("definition_en", "What it means, in English", "英文释义"),
        _text("domain", "Field of knowledge", "领域"),
        _text("source", "Where the English comes from", "英文的出处"),
        _whole(
            "occurrences",
            "Number of segments whose Chinese holds the term",
            "含该术语的语段数",
            "{segment}",
            required=True,
        ),
    ),
)

METRICS = Table(
    "metrics",
    "What amounts measure, in groups that can be compared",
    "度量：可以相互比较的量化对象",
    (
        _id("Id of the metric", "度量编号"),
        *_pair("", "Name", "名称", required=True),
        _text("quantity_kind", "Kind of quantity", "量的种类"),
        _text("qudt", "Its quantity kind at qudt.org", "QUDT 中相应的量的种类"),
        _text("unit_si", "The SI or base unit of its levels", "水平值的国际单位或基本单位"),
        _whole("measures", "Number of measures", "量化值数", "{measure}", required=True),
    ),
)

TASK_THEMES = Table(
    "task_themes",
    "The themes of each task, for counting only: its shares add up to 1",
    "任务的主题，仅用于统计：每项任务各主题的份额之和为1",
    (
        _of("task", "Id of the task", "任务编号"),
        _text("theme", "Id of the theme", "主题编号", required=True),
        Column(
            "weight",
            Type.NUMBER,
            "1 over the number of the task’s themes: no judgment of their worth",
            "1除以该任务的主题数，不代表各主题的轻重",
            True,
            unit="1",
        ),
    ),
    keys=2,
)

# A table stands after those it refers to.
TABLES = (DOCUMENTS, TASKS, INDICATORS, METRICS, MEASURES, SEGMENTS, TERMS, TASK_THEMES)
