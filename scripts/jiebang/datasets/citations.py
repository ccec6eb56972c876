"""How to cite a document, a task or an indicator: as text, BibTeX, RIS and CSL-JSON.

`accessed` is the day of reading; the site leaves a mark there that the reader's browser fills in.

Only what an original states goes into the fields a machine reads; an inferred issuer
is named in brackets where a person reads it, and in a note elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from jiebang.datasets.about import words
from jiebang.datasets.works import Work
from jiebang.document.model import Basis, State

_TAG = {"en": "en", "zh": "zh-CN"}
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


# ---------------------------------------------------------------- for people


def chicago(work: Work, language: str, accessed: str = "") -> str:
    """A bibliography entry in the Chicago style, as plain text; `accessed` is the day in words."""
    say, english = words()["citation"][language], language == "en"
    title, container = (_shown(pair, language) for pair in (work.title, work.container))
    if english:
        title, container = _stopped(title), _stopped(container)
    page = page_of_original(work, language)
    date = _long_date(work.date) if english else _chinese_date(work.date)
    parts = [
        _issuer(work, language),
        say["title"].format(title),
        say["in"].format(container) if work.kind != "document" else "",
        work.number and f"{work.number}.",
        f"{date}." if work.date else say["undated"],
        page and f"{page[0].upper()}{page[1:]}.",
        _stopped(_by(work, "Translated by {}")) if english and work.state else "",
        _read_at(work, language, "."),
        accessed and say["accessed"].format(accessed),
        work.url[language] and f"{work.url[language]}.",
    ]
    return " ".join(filter(None, parts))


def apa(work: Work, language: str, accessed: str = "") -> str:
    """A reference in the APA style (7th edition), as plain text."""
    say, english = words()["citation"][language], language == "en"
    issuer = _issuer(work, language)
    date = f"({_apa_date(work.date, language)})."
    title = _shown(work.title, language) + (
        say["number"].format(work.number) if work.number else ""
    )
    if english and work.state:
        title += f" ({_by(work, '{}, Trans.')})"
    page = page_of_original(work, language)
    container = _shown(work.container, language) + (say["page"].format(page) if page else "")
    inside = f"{say['inside']}{_stopped(container)}" if work.kind != "document" else ""
    head = [issuer, date, f"{title}."] if issuer else [f"{title}.", date]
    retrieved = accessed and say["retrieved"].format(accessed)
    if english and not work.url["en"]:
        retrieved = ""
    parts = [*head, inside, _read_at(work, language, "."), retrieved, work.url[language]]
    return " ".join(filter(None, parts))


def gbt(work: Work, accessed: str = "") -> str:
    """A reference as GB/T 7714—2015 wants it; `accessed` is the day in ISO 8601.

    A task is a part set out from its document, hence the `//`.
    """
    issuer = _issuer(work, "zh").rstrip(".")
    title = f"{work.title['zh']}[EB/OL]"
    if work.kind != "document":
        title += f"//{work.container['zh']}"
    title += f": {work.number}" if work.number else ""
    page = page_of_original(work, "zh")
    where = ", ".join(part for part in (_read_at(work, "zh"), page) if part)
    day = (f"({work.date})" if work.date else "") + (f"[{accessed}]" if accessed else "")
    parts = (issuer, title, where, day, work.url["zh"])
    return ". ".join(part for part in parts if part) + "."


def _read_at(work: Work, language: str, end: str = "") -> str:
    """The site, its version and the line of the original: “Jiebang, version 1.0.0, line 61”."""
    chinese = language == "zh"
    parts = [work.site]
    if work.version:
        parts.append(f"版本{work.version}" if chinese else f"version {work.version}")
    if work.line:
        parts.append(f"原文第{work.line}行" if chinese else f"line {work.line} of the original")
    said = ("，" if chinese else ", ").join(part for part in parts if part)
    return f"{said}{end}" if said else ""


def page_of_original(work: Work, language: str) -> str:
    """“p. 5 of the original”; empty where the original has no pages."""
    if work.page is None:
        return ""
    return f"原文第{work.page}页" if language == "zh" else f"p. {work.page} of the original"


def _issuer(work: Work, language: str) -> str:
    """Who issued it, with a full stop; in brackets where that is only inferred."""
    name = _side(work.issuer, language)
    if not name or work.issuer_basis is Basis.UNKNOWN:
        return ""
    return _stopped(name) if work.stated_issuer else f"[{name}]."


def _by(work: Work, credit: str) -> str:
    """Who answers for the English; nobody does for an engine's."""
    if work.state is State.MACHINE:
        return "Machine translation, unread"
    return credit.format(work.translators) if work.translators else "Unofficial translation"


def _shown(pair: Mapping[str, str], language: str) -> str:
    """In English with the Chinese in brackets; the Chinese alone in Chinese or without English."""
    return f"{pair['en']} [{pair['zh']}]" if language == "en" and pair["en"] else pair["zh"]


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!", "。")) else f"{text}."


def _date_parts(date: str) -> list[int]:
    return [int(part) for part in date.split("-")] if re.fullmatch(r"[\d-]+", date) else []


def _long_date(date: str) -> str:
    parts = _date_parts(date)
    if len(parts) == 3:
        return f"{_MONTHS[parts[1] - 1]} {parts[2]}, {parts[0]}"
    return f"{_MONTHS[parts[1] - 1]} {parts[0]}" if len(parts) == 2 else date


def _apa_date(date: str, language: str) -> str:
    parts = _date_parts(date)
    if not parts:
        return "n.d." if language == "en" else "日期不详"
    if language == "zh":
        return _chinese_date(date)
    month = f", {_MONTHS[parts[1] - 1]}" if len(parts) > 1 else ""
    day = f" {parts[2]}" if len(parts) > 2 else ""
    return f"{parts[0]}{month}{day}"


def _chinese_date(date: str) -> str:
    return "".join(f"{n}{unit}" for n, unit in zip(_date_parts(date), "年月日", strict=False))


# ---------------------------------------------------------------- for machines


def bibtex(work: Work, language: str, accessed: str = "") -> str:
    """A BibTeX entry: a technical report where the issuer is stated, else @misc."""
    name = f"{{{tex(_side(work.issuer, language))}}}" if work.stated_issuer else ""
    year, month, *_ = (*_date_parts(work.date), 0, 0)
    fields = {
        "title": f"{{{tex(_side(work.title, language))}}}",
        "author": name,
        "institution": name,
        "year": year,
        "number": tex(work.number),
        "series": tex(_side(work.container, language)),
        "url": work.url[language],
        "urldate": work.url[language] and accessed,
        "langid": "english" if language == "en" else "chinese",
        "note": tex(_note(work, language)),
    }
    lines = [f"  {key} = {{{value}}}" for key, value in fields.items() if value]
    if month:
        lines.append(f"  month = {_MONTHS[month - 1][:3].lower()}")
    kind = "techreport" if work.stated_issuer else "misc"
    key = re.sub(r"[^\w.-]", "-", work.id)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: Work, language: str, accessed: str = "") -> str:
    """An RIS record of a report."""
    name = _side(work.issuer, language) if work.stated_issuer else ""
    parts = _date_parts(work.date)
    day = "/".join([*(f"{part:02}" for part in parts), "", "", ""][:3])
    lines = {
        "TY": "RPRT",
        "ID": work.id,
        "TI": _side(work.title, language),
        "TT": work.title["zh"] if language == "en" and work.title["en"] else "",
        # The comma at the end says that the name is a body's, not a person's.
        "AU": name and f"{name},",
        "PB": name,
        "PY": str(parts[0]) if parts else "",
        "DA": f"{day}/" if parts else "",
        "SN": work.number,
        "T2": _side(work.container, language),
        "UR": work.url[language],
        "Y2": work.url[language] and accessed,
        "DP": work.site,
        "LA": _TAG[language],
        "N1": _note(work, language),
    }
    return "".join(f"{k}  - {_line(v)}\n" for k, v in lines.items() if v) + "ER  - \n"


def csl_json(work: Work, language: str, accessed: str = "") -> str:
    """A CSL-JSON array of one report."""
    both = language == "en" and bool(work.title["en"])
    translated = both and work.state not in (None, State.MACHINE) and bool(work.translators)
    name = _side(work.issuer, language) if work.stated_issuer else ""
    found: dict[str, object] = {
        "id": work.id,
        "type": "report",
        "title": _side(work.title, language),
        "language": _TAG[language],
        "note": _note(work, language),
        "URL": work.url[language],
        "accessed": {"raw": accessed} if work.url[language] and accessed else None,
        "source": work.site,
        "version": work.version,
        "original-title": work.title["zh"] if both else "",
        "translator": [{"literal": work.translators}] if translated else [],
        "author": [{"literal": name}] if name else [],
        "publisher": name,
        "issued": {"date-parts": [_date_parts(work.date)]} if work.date else None,
        "number": work.number,
        "container-title": _side(work.container, language),
    }
    known = {key: value for key, value in found.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def _side(pair: Mapping[str, str], language: str) -> str:
    return pair[language] or pair["zh"]


def _note(work: Work, language: str) -> str:
    """What the fields cannot say: the translation, the page, and where an issuer is inferred."""
    inferred = work.issuer_basis is Basis.INFERRED and bool(work.issuer["zh"])
    page, read = page_of_original(work, language), _read_at(work, language)
    if language == "zh":
        publisher = work.publisher.get("zh", "")
        issuer = f"发布单位据推断为{work.issuer['zh']}" if inferred else ""
        return "；".join(filter(None, (publisher and f"{publisher}整理", page, read, issuer)))
    parts = (
        _by(work, "Unofficial translation by {}") if work.state else "In Chinese",
        work.title["en"] and f"original title: {work.title['zh']}",
        page,
        work.site and read,
        f"issuer inferred: {_side(work.issuer, 'en')}" if inferred else "",
    )
    return "; ".join(filter(None, parts))


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
