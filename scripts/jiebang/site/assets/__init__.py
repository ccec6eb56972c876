"""Our style sheet and scripts, named by their content so that no stale copy is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_KINDS = (".css", ".js")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of this folder and its address in an edition: `assets/jiebang.1a2b3c4d.css`."""

    name: str
    path: Path
    address: str


@cache
def site_assets() -> tuple[Asset, ...]:
    """All of them, by name."""
    paths = sorted(p for p in Path(__file__).parent.iterdir() if p.suffix in _KINDS)
    return tuple(Asset(p.name, p, _address(p)) for p in paths)


def _address(path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"assets/{path.stem}.{digest}{path.suffix}"
