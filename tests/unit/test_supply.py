"""What a release installs: the lock agrees with pyproject.toml, and names no place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "requirements" / "release.txt"
TOOLS = ROOT / "requirements" / "tools.txt"
REMEDY = "run: make lock"


def pins(path: Path) -> dict[str, tuple[str, str]]:
    """(version, the rest of its entry) of each package that a lock names."""
    entries = re.split(r"^(?=[A-Za-z0-9])", path.read_text("utf-8"), flags=re.MULTILINE)
    found = {}
    for entry in entries:
        if named := re.match(r"([\w.-]+)==(\S+)", entry):
            found[canonicalize_name(named[1])] = (named[2], entry)
    return found


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for, with the extras of a release."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    return [Requirement(r) for r in project["dependencies"] + extras["mt"] + extras["parquet"]]


def test_the_lock_agrees_with_pyproject() -> None:
    locked = pins(RELEASE)
    for requirement in wanted():
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not locked; {REMEDY}"
        version = locked[name][0]
        assert requirement.specifier.contains(version), f"{name} {version} is locked; {REMEDY}"
    direct = {n for n, (_, entry) in locked.items() if "jiebang (pyproject.toml)" in entry}
    assert direct == {canonicalize_name(r.name) for r in wanted()}, REMEDY


@pytest.mark.parametrize("path", [RELEASE, TOOLS], ids=lambda path: path.name)
def test_every_file_has_its_hash_and_none_its_address(path: Path) -> None:
    locked = pins(path)
    assert locked
    for name, (_, entry) in locked.items():
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), name
    text = path.read_text("utf-8")
    assert not re.search(r"https?:|file:/|--(?:extra-)?index|--find-links|--trusted", text)


WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_name_actions_by_commit_and_may_only_read(path: Path) -> None:
    text = path.read_text("utf-8")
    used = re.findall(r"uses: *(.+)", text)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
    work = yaml.safe_load(text)
    assert work["permissions"] == {"contents": "read"}
    for name, job in work["jobs"].items():
        writing = {k for k, v in job.get("permissions", {}).items() if v == "write"}
        assert writing <= ({"pages", "id-token"} if name == "deploy" else set()), name
        for step in job["steps"]:
            if "checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, name
                assert name != "deploy"


def test_a_release_waits_for_its_checks() -> None:
    work = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    steps = {name: " ".join(s.get("run", "") for s in job["steps"])
             for name, job in work["jobs"].items()}  # fmt: skip
    assert set(work["jobs"]["site"]["needs"]) == {"lint", "audit", "test"}
    assert "make audit" in steps["audit"] and "make sbom" in steps["site"]
    assert "--require-hashes -r requirements/release.txt" in steps["site"]
