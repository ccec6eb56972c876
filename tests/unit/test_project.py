"""What a project says of itself, and how one begins."""

from __future__ import annotations

import json
import os
import re
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import jiebang.commands.init
from jiebang.cli import main
from jiebang.commands.init import init_project
from jiebang.corpus.glossary import load_terms, load_themes
from jiebang.corpus.load import load_corpus
from jiebang.corpus.project import NEUTRAL, License, load_project
from jiebang.document.model import Words
from jiebang.errors import InputError, UsageError
from jiebang.runtime.layout import Layout
from jiebang.translation.settings import Settings

SCHEMA = json.loads((files("jiebang.corpus") / "jiebang.schema.json").read_text("utf-8"))
STARTER = Path(str(files("jiebang.commands") / "starter"))


def write(folder: Path, text: str) -> Layout:
    layout = Layout(folder)
    layout.jiebang_yml.write_text(text, "utf-8")
    return layout


def test_what_a_project_says_is_what_it_said(tmp_path: Path) -> None:
    found = load_project(
        write(
            tmp_path,
            "title: {en: Farm challenges, zh: 农业榜单}\npublisher: Example Institute\n"
            "translators: {en: A. Translator}\nlicense: CC0-1.0\nkeywords: [farming, 农业]\n"
            "languages: {zh: 简体}\nterms: strict\ncontact: lists@example.org\n",
        )
    )
    assert found.title == Words("Farm challenges", "农业榜单")
    assert found.publisher == Words("Example Institute", "Example Institute")
    assert found.translators.zh == "A. Translator"
    assert (found.license.id, found.license.url[:8]) == ("CC0-1.0", "https://")
    assert found.keywords == ("farming", "农业")
    assert found.languages == {"zh": "简体"}
    assert found.strict_terms and found.contact == "mailto:lists@example.org"
    assert found.description == NEUTRAL.description, "what is left out stays as it was"


@pytest.mark.parametrize("text", ["# nothing\n", "publisher:\nlicense:\ntranslation:\n  engine:\n"])
def test_a_key_without_a_value_is_left_out(tmp_path: Path, text: str) -> None:
    assert load_project(write(tmp_path, text)) == NEUTRAL


def test_a_license_of_any_name_comes_with_its_address(tmp_path: Path) -> None:
    text = "license: {name: Open Government Licence, url: 'https://example.org/ogl'}\n"
    found = load_project(write(tmp_path, text)).license
    assert found == License("", "Open Government Licence", "https://example.org/ogl")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("titel: x\n", "jiebang.yml:1: unknown key “titel” (known: title, "),
        ("# one\nterms: maybe\n", "jiebang.yml:2: “terms” is maybe (write strict or loose)"),
        ("license: GPL\n", "jiebang.yml:1: “license” is GPL (write CC-BY-4.0 or "),
        ("license: {name: x}\n", "jiebang.yml:1: “url” is missing"),
        ("license: {name: x, url: 'javascript:1'}\n", "jiebang.yml:1: “url” is javascript:1 (as "),
        ("contact: nobody\n", "jiebang.yml:1: “contact” is nobody (as https://host/page or "),
        ("title: {en: x, fr: y}\n", "jiebang.yml:1: unknown key “fr” (known: en, zh)"),
        ("title: [x]\n", "jiebang.yml:1: “title” is a list or mapping (a text, or en: and zh:)"),
        ("keywords: x\n", "jiebang.yml:1: a list wanted here (lines that begin with “- ”)"),
        ("translation: x\n", "jiebang.yml:1: a mapping wanted here (lines of “key: value”)"),
        ("translation:\n  insecure: yes\n", "jiebang.yml:2: “insecure” is yes (true or false)"),
        ("- x\n", "jiebang.yml:1: a mapping wanted here (lines of “key: value”)"),
    ],
)
def test_a_wrong_setting_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, line: str
) -> None:
    with pytest.raises(InputError) as caught:
        load_project(write(tmp_path, text))
    assert str(caught.value).startswith(line)
    init_project(tmp_path / "project")
    write(tmp_path / "project", text)
    assert main(["check", "--root", str(tmp_path / "project")]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and line in told


def test_the_schema_knows_every_setting() -> None:
    own = {f.name for f in fields(Settings)} - {"terms", "style"}
    assert set(SCHEMA["properties"]["translation"]["properties"]) == own
    known = yaml.safe_load((files("jiebang.corpus") / "licenses.yml").read_text("utf-8"))
    assert SCHEMA["properties"]["license"]["oneOf"][0]["enum"] == list(known)


# ---------------------------------------------------------------- a new project


def test_a_new_project_is_empty_and_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "my-lists", "--title", "Farm: “challenges” #1"]) == 0
    told = capsys.readouterr().out
    for step in ("cd my-lists", "jiebang add FILE", "jiebang build", "jiebang serve"):
        assert step in told
    layout = Layout(tmp_path / "my-lists")
    assert load_project(layout).title.en == "Farm: “challenges” #1"
    assert load_corpus(layout).entries == ()
    monkeypatch.chdir(layout.root)
    assert main(["check"]) == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["my-lists"]


def test_the_starter_glossary_is_of_the_genre_alone() -> None:
    terms = load_terms(STARTER / "glossary" / "terms.yml").terms
    assert len(terms) > 40
    assert {term.domain for term in terms} <= {"policy", "form", "body", "ip"}
    assert all(term.definition and term.definition_zh for term in terms)
    assert load_themes(STARTER / "glossary" / "themes.yml") == ()
    everything = "".join(p.read_text("utf-8") for p in STARTER.rglob("*") if p.is_file())
    for word in ("Zhengzhou", "Henan", "Chongqing", "人工智能", "MIIT", "AI ", "contributors"):
        assert word not in everything, word


@pytest.mark.parametrize("name", ["here", ".", "a/b/c"])
def test_a_project_may_begin_in_an_empty_folder_or_a_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here" if name == "." else tmp_path)
    assert main(["init", name]) == 0
    assert main(["check", "--root", name]) == 0


def test_what_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "file").write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    for name, what in (("full", "not an empty folder"), ("file", "a file, not a folder")):
        assert main(["init", str(tmp_path / name)]) == 2
        told = capsys.readouterr().err
        assert told == f"jiebang: {tmp_path / name}: {what} (name a new folder)\n"
    assert sorted(tmp_path.rglob("*")) == before


def test_a_project_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jiebang.commands.init.shutil, "copytree", full)
    with pytest.raises(UsageError, match="No space left on device"):
        init_project(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        init_project(tmp_path / "new")
    tmp_path.chmod(0o700)


def test_a_catalogue_names_the_license_and_publisher_of_its_project(tmp_path: Path) -> None:
    layout = init_project(tmp_path / "p")
    given = tmp_path / "list.txt"
    given.write_text("揭榜任务榜单\n一、选育水稻新品种\n考核指标：亩产不低于450公斤。\n", "utf-8")
    command = ["add", "--root", str(layout.root), str(given), "--id"]
    assert main([*command, "one"]) == 0
    write(layout.root, "publisher: Example Institute\nlicense: CC0-1.0\n")
    given.write_text(given.read_text("utf-8") + "二、选育小麦新品种\n", "utf-8")
    assert main([*command, "two"]) == 0
    first, second = (layout.catalogue(name).read_text("utf-8") for name in ("one", "two"))
    assert re.search("(?m)^# Unofficial; the Chinese text prevails.$", first)
    assert "# Unofficial; the Chinese text prevails. CC0-1.0, Example Institute.\n" in second
