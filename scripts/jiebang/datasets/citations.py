"""How to cite a document, a task or an indicator: as text, BibTeX, RIS and CSL-JSON.

`accessed` is the day of reading; the site leaves a mark there that the reader's browser fills in.

Only what an original states goes into the fields a machine reads; an inferred issuer
is named in brackets where a person reads it, and in a note elsewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

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
    if language == "zh":
        return _chinese(work, accessed)
    parts = [_issuer(work, "en")]
    parts.append(f"“{_stopped(_both(work.title))}”")
    if work.kind != "document":
        parts.append(f"In {_stopped(_both(work.container))}")
    if work.number:
        parts.append(f"{work.number}.")
    parts.append(f"{_long_date(work.date)}." if work.date else "n.d.")
    parts.append(f"{page_of_original(work, 'en').capitalize()}." if work.page else "")
    parts.append(_stopped(_by(work, "Translated by {}")) if work.state else "")
    parts.append(_read_at(work, "en", "."))
    parts.append(f"Accessed {accessed}." if accessed else "")
    parts.append(work.url["en"] and f"{work.url['en']}.")
    return " ".join(part for part in parts if part)


def apa(work: Work, language: str, accessed: str = "") -> str:
    """A reference in the APA style (7th edition), as plain text."""
    issuer = _issuer(work, language)
    date = f"({_apa_date(work.date, language)})."
    if language == "zh":
        title = work.title["zh"] + (f"（{work.number}）" if work.number else "")
        where = f"，{page_of_original(work, 'zh')}" if work.page else ""
        inside = f"载于{work.container['zh']}{where}." if work.kind != "document" else ""
        parts = [issuer, date, f"{title}.", inside] if issuer else [f"{title}.", date, inside]
        parts += [_read_at(work, "zh", "."), f"{accessed}取自" if accessed else "", work.url["zh"]]
        return " ".join(part for part in parts if part)
    title = _both(work.title) + (f" ({work.number})" if work.number else "")
    title += f" ({_by(work, '{}, Trans.')})." if work.state else "."
    where = f" ({page_of_original(work, 'en')})" if work.page else ""
    container = _both(work.container) + where
    inside = f"In {_stopped(container)}" if work.kind != "document" else ""
    parts = [issuer, date, title, inside] if issuer else [title, date, inside]
    retrieved = f"Retrieved {accessed}, from" if accessed and work.url["en"] else ""
    parts += [_read_at(work, "en", "."), retrieved, work.url["en"]]
    return " ".join(part for part in parts if part)


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


def _chinese(work: Work, accessed: str) -> str:
    parts = [_issuer(work, "zh"), f"《{work.title['zh']}》."]
    if work.kind != "document":
        parts.append(f"载《{work.container['zh']}》.")
    if work.number:
        parts.append(f"{work.number}.")
    parts.append(f"{_chinese_date(work.date)}." if work.date else "日期不详.")
    parts.append(f"{page_of_original(work, 'zh')}." if work.page else "")
    parts.append(_read_at(work, "zh", "."))
    parts.append(f"访问日期：{accessed}." if accessed else "")
    parts.append(work.url["zh"] and f"{work.url['zh']}.")
    return " ".join(part for part in parts if part)


def page_of_original(work: Work, language: str) -> str:
    """“p. 5 of the original”; empty where the original has no pages."""
    if work.page is None:
        return ""
    return f"原文第{work.page}页" if language == "zh" else f"p. {work.page} of the original"


def _issuer(work: Work, language: str) -> str:
    """Who issued it, with a full stop; in brackets where that is only inferred."""
    name = work.issuer[language] or work.issuer["zh"]
    if not name or work.issuer_basis is Basis.UNKNOWN:
        return ""
    return _stopped(name) if work.stated_issuer else f"[{name}]."


def _by(work: Work, credit: str) -> str:
    """Who answers for the English; nobody does for an engine's."""
    if work.state is State.MACHINE:
        return "Machine translation, unread"
    return credit.format(work.translators) if work.translators else "Unofficial translation"


def _both(title: Mapping[str, str]) -> str:
    """The English with the Chinese in brackets; the Chinese alone where there is no English."""
    return f"{title['en']} [{title['zh']}]" if title["en"] else title["zh"]


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
    fields: list[tuple[str, str]] = [("title", f"{{{tex(_title(work, language))}}}")]
    if work.stated_issuer:
        name = tex(work.issuer[language] or work.issuer["zh"])
        fields += [("author", f"{{{name}}}"), ("institution", f"{{{name}}}")]
    parts = _date_parts(work.date)
    if parts:
        fields.append(("year", str(parts[0])))
    if work.number:
        fields.append(("number", tex(work.number)))
    if work.kind != "document":
        fields.append(("series", tex(work.container[language] or work.container["zh"])))
    if work.url[language]:
        fields.append(("url", work.url[language]))
        fields += [("urldate", accessed)] if accessed else []
    fields.append(("langid", "english" if language == "en" else "chinese"))
    fields.append(("note", tex(_note(work, language))))
    lines = [f"  {name} = {{{value}}}" for name, value in fields]
    if len(parts) > 1:
        lines.append(f"  month = {_MONTHS[parts[1] - 1][:3].lower()}")
    kind = "techreport" if work.stated_issuer else "misc"
    key = re.sub(r"[^\w.-]", "-", work.id)
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: Work, language: str, accessed: str = "") -> str:
    """An RIS record of a report."""
    lines = [("TY", "RPRT"), ("ID", work.id), ("TI", _title(work, language))]
    if language == "en" and work.title["en"]:
        lines.append(("TT", work.title["zh"]))
    if work.stated_issuer:
        name = work.issuer[language] or work.issuer["zh"]
        # The comma at the end says that the name is a body's, not a person's.
        lines += [("AU", f"{name},"), ("PB", name)]
    parts = _date_parts(work.date)
    if parts:
        lines.append(("PY", str(parts[0])))
        whole = [f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:]), "", ""]
        lines.append(("DA", "/".join(whole[:3]) + "/"))
    if work.number:
        lines.append(("SN", work.number))
    if work.kind != "document":
        lines.append(("T2", work.container[language] or work.container["zh"]))
    if work.url[language]:
        lines.append(("UR", work.url[language]))
        lines += [("Y2", accessed)] if accessed else []
    lines += [("DP", work.site)] if work.site else []
    lines += [("LA", _TAG[language]), ("N1", _note(work, language))]
    return "".join(f"{tag}  - {_line(value)}\n" for tag, value in lines) + "ER  - \n"


def csl_json(work: Work, language: str, accessed: str = "") -> str:
    """A CSL-JSON array of one report."""
    found: dict[str, object] = {
        "id": work.id,
        "type": "report",
        "title": _title(work, language),
        "language": _TAG[language],
        "note": _note(work, language),
    }
    if work.url[language]:
        found["URL"] = work.url[language]
        found |= {"accessed": {"raw": accessed}} if accessed else {}
    if work.site:
        found["source"] = work.site
    if work.version:
        found["version"] = work.version
    if language == "en" and work.title["en"]:
        found["original-title"] = work.title["zh"]
        if work.state not in (None, State.MACHINE) and work.translators:
            found["translator"] = [{"literal": work.translators}]
    if work.stated_issuer:
        name = work.issuer[language] or work.issuer["zh"]
        found |= {"author": [{"literal": name}], "publisher": name}
    if work.date:
        found["issued"] = {"date-parts": [_date_parts(work.date)]}
    if work.number:
        found["number"] = work.number
    if work.kind != "document":
        found["container-title"] = work.container[language] or work.container["zh"]
    return json.dumps([found], ensure_ascii=False, indent=1) + "\n"


def _title(work: Work, language: str) -> str:
    return work.title[language] or work.title["zh"]


def _note(work: Work, language: str) -> str:
    """What the fields cannot say: the translation, the page, and where an issuer is inferred."""
    inferred = work.issuer_basis is Basis.INFERRED and bool(work.issuer["zh"])
    if language == "zh":
        publisher = work.publisher.get("zh", "")
        parts = [
            publisher and f"{publisher}整理",
            page_of_original(work, "zh"),
            _read_at(work, "zh"),
        ]
        parts += [f"发布单位据推断为{work.issuer['zh']}"] if inferred else []
        return "；".join(part for part in parts if part)
    parts = [_by(work, "Unofficial translation by {}") if work.state else "In Chinese"]
    parts += [f"original title: {work.title['zh']}"] if work.title["en"] else []
    parts += [page_of_original(work, "en")] if work.page else []
    parts += [_read_at(work, "en")] if work.site else []
    parts += [f"issuer inferred: {work.issuer['en'] or work.issuer['zh']}"] if inferred else []
    return "; ".join(parts)


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
