"""A small corpus made by hand, for tests that need one.

One document, `demo-2024`: a letterhead, a title, one heading with two tasks, a form
with a table. Task 01 has numbered indicators and money, task 02 a field cut into
clauses that share a deadline and one indicator that needs no English. Everything
is translated as “EN <id>”, curated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from jiebang.corpus.catalogue.entry import translations_of
from jiebang.corpus.catalogue.po import load_po
from jiebang.corpus.facts import facts_of
from jiebang.corpus.glossary import Term, TermBase, Theme
from jiebang.corpus.load import Corpus, LoadedDocument
from jiebang.corpus.project import Project, load_project
from jiebang.datasets.columns import MEASURES, TABLES, DataTable, Row
from jiebang.datasets.fragments import document_rows, make_fragment, shared_rows
from jiebang.datasets.measures import MeasureRow, entry_rows
from jiebang.datasets.release import record_fragments
from jiebang.datasets.tables import count_terms
from jiebang.datasets.write import write_fragments
from jiebang.document.alignment import align
from jiebang.document.model import (
    Basis,
    Claim,
    Document,
    Field,
    Item,
    Paragraph,
    Provenance,
    Section,
    SectionKind,
    Segment,
    State,
    Table,
    Translation,
    Words,
    printed,
    segments,
    tasks,
)
from jiebang.document.tree import identify
from jiebang.runtime.files import sha256_of
from jiebang.runtime.layout import Layout

ID = "demo-2024"
PROJECT = load_project(Layout(Path(__file__).parents[1]))
TERMS = TermBase(
    (
        Term(
            "compute",
            "算力",
            "compute",
            "What computers can do.",
            "computing",
            "made up",
            definition_zh="计算机所能做的。",
        ),
        Term(
            "compute-cluster",
            "算力集群",
            "compute cluster",
            "Many computers.",
            "computing",
            "made up",
            variants=("computing cluster", "cluster"),
            forbidden=("arithmetic cluster",),
        ),
        Term("robot", "机器人", "robot", "A machine that moves.", "robotics", "made up"),
    )
)
THEMES = (
    Theme("compute", "算力", "Compute", "Chips and clusters.", ("算力",)),
    Theme("robots", "机器人", "Robots", "Machines that move.", ("机器人",)),
)
PROVENANCE = Provenance(
    ID,
    "demo.txt",
    sha256_of(b"demo"),
    issuer=Claim("某厅", "Some department", Basis.INFERRED, ("1: “某厅”",)),
    jurisdiction=Claim("重庆市", "Chongqing", Basis.STATED, ("2: “重庆市”",), code="CN-CQ"),
    document_number=Claim("某函〔2024〕1号", "Letter [2024] No. 1", Basis.INFERRED, ("x",)),
    date_issued=Claim("2024年5月6日", "2024-05-06", Basis.STATED, ("3: “2024年5月6日”",)),
    title=Words("Demo", "示例"),
)


def text(zh: str) -> Segment:
    """A segment without id yet."""
    return Segment("", zh)


def prose(zh: str) -> Paragraph:
    return Paragraph((text(zh),))


def indicator(task: str, number: int, marker: str, zh: str) -> Item:
    return Item(marker, text(zh), f"{ID}.{task}.{number}")


def named(key: str, name: str, *blocks: Paragraph | Item) -> Field:
    return Field(key, "", text(name), "：", blocks)


def make_document() -> Document:
    """The document, its segments identified."""
    first = Section(
        f"{ID}.01",
        SectionKind.TASK,
        3,
        "（一）",
        text("算力集群"),
        (
            named("requirement", "揭榜任务", prose("建设算力集群。提升算力。")),
            named(
                "indicators",
                "考核指标",
                indicator("01", 1, "1.", "到2025年，节点≥1024个。"),
                indicator("01", 2, "2.", "时延不超过10ms，“最大”。"),
            ),
            named("funding", "榜单金额", prose("2000万元")),
            named("duration", "实施期限", prose("不超过3年")),
        ),
    )
    second = Section(
        f"{ID}.02",
        SectionKind.TASK,
        3,
        "（二）",
        text("机器人"),
        (
            named(
                "indicators",
                "考核指标",
                indicator("02", 1, "", "到2026年，速度≥5km/h；"),
                indicator("02", 2, "", "≥95%。"),
            ),
        ),
    )
    heading = Section(
        f"{ID}.s2", SectionKind.SECTION, 2, "一、", text("核心基础"), (), (first, second)
    )
    title = Section(f"{ID}.s1", SectionKind.TITLE, 1, "", text("重庆市任务榜单"), (), (heading,))
    cells = ((text("名称"),), ()), ((text("1"),), (text("甲, “乙”"),))
    form = Section(f"{ID}.s3", SectionKind.FORM, 1, "附件1", text("推荐表"), (Table(True, cells),))
    return identify(
        Document(ID, PROVENANCE.file, PROVENANCE.sha256, (prose("某厅"),), (title, form))
    )


def read_catalogue(path: Path, parts: Iterable[Segment]) -> dict[str, Translation]:
    """The translations of segments in a catalogue; a file that does not exist has none."""
    return translations_of(load_po(path) if path.exists() else (), parts, path)


def make_original(document: Document) -> str:
    """A text that the document could have been converted from."""
    parts = (part if isinstance(part, str) else part.zh for part in printed(document))
    return "\n".join(parts) + "\n"


def english(parts: Iterable[Segment]) -> dict[str, Translation]:
    """Curated English of every segment."""
    return {s.id: Translation(s.id, s.zh, f"EN {s.id}", State.CURATED, "llm") for s in parts}


def make_corpus(
    changed: Mapping[str, Translation] | None = None,
    site_url: str = "https://example.org/x/",
    project: Project = PROJECT,
) -> Corpus:
    """The corpus; `changed` translations, by segment id, take the place of the made ones."""
    document = make_document()
    original = make_original(document)
    own = tasks(document)
    entry = LoadedDocument(
        document=document,
        provenance=PROVENANCE,
        original=original,
        translations={**english(segments(document)), **(changed or {})},
        spans=align(original, document),
        facts={task.id: facts_of(task) for task in own},
        themes={own[0].id: ("compute",), own[1].id: ("compute", "robots")},
        same_as={own[0].id: (own[1].id,), own[1].id: (own[0].id,)},
    )
    return Corpus(TERMS, THEMES, site_url, project=project, entries=(entry,))


def read_tables(corpus: Corpus) -> tuple[tuple[DataTable, tuple[Row, ...]], ...]:
    """Every table with all its rows, in the order of `columns.TABLES`."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    terms: Counter[str] = Counter()
    for entry in corpus.entries:
        terms.update(count_terms(corpus.terms, entry))
        for name, found in document_rows(corpus, entry).items():
            rows[name] += found
    metrics = Counter(str(row["metric_id"]) for row in rows["measures"])
    for name, found in shared_rows(corpus, terms, metrics).items():
        rows[name] += found
    return tuple(
        (table, tuple({name: row[name] for name in table.names} for row in rows[table.name]))
        for table in TABLES
    )


def measure_rows(corpus: Corpus) -> list[MeasureRow]:
    """Every amount of every indicator, in the documents' order, with the columns alone."""
    rows = (row for entry in corpus.entries for row in entry_rows(entry))
    return [{name: row[name] for name in MEASURES.names} for row in rows]


def write_datasets(corpus: Corpus, layout: Layout) -> tuple[Path, ...]:
    """All files of a release, as `jiebang data` writes them."""
    made = (make_fragment(corpus, entry) for entry in corpus.entries)
    return tuple(layout.site / name for name in write_fragments(corpus, layout, made))


def record_published(corpus: Corpus, layout: Layout, date: str) -> str:
    """Record the corpus as published on that day, as `jiebang data --record` does."""
    made = (make_fragment(corpus, entry) for entry in corpus.entries)
    return record_fragments(corpus, made, layout, date)
