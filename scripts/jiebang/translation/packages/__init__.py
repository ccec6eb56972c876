"""Argos packages: what is installed, what the index offers; get, install, remove.

Reads and writes the folder that `argospm` uses, so that either finds what the other
installed. Nothing is made or fetched at import.
"""

from __future__ import annotations

from jiebang.translation.packages.archive import Archive, open_archive
from jiebang.translation.packages.download import Progress
from jiebang.translation.packages.index import Available, index_address, list_available
from jiebang.translation.packages.installing import get, install_file, remove
from jiebang.translation.packages.pins import FILE as PINS
from jiebang.translation.packages.places import (
    ZH_EN,
    Metadata,
    Package,
    Pair,
    find_installed,
    list_installed,
    packages_dir,
    read_package,
)

__all__ = [
    "PINS",
    "ZH_EN",
    "Archive",
    "Available",
    "Metadata",
    "Package",
    "Pair",
    "Progress",
    "find_installed",
    "get",
    "index_address",
    "install_file",
    "list_available",
    "list_installed",
    "open_archive",
    "packages_dir",
    "read_package",
    "remove",
]
