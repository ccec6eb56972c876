"""The term base as TBX-Basic, version 3 (ISO 30042:2019), in the DCA style."""

from __future__ import annotations

from jiebang.corpus.glossary import Term
from jiebang.corpus.load import Rules
from jiebang.datasets.formats.xmltext import DECLARATION, attribute, text
from jiebang.datasets.stage import Stage, create

NAME = "jiebang.tbx"
_PREFERRED, _ADMITTED, _DEPRECATED = (
    f"{status}-admn-sts" for status in ("preferredTerm", "admittedTerm", "deprecatedTerm")
)


def write_tbx(source: Rules, stage: Stage) -> None:
    """Every term: the Chinese and its other forms, the English to use, to accept, to avoid."""
    project = source.project
    described = ", ".join(filter(None, (f"{project.title.en}: glossary", project.license.name)))
    with create(stage.data / NAME) as stream:
        stream.write(
            f'{DECLARATION}<tbx type="TBX-Basic" style="dca" xml:lang="en"'
            ' xmlns="urn:iso:std:iso:30042:ed-2">\n<tbxHeader><fileDesc><sourceDesc>'
            f"<p>{text(described, NAME)}</p></sourceDesc></fileDesc></tbxHeader>\n"
            "<text><body>\n"
        )
        for term in source.terms.terms:
            stream.write(_concept(term))
        stream.write("</body></text>\n</tbx>\n")


def _concept(term: Term) -> str:
    where = f"term {term.id}"
    # An XML id begins with a letter; ours may begin with a digit.
    lines = [f"<conceptEntry id={attribute(f'term-{term.id}')}>"]
    if term.domain:
        lines.append(f'<descrip type="subjectField">{text(term.domain, where)}</descrip>')
    lines.append('<langSec xml:lang="zh">')
    lines += _definition(term.definition_zh, where)
    lines += [
        _term(zh, _PREFERRED if zh == term.zh else _ADMITTED, "", where)
        for zh in (term.zh, *term.aliases)
    ]
    lines.append('</langSec>\n<langSec xml:lang="en">')
    lines += _definition(term.definition, where)
    contexts = dict(term.contexts)
    lines.append(_term(term.en, _PREFERRED, term.source, where, pos=term.pos))
    lines += [_term(en, _ADMITTED, "", where, context=contexts.get(en, "")) for en in term.variants]
    lines += [_term(en, _DEPRECATED, "", where) for en in term.forbidden]
    lines.append("</langSec></conceptEntry>")
    return "\n".join(lines) + "\n"


def _definition(words: str, where: str) -> list[str]:
    """In the section of its language, before the terms: TBX-Basic wants it there."""
    if not words:
        return []
    described = f'<descrip type="definition">{text(words, where)}</descrip>'
    return [f"<descripGrp>{described}</descripGrp>"]


def _term(
    word: str, status: str, origin: str, where: str, *, pos: str = "", context: str = ""
) -> str:
    source = f'<admin type="source">{text(origin, where)}</admin>' if origin else ""
    speech = f'<termNote type="partOfSpeech">{text(pos, where)}</termNote>' if pos else ""
    note = f"<note>{text(context, where)}</note>" if context else ""
    return (
        f"<termSec><term>{text(word, where)}</term>{speech}"
        f'<termNote type="administrativeStatus">{status}</termNote>{source}{note}</termSec>'
    )
