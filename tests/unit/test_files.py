"""Files in and out: one-line errors, whole writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiebang.errors import InputError
from jiebang.runtime.files import decode, read_text, sha256_of, write_atomic


def test_text_comes_back_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("一\r\n二\n".encode())
    assert read_text(path) == "一\r\n二\n"


def test_a_byte_order_mark_keeps_offsets(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff一二".encode())
    assert read_text(path) == " 一二"
    assert read_text(path).index("二") == path.read_bytes().decode().index("二")
    assert read_text(path, strip_bom=True) == "一二"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04\0\0", "binary"),
        (b"\x01\x02\x03ab", "binary"),
        ("一二".encode("utf-16"), "UTF-16"),
        ("一二三".encode("gb18030"), r"not UTF-8 \(byte 2: 0xb6\)"),
        ("好".encode() + b"\xff", r"byte 3: 0xff"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, what: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=what) as caught:
        read_text(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_text(tmp_path / "a.txt")
    with pytest.raises(InputError, match="a folder"):
        read_text(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_text(tmp_path / "a\0b")


@given(st.binary())
def test_decoding_gives_text_or_one_line(data: bytes) -> None:
    try:
        text = decode(data, "x") if data else ""
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert len(text) == len(data.decode("utf-8"))


def test_write_makes_folders_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    assert write_atomic(path, "一\n")
    assert path.read_bytes() == "一\n".encode()
    assert [p.name for p in path.parent.iterdir()] == ["c.txt"]


def test_same_content_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    write_atomic(path, b"x")
    os.utime(path, ns=(1, 1))
    assert not write_atomic(path, "x")
    assert path.stat().st_mtime_ns == 1
    assert write_atomic(path, "y")
    assert path.stat().st_mtime_ns != 1


def test_mode_and_links_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "c.txt", tmp_path / "link"
    path.write_text("x")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomic(link, "y")
    assert link.is_symlink()
    assert path.read_text() == "y"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        write_atomic(tmp_path / "a" / "b.txt", "x")
    (tmp_path / "d").mkdir()
    with pytest.raises(InputError, match="cannot be written"):
        write_atomic(tmp_path / "d", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "d"]


def test_text_that_is_no_unicode_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="character 1"):
        write_atomic(tmp_path / "a.txt", "x\udcff")
    assert not list(tmp_path.iterdir())


def test_sha256() -> None:
    assert sha256_of(b"abc").startswith("ba7816bf")
