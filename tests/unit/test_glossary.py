"""The term base and the themes: loading, faults with their lines, lookup."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import jsonschema
import polib
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from jiebang.checks.terms import EnglishWords, is_stated
from jiebang.corpus.glossary import (
    TermBase,
    load_terms,
    load_themes,
    themes_for,
)
from jiebang.corpus.project import load_project
from jiebang.errors import InputError
from jiebang.runtime.layout import Layout
from jiebang.text.schema import read_as
from jiebang.text.yamlnodes import parse_yaml

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parents[1] / "fixtures" / "glossary"
TERMS = load_terms(FIXTURES / "terms.yml")
THEMES = load_themes(FIXTURES / "themes.yml")

ENTRY = """\
- id: compute
  zh: 算力
  en: compute
  definition: Capacity to compute.
  domain: ai
  source: fixture
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(m.term.id, text[m.start : m.end]) for m in TERMS.find(text)]


def test_terms_are_read_in_order() -> None:
    assert [t.id for t in TERMS.terms][:3] == [
        "open-competition",
        "large-model",
        "large-language-model",
    ]
    llm = TERMS.terms[2]
    assert (llm.aliases, llm.renderings) == (
        ("大语言模型", "LLM"),
        ("large language model", "LLM"),
    )
    platform = next(t for t in TERMS.terms if t.id == "platform")
    assert (platform.check, platform.note, llm.check) == (False, "Listed only.", True)


def test_a_term_is_defined_in_either_language_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "terms.yml"
    path.write_text(
        ENTRY.replace("  domain", "  definition_zh: 计算的能力。\n  domain")
        + ENTRY.replace("id: compute", "id: c2").replace("算力", "计算"),
        encoding="utf-8",
    )
    both, english = load_terms(path).terms
    assert (both.defined("en"), both.defined("zh")) == ("Capacity to compute.", "计算的能力。")
    assert (english.defined("en"), english.defined("zh")) == ("Capacity to compute.", "")


def test_the_longest_match_wins_and_none_overlap() -> None:
    assert found("训练语言大模型和大模型的算力") == [
        ("large-language-model", "语言大模型"),
        ("large-model", "大模型"),
        ("compute", "算力"),
    ]
    assert found("大语言模型") == [("large-language-model", "大语言模型")]


def test_latin_terms_are_whole_words() -> None:
    assert found("AI芯片、AIGC、OpenAI、AI") == [("ai", "AI"), ("ai", "AI")]
    assert found("ai") == []


def test_nothing_in_nothing() -> None:
    assert found("") == []
    assert TermBase(()).find("算力") == ()


@given(st.text(alphabet="语言大模型算力平台AIGC ", max_size=40))
def test_matches_are_terms_in_order(text: str) -> None:
    end = 0
    for match in TERMS.find(text):
        assert end <= match.start < match.end
        assert text[match.start : match.end] in (match.term.zh, *match.term.aliases)
        end = match.end


def test_lookup_is_fast_on_a_long_text() -> None:
    text = "语言大模和算大平" * 50_000
    assert TERMS.find(text + "算力")[-1].end == len(text) + 2


BAD_TERMS = {
    "id-twice": (ENTRY + ENTRY.replace("算力", "计算"), 7, "the id “compute” is taken"),
    "zh-twice": (ENTRY + ENTRY.replace("id: compute", "id: c2"), 8, "the Chinese “算力” is taken"),
    "alias-taken": (
        ENTRY
        + ENTRY.replace("id: compute", "id: c2").replace("zh: 算力", "zh: 计算\n  aliases: [算力]"),
        9,
        "the Chinese “算力” is taken",
    ),
    "missing": (ENTRY.replace("  domain: ai\n", ""), 1, "“domain” is missing"),
    "unknown": (ENTRY + "  colour: red\n", 7, "unknown key “colour”"),
    "empty": (ENTRY.replace("en: compute", "en:"), 3, "“en” is empty"),
    "empty-definition": (ENTRY + "  definition_zh:\n", 7, "“definition_zh” is empty"),
    "empty-variant": (ENTRY + "  variants: [a, '']\n", 7, "“variants” is empty"),
    "variant-twice": (ENTRY + "  variants: [a, a]\n", 7, "“a” stands twice"),
    "variants-text": (ENTRY + "  variants: power\n", 7, "a list wanted"),
    "bad-id": (ENTRY.replace("id: compute", "id: Com Pute"), 1, "cannot be an id"),
    "check": (ENTRY + "  check: maybe\n", 7, "“check” is maybe"),
    "forbidden": (ENTRY + "  forbidden: [Compute]\n", 7, "both forbidden and a rendering"),
    "anchor": (ENTRY.replace("en: compute", "en: &x compute"), 3, "anchors"),
    "syntax": (ENTRY + "  note: [\n", 8, "malformed YAML"),
    "no-list": ("id: compute\n", 1, "a list wanted"),
    "no-mapping": (ENTRY + "- compute\n", 7, "a mapping wanted"),
}


@pytest.mark.parametrize("name", BAD_TERMS)
def test_faults_name_file_and_line(name: str, tmp_path: Path) -> None:
    text, line, what = BAD_TERMS[name]
    path = tmp_path / "terms.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_terms(path)
    assert what in str(caught.value)
    assert caught.value.where == f"{path}:{line}"


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_terms(tmp_path / "terms.yml")
    with pytest.raises(InputError, match="no such file"):
        load_themes(tmp_path / "themes.yml")


def test_only_comments_is_an_empty_base(tmp_path: Path) -> None:
    path = tmp_path / "terms.yml"
    path.write_text("# nothing yet\n", encoding="utf-8")
    assert load_terms(path).terms == ()


def test_themes_by_title_then_by_the_nearest_heading() -> None:
    assert [t.id for t in THEMES] == ["robots", "large-models", "metaverse"]
    assert themes_for(THEMES, ["大模型机器人", "元宇宙"]) == ("robots", "large-models")
    assert themes_for(THEMES, ["电池", "核心基础", "人形机器人榜单", "元宇宙"]) == ("robots",)
    assert themes_for(THEMES, ["电池", "核心基础"]) == ()
    assert themes_for(THEMES, [""]) == ()


THEME = "- id: {id}\n  zh: 甲\n  en: A\n  definition: D.\n  match: [甲]\n"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (THEME.format(id="a") * 2, 6, "the id “a” is taken"),
        ("".join(THEME.format(id=f"t{n}") for n in range(21)), 101, "more than 20 themes"),
        (THEME.format(id="a").replace("[甲]", "[]"), 5, "no keyword"),
        (THEME.format(id="a").replace("  en: A\n", ""), 1, "“en” is missing"),
        (THEME.format(id="a") + "  note: x\n", 6, "unknown key “note”"),
    ],
)
def test_bad_themes(text: str, line: int, what: str, tmp_path: Path) -> None:
    path = tmp_path / "themes.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_themes(path)
    assert what in str(caught.value)
    assert caught.value.where == f"{path}:{line}"


def test_the_real_terms_load_and_their_chinese_definitions_are_short_sentences() -> None:
    """Those that there are: a term may come without one, and `jiebang check` says so."""
    written = [t for t in load_terms(ROOT / "glossary" / "terms.yml").terms if t.definition_zh]
    assert written
    for term in written:
        text = term.definition_zh
        assert 6 <= len(text) <= 40, text
        assert text.endswith("。") and text.count("。") == 1, text
        assert not re.search(r"[,;:()!?\"' ]", text), f"{text}: full-width signs, no blanks"
    meanings = Counter(term.definition_zh for term in written)
    assert meanings.most_common(1)[0][1] == 1, "two terms with one definition"


@pytest.mark.skipif(not (ROOT / "glossary/themes.yml").is_file(), reason="not written yet")
def test_the_real_themes_load() -> None:
    assert load_themes(ROOT / "glossary" / "themes.yml")


PROJECT = load_terms(ROOT / "glossary" / "terms.yml")


def rendered() -> dict[str, list[EnglishWords]]:
    """The English of every segment that holds a term, by the term's id."""
    found: dict[str, list[EnglishWords]] = {}
    for path in (ROOT / "content" / "translations" / "en").glob("*.po"):
        for entry in polib.pofile(str(path)):
            for term in {match.term.id for match in PROJECT.find(entry.msgid)}:
                found.setdefault(term, []).append(EnglishWords(entry.msgstr))
    return found


def test_the_glossary_describes_the_translation() -> None:
    english = rendered()
    unused = [
        f"{term.id}: {text}"
        for term in PROJECT.terms
        for text in term.renderings
        if not any(en.has(text) for en in english.get(term.id, ()))
    ]
    assert unused == []


def test_a_variant_is_an_inflection_an_abbreviation_or_bound_to_a_context() -> None:
    assert [
        f"{term.id}: {text}"
        for term in PROJECT.terms
        for text in term.variants
        if not is_stated(term, text)
    ] == []


def test_a_synonym_is_no_rendering() -> None:
    assert [
        f"{term.id}: {text}"
        for term in PROJECT.terms
        for text in term.synonyms
        if text in term.renderings
    ] == []


def test_every_entry_of_the_project_has_its_part_of_speech() -> None:
    assert [term.id for term in PROJECT.terms if not term.pos] == []


@pytest.mark.parametrize(
    ("settings", "strict"),
    [
        ("terms: strict\n", True),
        ("terms: loose\n", False),
        ("translation:\n  engine: llm\n", False),
        ("# nothing yet\n", False),
    ],
)
def test_a_project_says_whether_its_terms_are_strict(
    tmp_path: Path, settings: str, strict: bool
) -> None:
    layout = Layout(tmp_path)
    assert not load_project(layout).strict_terms
    layout.jiebang_yml.write_text(settings, encoding="utf-8")
    assert load_project(layout).strict_terms is strict


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("  pos: nown\n", "“nown” is no part of speech"),
        ("  contexts: [a]\n", "a mapping wanted here"),
        ("  contexts:\n    power: of chips\n", "“power” has a context but is no variant"),
    ],
)
def test_a_wrong_part_of_speech_or_context_is_told_with_its_line(
    tmp_path: Path, more: str, what: str
) -> None:
    path = tmp_path / "terms.yml"
    path.write_text(ENTRY + more, encoding="utf-8")
    with pytest.raises(InputError, match=what) as caught:
        load_terms(path)
    assert "terms.yml:" in str(caught.value)


def test_strict_terms_are_no_third_thing(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.jiebang_yml.write_text("terms: maybe\n", encoding="utf-8")
    with pytest.raises(InputError, match="“terms” is maybe"):
        load_project(layout)


def test_our_schema_says_what_the_loader_holds_terms_to() -> None:
    """By a validator of another house, too: the loader reads by it with a walker of ours."""
    shipped = files("jiebang.corpus").joinpath("terms.schema.json").read_text("utf-8")
    assert (ROOT / "glossary" / "terms.schema.json").read_text("utf-8") == shipped
    validator = jsonschema.Draft202012Validator(json.loads(shipped))
    assert validator.is_valid(yaml.safe_load(ENTRY))
    assert validator.is_valid(yaml.safe_load((FIXTURES / "terms.yml").read_text("utf-8")))
    of_several = {"id-twice", "zh-twice", "alias-taken", "forbidden", "anchor", "syntax"}
    for name in BAD_TERMS.keys() - of_several:
        assert not validator.is_valid(yaml.safe_load(BAD_TERMS[name][0])), name


@pytest.mark.parametrize("name", ["sources", "themes", "measures", "changes", "reasons"])
def test_what_we_hold_files_to_is_a_json_schema(name: str) -> None:
    """Read by a validator of another house, it refuses nothing of ours."""
    schemas = yaml.safe_load(files("jiebang.corpus").joinpath("schemas.yml").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schemas[name])
    paths = {"themes": "glossary/themes.yml", "measures": "glossary/measures.yml"}
    path = ROOT / paths.get(name, f"content/{'sources' if name == 'sources' else 'published'}")
    path = path if path.suffix else path / f"{name}.yml"
    if path.is_file() and (found := parse_yaml(path.read_text("utf-8"), name)):
        assert read_as(found, schemas[name])
        texts = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
            dict.fromkeys(("boolean", "integer"), lambda _, value: isinstance(value, str))
        )
        validator = jsonschema.validators.extend(
            jsonschema.Draft202012Validator, type_checker=texts
        )
        assert validator(schemas[name]).is_valid(found.plain())
