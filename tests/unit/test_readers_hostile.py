"""Files made to harm: each is read or refused in one line, within 10 seconds and 1 GiB."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inputs.nasty import NASTY, locked, scan
from inputs.pagemaker import make_html
from inputs.wordmaker import make_docx
from jiebang import originals
from jiebang.errors import InputError
from jiebang.originals import read_original
from jiebang.originals.fenced import MEMORY, SECONDS, read_here
from support import make_document

_MUST_REFUSE = {
    "pdf_swollen", "pdf_ring", "pdf_deep", "html_deep", "docx_laughs", "docx_outside", "docx_bomb",
    "docx_lying_bomb", "docx_deep",
}  # fmt: skip
_SUFFIX = {"markdown": "md"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits of this kind")
@pytest.mark.parametrize("name", NASTY)
def test_nasty_files(name: str) -> None:
    import resource

    kind, make = NASTY[name]
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        found = read_original(data, f"{name}.{_SUFFIX.get(kind, kind)}")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert name not in _MUST_REFUSE, found.text[:80]
        assert len(found.text) < 2**26
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert used.ru_utime - before.ru_utime < SECONDS + 1
    # The largest of all children so far: where it is no larger now, it is another test's.
    peak = used.ru_maxrss if used.ru_maxrss > before.ru_maxrss else 0
    assert peak * (1 if sys.platform == "darwin" else 1024) < MEMORY


def test_a_scan_is_sent_to_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "can_read_scans", lambda: False)
    with pytest.raises(InputError, match=r"a scan.*ocrmypdf -l chi_sim"):
        read_original(scan(), "a.pdf")


def test_a_locked_pdf() -> None:
    with pytest.raises(InputError, match=r"encrypted with a password.*qpdf"):
        read_original(locked(), "a.pdf")


def test_nothing_outside_is_read() -> None:
    with pytest.raises(InputError) as caught:
        read_original(NASTY["docx_outside"][1](), "a.docx")
    host = Path("/etc/hostname")
    if host.is_file():
        assert host.read_text("utf-8").strip() not in str(caught.value)


def broken(data: bytes, seed: int) -> bytes:
    """The bytes, some of them changed, cut out or doubled."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed))
        what = chance.randrange(3)
        if what == 0:
            changed[at] = chance.randrange(256)
        elif what == 1:
            del changed[at : at + chance.randint(1, 60)]
        else:
            changed[at:at] = changed[at : at + chance.randint(1, 60)]
        if not changed:
            changed = bytearray(b"x")
    return bytes(changed)


@pytest.mark.parametrize("kind", ["docx", "html", "pdf"])
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_broken_files(kind: str, seed: int) -> None:
    whole = {
        "docx": lambda: make_docx(make_document()),
        "html": lambda: make_html(make_document()).encode(),
        "pdf": scan,
    }[kind]()
    data = broken(whole, seed)
    try:
        read_here(kind, data if kind != "html" else data.decode("utf-8", "replace").encode(), "x")
    except InputError as error:
        assert "\n" not in str(error)
