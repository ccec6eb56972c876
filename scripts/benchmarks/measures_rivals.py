"""What other libraries find in Chinese sentences, each run by a Python that has it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from decimal import Decimal

from measures_score import Item, Measure

ENGINE = {
    "quantulum3": """
import warnings
warnings.filterwarnings("ignore")
from quantulum3 import parser
def read(zh):
    for q in parser.parse(zh):
        yield *q.span, str(q.value), q.surface.strip().lstrip("0123456789.,+-~ ")
""",
    "Recognizers-Text": """
from recognizers_number_with_unit import (
    Culture, recognize_currency, recognize_dimension, recognize_temperature)
from recognizers_number import recognize_number, recognize_percentage
KINDS = (recognize_dimension, recognize_currency, recognize_temperature, recognize_percentage,
         recognize_number)
def read(zh):
    found = []
    for r in (r for kind in KINDS for r in kind(zh, Culture.Chinese)):
        value = (r.resolution or {}).get("value")
        if value and not any(r.start < end and start <= r.end for start, end, *_ in found):
            unit = r.text.lstrip("0123456789.,+-~ 万亿千百十一二三四五六七八九两")
            found.append((r.start, r.end + 1, str(value).rstrip("%"), unit))
    return found
""",
}
RUN = """
import json, sys
for line in sys.stdin:
    found = []
    try:
        for each in read(json.loads(line)):
            found.append(each)
    except Exception:
        pass
    print(json.dumps(found))
"""


def rival(python: str, name: str, items: Sequence[Item]) -> list[list[Measure]] | None:
    """What another library finds, run by another Python; None where it cannot."""
    given = "".join(json.dumps(item.zh) + "\n" for item in items)
    try:
        done = subprocess.run(
            [python, "-c", ENGINE[name] + RUN],
            input=given,
            capture_output=True,
            text=True,
            timeout=300,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.splitlines()
    if done.returncode or len(lines) != len(items):
        return None
    return [[Measure(s, e, _number(v), unit=u) for s, e, v, u in json.loads(x)] for x in lines]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None
