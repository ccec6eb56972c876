"""What can be cited, a document, a task, an indicator; and how, for people, programs and pages.

Every style is a template, templates/citations.yml, of the same values. `accessed` is the day of
reading, as the style wants it; the site leaves a mark there that the reader's browser fills in.
An issuer that is only inferred stands in brackets for people, and in a note for machines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from jiebang.corpus.load import LoadedDocument, Rules
from jiebang.datasets.fill import Values, fill, join, templates
from jiebang.datasets.tables import (
    document_url,
    english_of,
    task_url,
    title_of,
    translation_of,
)
from jiebang.document.model import (
    NO_WORDS,
    Basis,
    Claim,
    Indicator,
    Segment,
    State,
    Task,
    Words,
    section_segments,
    segments,
)

LANGUAGES = Words._fields
_FRAMES = "memory:frames"  # English of recurring labels, from the lexicon


@dataclass(frozen=True, slots=True)
class CitedWork:
    """What is cited; an empty text is not known.

    `container` is the title of the document that a task or indicator stands in.
    `date` is ISO 8601 to the day, month or year, `number` the document's number:
    both only as stated. `page` is the page of the original that it begins on, where that
    has pages, `line` its line. `site` and `version` say where it was read, and in which
    state. `url` is empty where the site's own address is not known: half an address is
    none. `state` is that of its English, the worst of all its texts; None where nothing
    of it is in English. `translators` answer for that English, `publisher` for the whole.
    """

    id: str
    kind: str  # document, task or indicator
    title: Words
    container: Words
    issuer: Claim
    number: str
    date: str
    url: Words
    page: int | None = None
    line: int | None = None
    site: str = ""
    version: str = ""
    state: State | None = None
    translators: str = ""
    publisher: Words = NO_WORDS


def document_work(
    source: Rules, entry: LoadedDocument, wanted: Iterable[Segment] | None = None
) -> CitedWork:
    """A whole document; of its English only `wanted` is looked at, if that is given."""
    facts = entry.provenance
    return CitedWork(
        id=entry.document.id,
        kind="document",
        title=title_of(entry),
        container=NO_WORDS,
        issuer=facts.issuer,
        number=facts.document_number.stated.zh,
        date=facts.date_issued.stated.en,
        url=Words(*(source.site_url and document_url(source, entry, tag) for tag in LANGUAGES)),
        state=_english_state(entry, segments(entry.document) if wanted is None else wanted),
        translators=source.project.translators.en,
        publisher=source.project.publisher,
    )


def task_work(
    source: Rules, entry: LoadedDocument, task: Task, wanted: Iterable[Segment] | None = None
) -> CitedWork:
    """A task of a document; `wanted` as with `document_work`."""
    wanted = section_segments(task.section) if wanted is None else wanted
    whole = document_work(source, entry, wanted)
    return replace(
        whole,
        id=task.id,
        kind="task",
        title=Words(english_of(entry, task.title) or "", task.title.zh),
        container=whole.title,
        url=Words(*(source.site_url and task_url(source, task, tag) for tag in LANGUAGES)),
        page=entry.page(task.title.id),
    )


def indicator_work(
    source: Rules, entry: LoadedDocument, task: Task, indicator: Indicator
) -> CitedWork:
    """An indicator of a task; it has no title, so it takes the task's and its number."""
    whole = task_work(source, entry, task, (indicator.text,))
    en, zh = whole.title
    return replace(
        whole,
        id=indicator.id,
        kind="indicator",
        title=Words(en and f"{en}: Indicator {indicator.tail}", f"{zh}：考核指标{indicator.tail}"),
        url=Words(*(url and f"{url}#i{indicator.tail}" for url in whole.url)),
        page=entry.page(indicator.text.id),
    )


def _english_state(entry: LoadedDocument, wanted: Iterable[Segment]) -> State | None:
    """The worst state of what is in English; set phrases that the tool brings do not count."""
    found = (translation_of(entry, segment) for segment in wanted)
    states = [
        one.state
        for one in found
        if one.en and one.state is not State.MISSING and one.origin != _FRAMES
    ]
    return min(states, key=lambda state: state.rank, default=None)


# ---------------------------------------------------------------- how it is cited


def chicago(work: CitedWork, language: str, accessed: str = "") -> str:
    """A bibliography entry in the Chicago style, as plain text; `accessed` is the day in words."""
    return join(templates("citations")[language]["chicago"], _values(work, language, accessed))


def apa(work: CitedWork, language: str, accessed: str = "") -> str:
    """A reference in the APA style (7th edition), as plain text."""
    return join(templates("citations")[language]["apa"], _values(work, language, accessed))


def gbt(work: CitedWork, accessed: str = "") -> str:
    """A reference as GB/T 7714—2015 wants it; `accessed` is the day in ISO 8601."""
    return join(templates("citations")["zh"]["gbt"], _values(work, "zh", accessed), ". ") + "."


def bibtex(work: CitedWork, language: str, accessed: str = "") -> str:
    """A BibTeX entry: a technical report where the issuer is stated, else @misc."""
    values = _values(work, language, accessed)
    bare = {name: values[name] for name in ("url", "read")}
    escaped = {name: tex(value) for name, value in values.items() if isinstance(value, str)}
    fields = fill(templates("citations")["bibtex"], {**escaped, **bare})
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    if values["month"]:
        lines.append(f"  month = {values['month'][:3].lower()}")
    kind, key = "techreport" if values["author"] else "misc", re.sub(r"[^\w.-]", "-", work.id)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: CitedWork, language: str, accessed: str = "") -> str:
    """An RIS record of a report."""
    lines = fill(templates("citations")["ris"], _values(work, language, accessed))
    return "".join(f"{key}  - {_line(value)}\n" for key, value in lines.items()) + "ER  - \n"


def csl_json(work: CitedWork, language: str, accessed: str = "") -> str:
    """A CSL-JSON array of one report."""
    known = fill(templates("citations")["csl"], _values(work, language, accessed))
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def citation_tags(
    work: CitedWork, language: str, keywords: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """(name, content) of the `<meta>` tags that Zotero reads."""
    tags = fill(templates("citations")["meta"], _values(work, language))
    return (*tags.items(), *(("citation_keywords", keyword) for keyword in keywords))


def work_json_ld(
    work: CitedWork, language: str, license: str, keywords: Sequence[str]
) -> dict[str, object]:
    """A document or task for schema.org: the Chinese is the work, the English its translation."""
    say, other = templates("citations"), "zh" if language == "en" else "en"
    values = _values(work, language) | {"license": license, "keywords": keywords}
    values |= {f"work_{language}": None, f"work_{other}": None}
    if work.title.side(other):
        values[f"work_{other}"] = fill(say["json_ld_text"], _values(work, other))
    found: dict[str, object] = fill(say["json_ld"], values)
    return found


@lru_cache(maxsize=2)  # a work is cited in one style after another
def _values(work: CitedWork, language: str, accessed: str = "") -> dict[str, Any]:
    """What the templates name. `title`, `container`, `issuer` are in the language, if known."""
    say, issuer = templates("citations")[language], work.issuer
    title, container, author, issued_by = (
        getattr(pair, language) or pair.zh
        for pair in (work.title, work.container, issuer.stated, issuer)
    )
    shown, shown_container = (_shown(pair, say) for pair in (work.title, work.container))
    url = work.url.side(language)
    values: dict[str, Any] = {
        **{name: say[name] for name in ("tag", "langid", "hreflang")},
        "work": work,
        "schema_type": "CreativeWork" if work.kind == "task" else "Report",
        "title": title,
        "container": container,
        "number": work.number,
        "url": url,
        "accessed": accessed,
        **_date_values(work.date, say),
        **_credit_values(work, language),
        "original": work.title.zh if language == "en" and work.title.en else "",
        "publisher": work.publisher.side(language),
        "author": author,
        "stated_number": author and work.number,
        "inferred": issued_by if issuer.basis is Basis.INFERRED else "",
        "shown": shown,
        "shown_stop": _stopped(shown),
        "container_stop": _stopped(shown_container),
        "read": url and accessed,
        "public": url if url.startswith(("https://", "http://")) else "",
    }
    values["container_page"] = container and _stopped(shown_container + fill(say["at"], values))
    values["read_at"] = join(say["place"], values, say["comma"])
    values["read_on"] = work.site and values["read_at"]
    values["where"] = join(say["where"], values, ", ")
    values["named"] = values["author"] or fill("[{inferred}]", values)
    values["issuer"] = _stopped(values["named"])
    if values["named"]:
        values["apa_date_last"] = ""
    values["note"] = join(say["note"], values, say["semicolon"])
    return values


def _date_values(date: str, say: Mapping[str, Any]) -> Values:
    """A date in the words of each style; what is not stated is said to be unknown."""
    parts = [int(part) for part in date.split("-") if part]
    month = templates("citations")["en"]["months"][parts[1] - 1] if len(parts) > 1 else ""
    words, apa_words = (
        say[form][len(parts) - 1].format(*parts, month=month) if parts else say["undated"]
        for form in ("date", "apa_date")
    )
    days = "/".join([*(f"{part:02}" for part in parts), "", ""][:3])
    return {
        "iso": date,
        "slashed": date.replace("-", "/"),
        "date_parts": [parts] if parts else None,
        "year": str(parts[0]) if parts else "",
        "month": month,
        "date": _stopped(words),
        "apa_date": apa_words,
        "apa_date_last": apa_words,
        "ris_date": f"{days}/" if parts else "",
    }


def _credit_values(work: CitedWork, language: str) -> Values:
    """Who answers for the English, as each style says it; in English alone."""
    named, who = work.state not in (None, State.MACHINE), work.translators
    kind = str(work.state) if not named else "named" if who else "unnamed"
    told = fill(templates("citations")["en"]["credit"][kind], {"translators": who})
    return {
        "chicago_credit": _stopped(told.get("chicago", "")),
        "apa_credit": told.get("apa", ""),
        "note_credit": told["note"],
        "translator": who if named and language == "en" and work.title.en else "",
    }


def _shown(pair: Words, say: Mapping[str, Any]) -> str:
    """In English with the Chinese in brackets; the Chinese alone in Chinese or without English."""
    return str(fill(say["shown"], pair._asdict()) or pair.zh)


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!", "。")) or not text else f"{text}."


_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


def tex(text: str) -> str:
    """The text with what TeX takes for its own escaped."""
    return "".join(_TEX.get(char, char) for char in _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())
