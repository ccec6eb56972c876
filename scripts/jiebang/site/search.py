"""What the search finds: a task with its indicators, a document with its sections, a term.

Each is a group of parts; a part is one text in both languages with an address. A hit has
all words of a query somewhere in its group (see assets/search-index.js), so the issuer,
the funding and the years stand in a part of the task, too. `search_index` writes the
index of the parts, `search_words` what a query is widened by.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jiebang.datasets.measures import MeasureRow
from jiebang.document.model import Claim, Field, SectionKind, block_segments
from jiebang.quantities.amount import Comparator
from jiebang.quantities.read_zh import extract
from jiebang.site.addresses import indicator_anchor
from jiebang.site.amounts import amount_text
from jiebang.site.page_cache import answer
from jiebang.site.strings import Strings
from jiebang.site.views import BilingualText, Collection, DocumentView, TaskView

_OWN_PARTS = ("requirement", "indicators")
_NOTHING = BilingualText("", "")
_STRICT = {Comparator.MORE: 1, Comparator.LESS: -1}


@dataclass(frozen=True, slots=True)
class IndexedAmount:
    """An amount of a part, in its base unit; the words are “” where no indicator has it.

    `strict` is 1 where the amount is more than `low`, -1 where it is less.
    """

    base: str
    low: float
    high: float
    strict: int = 0
    shown: BilingualText = _NOTHING
    metric: BilingualText = _NOTHING


@dataclass(frozen=True, slots=True)
class IndexedPart:
    """A text that is searched; `anchor` is its place on the group's page, “” for the top."""

    anchor: str
    text: BilingualText
    figures: tuple[IndexedAmount, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit. The first part is its name; `same_as` are the ids of the same task elsewhere."""

    kind: str
    id: str
    path: str
    title: BilingualText
    parts: tuple[IndexedPart, ...]
    document: str = ""
    themes: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


def find_groups(collection: Collection, words: Mapping[str, Strings]) -> Iterator[Hit]:
    """Every group of the site: tasks and documents in their order, then the terms.

    `words` are the site's own words in “zh” and “en”, for the names of facts.
    """

    def fact(key: str, claim: Claim | BilingualText) -> BilingualText | None:
        """A fact with its name, in both languages."""
        if not claim.zh:
            return None
        zh, en = words["zh"](key), words["en"](key)
        return BilingualText(f"{zh}：{claim.zh}", f"{en}: {claim.en or claim.zh}")

    measured = collection.measures_by_indicator
    for document in collection.documents:
        given = document.entry.provenance
        issuer = fact("document.issuer", given.issuer)
        for task in document.tasks:
            year = str(task.facts.target_year or "")
            due = fact("task.year", BilingualText(year and f"{year}年", year))
            yield _task_group(task, document, [issuer, due], measured)
        claims = (given.document_number, given.date_issued, given.jurisdiction)
        keys = ("document.number", "document.date", "document.jurisdiction")
        yield _document_group(document, [issuer, *map(fact, keys, claims)])
    for term in collection.corpus.terms.terms:
        zh = "、".join((term.zh, *term.aliases))
        en = "; ".join((term.en, *term.variants, *term.synonyms))
        parts = (
            IndexedPart("", BilingualText(zh, en)),
            IndexedPart("", BilingualText(term.definition_zh, term.definition)),
        )
        yield Hit("term", term.id, f"glossary/#{term.id}", BilingualText(term.zh, term.en), parts)


def _task_group(
    view: TaskView,
    document: DocumentView,
    facts: Iterable[BilingualText | None],
    measured: Mapping[str, Sequence[MeasureRow]],
) -> Hit:
    others = (_field(f, document) for f in view.task.section.fields if f.key not in _OWN_PARTS)
    parts = [
        IndexedPart("", view.title),
        _part("", [document.line(s) for s in view.task.requirement]),
        _part("", [line for line in (*others, *facts) if line], "\n"),
    ]
    for indicator in view.task.indicators:
        figures = tuple(map(_measure, measured.get(indicator.id, ())))
        parts.append(
            IndexedPart(indicator_anchor(indicator.id), document.line(indicator.text), figures)
        )
    return Hit(
        *("task", view.id, view.address, view.title, tuple(parts)),
        *(document.id, view.themes, view.same_as),
    )


def _document_group(document: DocumentView, facts: Iterable[BilingualText | None]) -> Hit:
    names = list(dict.fromkeys((document.full_title, document.title)))
    known = [line for line in (*facts, BilingualText(document.id, document.id)) if line]
    parts = [_part("", names, "\n"), _part("", known, "\n")]
    for section in document.entry.document.walk():
        if section.kind is not SectionKind.TASK:
            lines = [document.line(section.title)] if section.title.zh else []
            for block in section.blocks:
                if isinstance(block, Field):
                    lines.append(_field(block, document))
                else:
                    lines += [document.line(s) for s in block_segments(block)]
            anchor = section.id if section.title.zh or section.marker else ""
            parts.append(_part(anchor, lines, "\n"))
    return Hit("document", document.id, document.address, document.title, tuple(parts), document.id)


def _field(field: Field, document: DocumentView) -> BilingualText:
    name = document.line(field.name)
    texts = [document.line(s) for block in field.blocks for s in block_segments(block)]
    zh, en = "".join(t.zh for t in texts), " ".join(t.en for t in texts)
    return BilingualText(f"{name.zh}：{zh}", f"{name.en}: {en}")


def _part(anchor: str, lines: Sequence[BilingualText], between: str = "") -> IndexedPart:
    zh = between.join(line.zh for line in lines)
    en = (between or " ").join(line.en for line in lines)
    figures = (tuple(one) for line in lines for one in answer("figures", line.zh, _figures))
    return IndexedPart(
        anchor, BilingualText(zh, en), tuple(IndexedAmount(*one) for one in dict.fromkeys(figures))
    )


def _figures(text: str) -> list[tuple[str, float, float, int]]:
    """The amounts of a text as `IndexedAmount` has them, without words."""
    found = []
    for amount in extract(text):
        value, meaning = amount.value_si, amount.meaning
        if value is not None:
            high = meaning.in_base(amount.value_max) if amount.value_max is not None else value
            strict = _STRICT.get(amount.comparator, 0)
            base = amount_base(meaning.base, meaning.kind)
            found.append((base, float(value), float(value if high is None else high), strict))
    return found


def _measure(row: MeasureRow) -> IndexedAmount:
    """That of a row; a value without a base unit counts as it stands."""
    known = row["value_si"] is not None
    low, high = (row[f"{name}{'_si' if known else ''}"] for name in ("value", "value_max"))
    return IndexedAmount(
        amount_base(row["unit_si"] or "", row["quantity_kind"] or "") if known else "count",
        float(low),
        float(high or low),
        _STRICT.get(Comparator(row["comparator"]), 0),
        BilingualText(amount_text(row, "zh"), amount_text(row, "en")),
        BilingualText(row["metric_zh"] or "", row["metric_en"] or ""),
    )


def amount_base(unit: str, kind: str) -> str:
    """What amounts must share to be compared: the base unit; without one, the kind."""
    return unit if unit not in ("", "1") else kind or "count"
