"""What is installed: the lock agrees with pyproject.toml, and names no place."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK, RELEASE, TOOLS = (
    ROOT / "requirements" / f"{name}.txt" for name in ("lock", "release", "tools")
)
REMEDY = "run: make lock"
PUBLISHED = ("mt", "parquet")
EXTRAS = {LOCK: ("cluster", "mcp", "ocr", *PUBLISHED, "test"), RELEASE: PUBLISHED}
# Debian 12 has 3.11.2: a lock made for a later patch release may name what it cannot install.
PYTHONS = ("3.11.0", "3.11.2", "3.12.0", "3.13.0", "3.14.0")
MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))


def pins(path: Path) -> dict[str, list[tuple[Requirement, str]]]:
    """(requirement, the rest of its entry) of each package that a lock names."""
    entries = re.split(r"^(?=[A-Za-z0-9])", path.read_text("utf-8"), flags=re.MULTILINE)
    found = defaultdict(list)
    for entry in entries:
        if named := re.match(r"[\w.-]+==[^\\\n]+", entry):
            requirement = Requirement(named[0])
            found[canonicalize_name(requirement.name)].append((requirement, entry))
    return found


def wanted(extras: Iterable[str]) -> list[Requirement]:
    """What pyproject.toml asks for, with these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    asked = [*project["dependencies"], *(one for extra in extras for one in optional[extra])]
    return [r for r in map(Requirement, asked) if r.name != "jiebang"]


@pytest.mark.parametrize("path", EXTRAS, ids=lambda path: path.name)
def test_the_lock_agrees_with_pyproject(path: Path) -> None:
    locked, asked = pins(path), wanted(EXTRAS[path])
    for requirement in asked:
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not locked; {REMEDY}"
        for pin, _ in locked[name]:
            version = str(pin.specifier).removeprefix("==")
            assert requirement.specifier.contains(version), f"{pin} is locked; {REMEDY}"
    direct = {n for n, pinned in locked.items() if "jiebang (pyproject.toml)" in pinned[0][1]}
    assert direct == {canonicalize_name(r.name) for r in asked}, REMEDY
    assert "torch" not in locked


@pytest.mark.parametrize("path", EXTRAS, ids=lambda path: path.name)
def test_each_python_and_machine_has_one_version_of_what_is_wanted(path: Path) -> None:
    locked = pins(path)
    for python in PYTHONS:
        for system, machine in MACHINES:
            here = {
                "python_full_version": python,
                "python_version": python.rpartition(".")[0],
                "sys_platform": system,
                "platform_system": system.title(),
                "platform_machine": machine,
                "platform_python_implementation": "CPython",
                "implementation_name": "cpython",
                "os_name": "posix",
            }
            for requirement in wanted(EXTRAS[path]):
                pinned = locked[canonicalize_name(requirement.name)]
                fit = [p for p, _ in pinned if p.marker is None or p.marker.evaluate(here)]
                assert len(fit) == 1, (python, system, machine, requirement.name)


def test_what_is_released_is_what_is_tested() -> None:
    def files(path: Path) -> dict[str, set[str]]:
        return {
            f"{pin.name}{pin.specifier}": set(re.findall(r"--hash=(\S+)", entry))
            for pinned in pins(path).values()
            for pin, entry in pinned
        }

    released, tested = files(RELEASE), files(LOCK)
    assert released
    assert {pin: tested.get(pin) for pin in released} == released, REMEDY


@pytest.mark.parametrize("path", [LOCK, RELEASE, TOOLS], ids=lambda path: path.name)
def test_every_file_has_its_hash_and_none_its_address(path: Path) -> None:
    locked = pins(path)
    assert locked
    for name, pinned in locked.items():
        for _, entry in pinned:
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
        may = {"deploy": {"pages", "id-token"}, "pypi": {"id-token"}}
        assert writing <= may.get(name, set()), name
        for step in job["steps"]:
            if "checkout@" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False, name
                assert name != "deploy"


def steps_of(name: str) -> dict[str, str]:
    """What each job of a workflow runs."""
    work = yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text("utf-8"))
    return {name: "\n".join(s.get("run", "") for s in job["steps"])
            for name, job in work["jobs"].items()}  # fmt: skip


def test_only_a_tag_goes_to_pypi_and_no_token_is_stored() -> None:
    work = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    job = work["jobs"]["pypi"]
    assert job["if"] == "startsWith(github.ref, 'refs/tags/v')"
    assert {"lint", "audit", "test", "wheel"} <= set(job["needs"])
    assert "secrets." not in str(work) and "password" not in str(job)


def test_a_release_waits_for_its_checks() -> None:
    work = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    steps = steps_of("release.yml")
    assert set(work["jobs"]["site"]["needs"]) == {"lint", "audit", "test"}
    assert "make audit" in steps["audit"] and "make sbom" in steps["site"]


def dry_run(*words: str) -> str:
    """What make would run on a clean checkout."""
    command = ["make", "--dry-run", "--always-make", *words]
    env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "NEWEST")}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True).stdout


def test_what_is_published_is_held_to_hashes() -> None:
    """A release and the deployed site: no file but those of the lock."""
    for name, job in (("release.yml", "site"), ("site.yml", "build")):
        assert re.search(r"^make .*release", steps_of(name)[job], re.MULTILINE), name
    assert "install --require-hashes -r requirements/release.txt" in dry_run("release")


@pytest.mark.parametrize(
    ("target", "extras"),
    [("site", "mt,parquet"), ("test", "test"), ("test-all", "test"), ("lint", "test")],
)
def test_the_lock_is_what_is_installed_unless_the_newest_is_asked_for(
    target: str, extras: str
) -> None:
    locked, newest = dry_run(target), dry_run(target, "NEWEST=1")
    assert f'--editable ".[{extras}]"' in locked and f'--editable ".[{extras}]"' in newest
    assert "requirements/lock.txt" in locked and "--constraint" in locked
    assert "--upgrade-strategy eager" in newest and "--constraint" not in newest


def test_the_newest_of_everything_is_tried_each_week() -> None:
    text = (ROOT / ".github" / "workflows" / "newest.yml").read_text("utf-8")
    work = yaml.safe_load(text)
    assert re.search(r'cron: "\d+ \d+ \* \* \d"', text)
    (step,) = (s for s in work["jobs"]["newest"]["steps"] if "run" in s)
    assert step["run"] == ".ci/run" and step["env"]["NEWEST"] == "1"
