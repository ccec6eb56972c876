"""What comes back from outside: answers, addresses, files of the cache, browsers of others."""

from __future__ import annotations

import http.client
import json
import resource
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from jiebang import check_pair
from jiebang.cli import main
from jiebang.commands.serve import make_server
from jiebang.document.model import Severity
from jiebang.errors import InputError, UsageError
from jiebang.runtime.cache import is_fresh
from jiebang.runtime.layout import SITE_URL, Layout, site_url
from jiebang.translation.engines.base import clean
from models.chat_server import chat_server, completion

PROJECT = Path(__file__).parents[2]
GENRE = PROJECT / "tests" / "fixtures" / "genre"
PLANTED = "planted-PW-0123456789"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of one small document."""
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    shutil.copytree(
        PROJECT / "glossary", root / "glossary", ignore=shutil.ignore_patterns("measures.yml")
    )
    shutil.copytree(PROJECT / "docs" / "en", root / "docs" / "en")
    shutil.copytree(PROJECT / "docs" / "zh", root / "docs" / "zh")
    (root / "scripts").symlink_to(PROJECT / "scripts")
    shutil.copy(PROJECT / "mkdocs.yml", root)
    assert run(root, "add", str(GENRE / "tiny-journey.txt"), "--id", "tiny-2024") == 0
    return root


def run(root: Path, verb: str, *args: str) -> int:
    return main([verb, "--root", str(root), *args])


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on standard error: one line, no traceback."""
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    return said


def engine(root: Path, url: str) -> None:
    text = f'translation: {{engine: chat, url: "{url}", model: m, retries: 0}}\n'
    (root / "jiebang.yml").write_text(text, "utf-8")


# ---------------------------------------------------------------- secrets


def test_an_error_shows_no_password_of_an_address() -> None:
    for url in (f"http://me:{PLANTED}@host/x", f"https://{PLANTED}@host", f"//u:{PLANTED}@h/y"):
        said = str(InputError(f"{url} is away", url, f"try {url}"))
        assert PLANTED not in said
        assert "host" in said or "h/y" in said
    assert "a@example.org" in str(InputError("write to a@example.org"))


@pytest.mark.parametrize(
    "name",
    ["MY_KEY", "API_KEY_2", "DB_PASS", "GH_TOKEN", "AWS_SECRET_ACCESS_KEY", "DEEPL_AUTH_KEY"],
)
def test_secrets_of_the_environment_are_known_by_name(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, PLANTED)
    assert clean(f"a {PLANTED} b") == "a … b"


def test_the_password_of_a_proxy_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:{PLANTED}@proxy.example:3128")
    assert PLANTED not in clean(f"proxy me:{PLANTED} refuses")


def test_the_site_s_address_holds_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    for url in (f"https://me:{PLANTED}@host/", f"https://host/?key={PLANTED}", "https://[host/"):
        monkeypatch.setenv(SITE_URL, url)
        with pytest.raises(UsageError, match=SITE_URL) as caught:
            site_url()
        assert PLANTED not in str(caught.value)


@pytest.mark.parametrize("escaped", [False, True])
def test_a_key_that_comes_back_in_an_answer_is_in_no_file(
    escaped: bool,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Plain, and spelled in JSON's escapes, which only the parser undoes."""
    monkeypatch.setenv("JIEBANG_CHAT_KEY", PLANTED)

    def manner(body: dict[str, Any]) -> Any:
        lines = [{"id": n, "en": f"Build it {PLANTED}."} for n in range(1, 99)]
        text = json.dumps(lines)
        if escaped:
            text = text.replace(PLANTED, "".join(f"\\u{ord(c):04x}" for c in PLANTED))
        return completion(text)

    with chat_server(manner) as server:
        engine(root, server.url)
        run(root, "translate")
    said = capsys.readouterr()
    assert PLANTED not in said.out + said.err
    for path in (p for p in root.rglob("*") if p.is_file()):
        assert PLANTED.encode() not in path.read_bytes(), path


# ---------------------------------------------------------------- no traceback


def test_half_a_character_in_an_answer(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def manner(body: dict[str, Any]) -> Any:
        text = json.dumps([{"id": n, "en": "Build \ud800 it."} for n in range(1, 99)])
        return completion(text)

    with chat_server(manner) as server:
        engine(root, server.url)
        assert run(root, "translate") == 1
    assert run(root, "check") == 0
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://[::1", "https://[x]/v1", "http://[", "https://a]b/"])
def test_a_bracket_in_an_address(
    url: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine(root, url)
    capsys.readouterr()
    assert run(root, "translate") == 1
    assert "[" in one_line(capsys) or "]" in url
    assert run(root, "engine", "list", "--index", url) == 2
    one_line(capsys)
    index = tmp_path / "index.json"
    offer = {"package_version": "1", "from_code": "zh", "to_code": "en", "links": [url]}
    index.write_text(json.dumps([offer]), "utf-8")
    assert run(root, "engine", "list", "--index", str(index)) == 0
    assert run(root, "engine", "get", "--index", str(index)) == 2
    one_line(capsys)


BROKEN = {
    "brackets": b"[" * 200_000,
    "no JSON": b"\xff\x00{",
    "another shape": b'[{"inputs": 1}]',
    "outputs of another shape": b'{"inputs": "x", "outputs": [1]}',
    "nothing": b"",
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_stamp_is_none(data: bytes, tmp_path: Path) -> None:
    stamp = tmp_path / "site.json"
    stamp.write_bytes(data)
    assert not is_fresh(stamp, "x", ())


FOLDERS = ("site.json", "documents.sqlite", "translations.sqlite", "lock", "stages")


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_or_a_file_of_the_cache_that_is_the_other(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Healed, or one line that names it."""
    cache = Layout(root).cache
    path = cache / name
    shutil.rmtree(path, ignore_errors=True)
    path.unlink(missing_ok=True)
    if name == "stages":
        path.write_text("a file", "utf-8")
    else:
        (path / "inside").mkdir(parents=True)
    capsys.readouterr()
    for verb in ("convert", "translate", "check", "data"):
        code = run(root, verb)
        said = capsys.readouterr().err
        assert code in (0, 2), said
        assert said.count("\n") == (code == 2)
        assert code == 0 or name in said


def test_the_cache_folder_is_a_file(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(root / ".cache")
    (root / ".cache").write_text("x", "utf-8")
    capsys.readouterr()
    for verb in ("convert", "translate", "data", "build"):
        assert run(root, verb) == 2
        assert ".cache" in one_line(capsys)
    assert run(root, "check") == 0


@pytest.mark.parametrize("name", ["site", "content/documents", "content/translations/en"])
def test_a_file_where_a_folder_should_be(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / name
    shutil.rmtree(path, ignore_errors=True)
    path.write_text("x", "utf-8")
    capsys.readouterr()
    for verb in ("convert", "translate", "data", "build"):
        if run(root, verb) == 2:
            assert Path(name).name in one_line(capsys)
        capsys.readouterr()
    assert path.read_text("utf-8") == "x"


def test_a_folder_where_a_file_should_be(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("content/documents/tiny-2024.md", "content/translations/en/tiny-2024.po",
                 "content/sources/sources.yml", "glossary/terms.yml", "jiebang.yml"):  # fmt: skip
        path = root / name
        kept = path.read_bytes() if path.is_file() else None
        path.unlink(missing_ok=True)
        path.mkdir()
        capsys.readouterr()
        for verb in ("convert", "translate", "check", "status", "data", "build"):
            code = run(root, verb)
            said = capsys.readouterr().err
            assert code in (0, 2), (name, verb)
            assert said.count("\n") == (code == 2), (name, verb, said)
        path.rmdir()
        if kept is not None:
            path.write_bytes(kept)


def test_conflict_markers_are_named_as_such(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Layout(root).document("tiny-2024")
    text = path.read_text("utf-8")
    first, _, rest = text.partition("\n## ")
    conflict = f"<<<<<<< HEAD\n## {rest[:20]}\n=======\n## other\n>>>>>>> theirs\n"
    path.write_text(f"{first}\n{conflict}## {rest}", "utf-8")
    line = first.count("\n") + 2
    for verb in ("check", "build", "translate"):
        capsys.readouterr()
        assert run(root, verb) == 2
        said = one_line(capsys)
        assert "unresolved conflict of a merge" in said
        assert f"tiny-2024.md:{line}" in said


# ---------------------------------------------------------------- names


TEXT = (GENRE / "titles-unnumbered.txt").read_text("utf-8")


def test_names_that_differ_by_case_alone_are_two_files(root: Path) -> None:
    given = root.parent / "given"
    for folder, name, text in (("a", "Doc.txt", TEXT), ("b", "doc.txt", TEXT + "另一份。\n")):
        (given / folder).mkdir(parents=True)
        (given / folder / name).write_text(text, "utf-8")
        assert run(root, "add", str(given / folder / name), "--id", f"doc-{folder}") == 0
    made = [p.name for p in (root / "content" / "sources").iterdir()]
    assert len({name.casefold() for name in made}) == len(made)


ODD_NAMES = (
    "CON.txt",
    "nul.txt",
    "COM1.md",
    "aux",
    "trailing.",
    "a" * 249 + ".txt",
    "榜" * 83 + ".txt",
)


@pytest.mark.parametrize("name", ODD_NAMES, ids=lambda name: name[:9])
def test_a_name_that_another_system_cannot_have_is_made_safe(
    name: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = root.parent / name
    given.write_text(TEXT, "utf-8")
    assert run(root, "add", str(given)) == 0, capsys.readouterr().err
    made = {p.name for p in (root / "content" / "sources").iterdir()}
    own = min(made - {"sources.yml", "tiny-journey.txt"}, key=len)
    assert own.partition(".")[0].casefold() not in ("con", "nul", "com1", "aux")
    assert not own.endswith(".")
    assert len(own.encode()) <= 200
    assert run(root, "data") == 0, capsys.readouterr().err


@pytest.mark.parametrize("identifier", ["con", "lpt9", "a" * 101])
def test_an_id_that_no_file_can_be_named_by_is_refused(
    identifier: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = root.parent / "given.txt"
    given.write_text(TEXT, "utf-8")
    capsys.readouterr()
    assert run(root, "add", str(given), "--id", identifier) == 2
    assert "is no id" in one_line(capsys)


# ---------------------------------------------------------------- serve


@pytest.fixture
def served(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("<body>hello</body>", "utf-8")
    server = make_server(Layout(tmp_path), 0, lambda: None)
    server.server_bind()
    server.server_activate()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server.server_port
    socketserver.BaseServer.shutdown(server)
    server.server_close()
    thread.join(5)


@pytest.mark.parametrize(
    ("method", "host", "status"),
    [
        ("GET", "127.0.0.1", 200),
        ("GET", "localhost:8000", 200),
        ("GET", "[::1]:8000", 200),
        ("HEAD", "localhost", 200),
        ("GET", "evil.example", 403),
        ("GET", "127.0.0.1.evil.example", 403),
        ("GET", "localhost@evil.example", 403),
        ("GET", "", 403),
        ("POST", "localhost", 405),
        ("PUT", "localhost", 405),
        ("DELETE", "localhost", 405),
    ],
)
def test_serve_answers_this_machine_alone(method: str, host: str, status: int, served: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served, timeout=5)
    line.putrequest(method, "/", skip_host=True)
    line.putheader("Host", host)
    line.endheaders()
    answer = line.getresponse()
    body = answer.read()
    assert answer.status == status
    assert (b"hello" in body) == (status == 200 and method == "GET")
    assert status != 405 or answer.headers["Allow"] == "GET, HEAD"
    line.close()


# ---------------------------------------------------------------- very much of it


def test_very_many_findings_of_one_entry_are_one_line_and_a_count() -> None:
    en = " ".join(f"no fewer than {n} items," for n in range(2000))
    (found,) = [f for f in check_pair("研制芯片。", en) if f.check == "numbers"]
    assert "more of this check on this entry" in found.message
    assert found.severity is Severity.ERROR


def endless(*_: object, **__: object) -> None:
    while True:
        pass


def swelling(*_: object, **__: object) -> None:
    held = []
    while True:
        held.append(bytes(2**20))


@pytest.mark.parametrize(
    ("work", "what"), [(endless, "not read within 0."), (swelling, "needs more than 0.25 GiB")]
)
@pytest.mark.parametrize("step", ["add.convert_text", "add.find_stated", "add.load_names"])
def test_add_is_ended_when_it_takes_too_much(
    step: str,
    work: Callable[..., None],
    what: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = root.parent / "given.txt"
    given.write_text(TEXT, "utf-8")
    monkeypatch.setattr("jiebang.commands.add._SECONDS", 0.3 if work is endless else 60)
    monkeypatch.setattr("jiebang.commands.add.MEMORY", 2**28)
    monkeypatch.setattr(f"jiebang.commands.{step}", work)
    capsys.readouterr()
    limit = resource.getrlimit(resource.RLIMIT_AS)
    before = sorted(p for p in (root / "content").rglob("*"))
    assert run(root, "add", str(given)) == 2
    assert f"given.txt: {what}" in one_line(capsys)
    assert sorted(p for p in (root / "content").rglob("*")) == before
    assert resource.getrlimit(resource.RLIMIT_AS) == limit, "what is done next has none"


@pytest.mark.parametrize("work", [endless, swelling])
def test_the_report_of_add_has_the_same_limits(
    work: Callable[..., None],
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = root.parent / "given.txt"
    given.write_text(TEXT, "utf-8")
    monkeypatch.setattr("jiebang.commands.add._SECONDS", 1 if work is endless else 60)
    monkeypatch.setattr("jiebang.commands.add.MEMORY", 2**28)
    monkeypatch.setattr("jiebang.commands.report.report", work)
    capsys.readouterr()
    assert run(root, "add", str(given)) == 2
    assert "given.txt: n" in one_line(capsys)
    monkeypatch.undo()
    assert run(root, "add", str(given)) == 0, "what is done is kept"


@pytest.mark.slow
def test_strange_files_in_the_site(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Healed, or one line that names it; what is outside the site is never touched."""
    assert run(root, "build") == 0
    site, outside = Layout(root).site, tmp_path / "outside.html"
    page = site / "en" / "index.html"
    whole = page.read_bytes()
    outside.write_text("not ours", "utf-8")

    (site / "strange.bin").write_bytes(b"\xff\0")
    (site / "data" / "strange").mkdir()
    (site / "data" / "strange" / "x").write_text("x", "utf-8")
    page.unlink()
    page.symlink_to(outside)
    assert run(root, "build") == 0, capsys.readouterr().err
    assert (outside.read_text("utf-8"), page.is_symlink()) == ("not ours", False)
    assert page.read_bytes() == whole
    assert not (site / "data" / "strange").exists()

    strange = [site / name for name in ("en/index.html", "data/tasks.csv", "api/v1/index.json")]
    for path in strange:
        path.unlink()
        (path / "inside").mkdir(parents=True)
    capsys.readouterr()
    while run(root, "build") == 2:
        said = one_line(capsys)
        (named,) = [path for path in strange if str(path.relative_to(root)) in said]
        strange.remove(named)
        shutil.rmtree(named)
    assert page.read_bytes() == whole
    assert all(path.is_file() for path in strange)
