"""How to cite a document, a task or an indicator: for people, reference managers and pages.

Every style is a template, templates/citations.yml, of the same values. `accessed` is the day of
reading, as the style wants it; the site leaves a mark there that the reader's browser fills in.
An issuer that is only inferred stands in brackets for people, and in a note for machines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jiebang.datasets.fill import Values, fill, join, templates
from jiebang.datasets.works import Work
from jiebang.document.model import Basis, State


def chicago(work: Work, language: str, accessed: str = "") -> str:
    """A bibliography entry in the Chicago style, as plain text; `accessed` is the day in words."""
    return join(templates("citations")[language]["chicago"], _values(work, language, accessed))


def apa(work: Work, language: str, accessed: str = "") -> str:
    """A reference in the APA style (7th edition), as plain text."""
    return join(templates("citations")[language]["apa"], _values(work, language, accessed))


def gbt(work: Work, accessed: str = "") -> str:
    """A reference as GB/T 7714—2015 wants it; `accessed` is the day in ISO 8601."""
    return join(templates("citations")["zh"]["gbt"], _values(work, "zh", accessed), ". ") + "."


def bibtex(work: Work, language: str, accessed: str = "") -> str:
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


def ris(work: Work, language: str, accessed: str = "") -> str:
    """An RIS record of a report."""
    lines = fill(templates("citations")["ris"], _values(work, language, accessed))
    return "".join(f"{key}  - {_line(value)}\n" for key, value in lines.items()) + "ER  - \n"


def csl_json(work: Work, language: str, accessed: str = "") -> str:
    """A CSL-JSON array of one report."""
    known = fill(templates("citations")["csl"], _values(work, language, accessed))
    return json.dumps([known], ensure_ascii=False, indent=1) + "\n"


def citation_tags(
    work: Work, language: str, keywords: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """(name, content) of the `<meta>` tags that Zotero reads."""
    tags = fill(templates("citations")["meta"], _values(work, language))
    return (*tags.items(), *(("citation_keywords", keyword) for keyword in keywords))


def work_json_ld(
    work: Work, language: str, license: str, keywords: Sequence[str]
) -> dict[str, object]:
    """A document or task for schema.org: the Chinese is the work, the English its translation."""
    say, other = templates("citations"), "zh" if language == "en" else "en"
    values = _values(work, language) | {"license": license, "keywords": keywords}
    values |= {f"work_{language}": None, f"work_{other}": None}
    if work.title[other]:
        values[f"work_{other}"] = fill(say["json_ld_text"], _values(work, other))
    found: dict[str, object] = fill(say["json_ld"], values)
    return found


def _values(work: Work, language: str, accessed: str = "") -> dict[str, Any]:
    """What the templates name. `title`, `container`, `issuer` are in the language, if known."""
    say = templates("citations")[language]
    title, container, issuer = (
        pair[language] or pair["zh"] for pair in (work.title, work.container, work.issuer)
    )
    shown, shown_container = (_shown(pair, say) for pair in (work.title, work.container))
    url = work.url[language]
    values: dict[str, Any] = {
        **{name: getattr(work, name) for name in ("id", "number", "site", "version", "line")},
        **{name: say[name] for name in ("tag", "langid", "hreflang")},
        "schema_type": "CreativeWork" if work.kind == "task" else "Report",
        "title": title,
        "container": container,
        "url": url,
        "accessed": accessed,
        **_date_values(work.date, say),
        **_credit_values(work, language),
        "original": work.title["zh"] if language == "en" and work.title["en"] else "",
        "publisher": work.publisher.get(language, ""),
        "author": issuer if work.stated_issuer else "",
        "stated_number": work.number if work.stated_issuer else "",
        "inferred": issuer if work.issuer_basis is Basis.INFERRED and work.issuer["zh"] else "",
        "shown": shown,
        "shown_stop": _stopped(shown),
        "container_stop": _stopped(shown_container),
        "read": url and accessed,
        "public": url if url.startswith(("https://", "http://")) else "",
        "page": fill(say["page"], {"page": work.page}),
    }
    values["page_first"] = values["page"][:1].upper() + values["page"][1:]
    values["container_page"] = container and _stopped(shown_container + fill(say["at"], values))
    values["read_at"] = join(say["place"], values, say["comma"])
    values["read_on"] = work.site and values["read_at"]
    values["where"] = ", ".join(filter(None, (values["read_at"], values["page"])))
    known = issuer and work.issuer_basis is not Basis.UNKNOWN
    values["named"] = (issuer if work.stated_issuer else f"[{issuer}]") if known else ""
    values["issuer"] = _stopped(values["named"])
    if known:
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


def _credit_values(work: Work, language: str) -> Values:
    """Who answers for the English, as each style says it; in English alone."""
    say = templates("citations")["en"]
    credits = {
        name: fill(text, {"translators": work.translators}) for name, text in say["credit"].items()
    }
    told = {name: credit or say["unnamed"] for name, credit in credits.items()}
    if work.state is State.MACHINE:
        told = dict.fromkeys(told, say["machine"])
    elif work.state is None:
        told = {"chicago": "", "apa": "", "note": say["untranslated"]}
    told["chicago"] = _stopped(told["chicago"])
    named = language == "en" and work.title["en"] and work.state not in (None, State.MACHINE)
    translator = work.translators if named else ""
    return {f"{name}_credit": text for name, text in told.items()} | {"translator": translator}


def _shown(pair: Mapping[str, str], say: Mapping[str, Any]) -> str:
    """In English with the Chinese in brackets; the Chinese alone in Chinese or without English."""
    return str(fill(say["shown"], pair) or pair["zh"])


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
