"""DOC → DOCX by LibreOffice, where it is installed; then as any DOCX."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from jiebang.errors import InputError
from jiebang.originals.fenced import hold, read_fenced
from jiebang.originals.original import Original

_SECONDS = 60
_LIMITS = {"AS": 4 * 2**30, "CPU": _SECONDS, "FSIZE": 2**28}  # the last: of a file it writes
_REMEDY = "save it as .docx"


def read_doc(data: bytes, where: str) -> Original:
    """The text of an old Word document.

    LibreOffice runs with a profile of its own that is gone afterwards, without the keys of
    this environment, and within a limit of time and memory.

    Raises:
        InputError: LibreOffice is not installed or gives up, or the DOCX cannot be used.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        remedy = f"install LibreOffice, or {_REMEDY}"
        raise InputError("an old Word document, which LibreOffice reads", where, remedy)
    with tempfile.TemporaryDirectory(prefix="jiebang-doc-") as folder:
        given, made = Path(folder, "given.doc"), Path(folder, "given.docx")
        given.write_bytes(data)
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        output = ("--convert-to", "docx:MS Word 2007 XML", "--outdir", folder)
        process = subprocess.Popen(
            [program, profile, "--headless", "--norestore", *output, str(given)],
            env={"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8"},
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=None if sys.platform == "win32" else lambda: hold(**_LIMITS),
        )
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            what = f"not converted within {_SECONDS} seconds"
            raise InputError(what, where, _REMEDY) from None
        finally:
            if sys.platform != "win32":
                with contextlib.suppress(ProcessLookupError):  # a second process may outlive it
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
        if not made.is_file():
            raise InputError("an old Word document that LibreOffice gives up on", where, _REMEDY)
        found = read_fenced("docx", made.read_bytes(), where)
    return replace(found, kind="doc", notes=("read through LibreOffice", *found.notes))
