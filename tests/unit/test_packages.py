"""Argos packages: the index, downloads that go wrong, hostile zips, install and removal."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiebang.errors import InputError, JiebangError, UsageError
from jiebang.translation import packages
from jiebang.translation.engines.base import EngineError
from models import tiny
from models.server import Site, serving

LINK = "/v1/translate-zh_en-0_1.argosmodel"
BIG = bytes(range(256)) * 4096  # a megabyte


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    monkeypatch.setattr(packages, "PAUSE", 0.01)
    monkeypatch.setattr(packages, "TIMEOUT", 0.5)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with serving() as found:
        yield found


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use(monkeypatch, tmp_path / "argos-translate" / "packages")


def use(monkeypatch: pytest.MonkeyPatch, place: Path) -> Path:
    """Have packages there."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(place))
    return place


def offer(site: Site, data: bytes, **said: object) -> str:
    """Put a package on the site, and an index that says so; the index's address."""
    site.files[LINK] = data
    entry = {
        "package_version": "0.1",
        "from_code": "zh",
        "to_code": "en",
        "links": [site.url + LINK],
        **said,
    }
    others = [{"from_code": "de", "to_code": "en", "links": []}, {"code": "odd"}, 7]
    site.files["/index.json"] = json.dumps([*others, entry]).encode()
    return site.url + "/index.json"


def get(site: Site, place: Path, **options: object) -> packages.ModelPackage:
    with pytest.MonkeyPatch.context() as patch:
        use(patch, place)
        return packages.get(index=site.url + "/index.json", **options)  # type: ignore[arg-type]


def fetch(site: Site, target: Path, sha256: str = "", size: int = 0) -> str:
    return packages.fetch(f"{site.url}/big", target, size=size, sha256=sha256)


def package_of_another_pair(place: Path) -> None:
    """As argospm would leave it."""
    metadata = {**json.loads(tiny.files()["metadata.json"]), "from_code": "en", "to_code": "zh"}
    for name, data in {**tiny.files(), "metadata.json": json.dumps(metadata).encode()}.items():
        tiny.write(place / "en_zh" / name, data)


def leftovers(place: Path) -> list[str]:
    """What lies beside the packages and should not."""
    beside = place.parent
    return [p.name for p in beside.iterdir() if p != place] if beside.is_dir() else []


# Where packages are


def test_the_folder_is_argospms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ARGOS_PACKAGES_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert packages.packages_dir() == tmp_path / ".local/share/argos-translate/packages"
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert packages.packages_dir() == Path("/data/argos-translate/packages")
    config = tmp_path / ".config" / "argos-translate" / "settings.json"
    tiny.write(config, b'{"ARGOS_PACKAGES_DIR": "/chosen"}')
    assert packages.packages_dir() == Path("/chosen")
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", "/env")
    assert packages.packages_dir() == Path("/env")
    monkeypatch.delenv("ARGOS_PACKAGES_DIR")
    for broken in (b"{", b"[]", b"{}"):
        config.write_bytes(broken)
        assert packages.packages_dir() == Path("/data/argos-translate/packages")


def test_stray_folders_are_passed_over(place: Path) -> None:
    assert packages.list_installed() == ()
    package = packages.install_file(tiny.TINY)
    (place / "stray").mkdir()
    tiny.write(place / "broken" / "metadata.json", b"[]")
    tiny.write(place / "empty" / "metadata.json", (package.path / "metadata.json").read_bytes())
    tiny.write(place / "file", b"x")
    assert packages.list_installed() == (package,)
    package_of_another_pair(place)
    shutil.rmtree(package.path)
    assert packages.list_installed() == ()


# The index


def test_the_index_is_read_with_what_it_says(site: Site) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    index = offer(site, b"x", size=1, sha256=f"sha256:{digest}")
    (found,) = packages.list_available(index)
    assert found.links == (site.url + LINK,)
    assert (found.size, found.sha256, found.version) == (1, digest, "0.1")


@pytest.mark.parametrize("version", ["9" * 5000, "1/../2", "1\0"])
def test_a_version_that_names_no_file_is_not_offered(site: Site, version: str) -> None:
    assert packages.list_available(offer(site, b"x", package_version=version)) == ()


def test_the_index_can_be_a_file_and_links_relative(site: Site, tmp_path: Path) -> None:
    offer(site, b"x", links=["v1/a.argosmodel", "ipfs://x", "file:///etc/passwd", 3])
    (found,) = packages.list_available(site.url + "/index.json")
    assert found.links == (site.url + "/v1/a.argosmodel",)
    index = tiny.write(tmp_path / "index.json", site.files["/index.json"])
    assert [o.links for o in packages.list_available(str(index))] == [()]


@pytest.mark.parametrize("data", [b"{}", b"<html>", b"\xff", b"[" * 100_000])
def test_what_is_no_index_is_said_to_be_none(site: Site, data: bytes) -> None:
    site.files["/index.json"] = data
    with pytest.raises(InputError, match="no index of Argos packages"):
        packages.list_available(site.url + "/index.json")


def test_an_endless_index_is_not_read_to_its_end(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiebang.translation.packages._MAX_INDEX", 100)
    site.files["/index.json"] = b"[" + b" " * 1000 + b"]"
    with pytest.raises(InputError, match="longer than"):
        packages.list_available(site.url + "/index.json")


def test_offline_is_said_in_one_line(place: Path) -> None:
    with pytest.raises(EngineError) as caught:
        packages.get(index="http://127.0.0.1:9/index.json")
    assert "cannot be reached" in str(caught.value) and "\n" not in str(caught.value)
    assert "jiebang engine get" in caught.value.remedy
    with pytest.raises(EngineError, match="its name is not known"):
        packages.list_available("http://no-such-host.invalid/index.json")


def test_a_pair_the_index_lacks(site: Site, place: Path) -> None:
    offer(site, b"", to_code="fr")
    with pytest.raises(EngineError, match="no package zh→en"):
        get(site, place)


# Downloads


def test_a_download_arrives_whole_and_reports(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    steps: list[tuple[int, int | None]] = []
    target = tmp_path / "big"
    tell = lambda here, total: steps.append((here, total))  # noqa: E731
    digest = packages.fetch(f"{site.url}/big", target, tell)
    assert target.read_bytes() == BIG and digest == hashlib.sha256(BIG).hexdigest()
    assert steps[0] == (0, len(BIG)) and steps[-1] == (len(BIG), len(BIG))
    assert steps == sorted(steps) and [p.name for p in tmp_path.iterdir()] == ["big"]


def test_a_cut_line_is_taken_up_where_it_was(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    site.cuts = [100_000, 200_000]
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG
    assert [r for _, r in site.seen] == [None, "bytes=100000-", "bytes=300000-"]


def test_a_killed_run_is_taken_up_by_the_next(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG

    def kill(here: int, _: int | None) -> None:
        if here > 500_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        packages.fetch(f"{site.url}/big", tmp_path / "big", kill)
    assert not (tmp_path / "big").exists()
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG
    assert site.seen[1][1] is not None and site.seen[1][1] > "bytes=5"


def test_a_part_of_an_older_file_is_not_mixed_with_the_new(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    site.cuts = [100_000] + [0] * 10
    with pytest.raises(EngineError, match="run it again to resume"):
        fetch(site, tmp_path / "big")
    site.cuts, site.etag, site.files["/big"] = [], '"two"', BIG[::-1]
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG[::-1]


def test_without_validator_only_the_same_length_is_taken_up(site: Site, tmp_path: Path) -> None:
    site.files["/big"], site.etag = BIG, None
    site.cuts = [100_000] + [0] * 10
    with pytest.raises(EngineError):
        fetch(site, tmp_path / "big")
    site.cuts, site.files["/big"] = [], BIG[::-1] + b"more"
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG[::-1] + b"more"


def test_a_part_longer_than_the_file_of_now_is_dropped(site: Site, tmp_path: Path) -> None:
    site.files["/big"], site.etag = BIG, None
    site.cuts = [100_000] + [0] * 10
    with pytest.raises(EngineError):
        fetch(site, tmp_path / "big")
    site.cuts, site.files["/big"] = [], BIG[:5000]
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG[:5000]


def test_a_server_without_ranges_starts_anew(site: Site, tmp_path: Path) -> None:
    site.files["/big"], site.ranges = BIG, False
    site.cuts = [100_000]
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG and len(site.seen) == 2


def test_a_server_that_stalls_is_asked_again(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    site.stalls = [1.5]
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG and len(site.seen) == 2


def test_a_slow_server_is_waited_for(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    site.stalls = [0.2]
    fetch(site, tmp_path / "big")
    assert len(site.seen) == 1


def test_a_server_in_trouble_is_asked_again_and_a_404_is_not(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    site.statuses = [503, 429]
    fetch(site, tmp_path / "big")
    assert len(site.seen) == 3
    site.statuses = [503] * 20
    with pytest.raises(EngineError, match="503"):
        fetch(site, tmp_path / "big2")
    site.seen.clear()
    del site.files["/big"]
    with pytest.raises(EngineError, match="404"):
        fetch(site, tmp_path / "big3")
    assert len(site.seen) == 1


def test_more_bytes_than_promised_are_refused(site: Site, tmp_path: Path) -> None:
    site.files["/big"], site.length = BIG, False
    monster = packages.MAX_BYTES
    packages.MAX_BYTES = 1000
    try:
        with pytest.raises(InputError, match="more bytes"):
            fetch(site, tmp_path / "big")
    finally:
        packages.MAX_BYTES = monster


def test_without_a_length_the_end_is_the_end(site: Site, tmp_path: Path) -> None:
    site.files["/big"], site.length = BIG, False
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG


def test_size_and_checksum_are_held(site: Site, tmp_path: Path) -> None:
    site.files["/big"] = BIG
    with pytest.raises(InputError, match="the checksum is"):
        fetch(site, tmp_path / "big", sha256="0" * 64)
    with pytest.raises(InputError, match="1,048,576 bytes came, 5 were promised"):
        fetch(site, tmp_path / "big", size=5)
    assert list(tmp_path.iterdir()) == []
    fetch(site, tmp_path / "big", size=len(BIG), sha256=hashlib.sha256(BIG).hexdigest().upper())


def test_redirects_are_followed_but_not_to_files(site: Site, tmp_path: Path) -> None:
    site.files["/there"] = BIG
    site.redirects["/big"] = "/there"
    fetch(site, tmp_path / "big")
    assert (tmp_path / "big").read_bytes() == BIG
    site.redirects["/big"] = "file:///etc/passwd"
    with pytest.raises(EngineError):
        fetch(site, tmp_path / "other")


def test_no_web_address_is_said_in_one_line(tmp_path: Path) -> None:
    for url in ("nonsense", "http://", "http://[bad/"):
        with pytest.raises(JiebangError):
            packages.fetch(url, tmp_path / "x")


# Get


def test_get_installs_what_the_index_offers(site: Site, place: Path, tmp_path: Path) -> None:
    data = tiny.TINY.read_bytes()
    offer(site, data, size=len(data), sha256=hashlib.sha256(data).hexdigest())
    package = get(site, place)
    assert package.version == "0.1" and package.path == place / tiny.TOP
    assert packages.list_installed() == (package,)
    assert list((tmp_path / "cache" / "jiebang" / "downloads").iterdir()) == []
    requests = len(site.seen)
    assert get(site, place) == package and len(site.seen) == requests + 1  # the index only


def test_get_takes_the_newest_and_upgrades(site: Site, place: Path) -> None:
    old = packages.install_file(tiny.TINY)
    site.files["/new"] = tiny.package(version="0.10", top="zh_en-0_10")
    offer(site, tiny.package(version="0.9"))
    index = json.loads(site.files["/index.json"])
    index.append({**index[-1], "package_version": "0.10", "links": [site.url + "/new"]})
    site.files["/index.json"] = json.dumps(index).encode()
    new = get(site, place)
    assert new.version == "0.10" and packages.list_installed() == (new,)
    assert not old.path.exists() and leftovers(place) == []


def test_get_tries_the_next_link(site: Site, place: Path) -> None:
    offer(site, tiny.TINY.read_bytes(), links=[site.url + "/gone", site.url + LINK])
    assert get(site, place).version == "0.1"
    offer(site, b"", links=["ipfs://nothing"])
    with pytest.raises(EngineError, match="no address"):
        get(site, place.parent.parent / "other" / "packages")


def test_get_installs_nothing_that_is_not_as_promised(site: Site, place: Path) -> None:
    offer(site, tiny.TINY.read_bytes())
    with pytest.raises(InputError, match="checksum"):
        get(site, place, sha256="0" * 64)
    offer(site, tiny.package(metadata={"from_code": "en", "to_code": "zh"}))
    with pytest.raises(InputError, match="en→zh, not zh→en"):
        get(site, place)
    offer(site, b"no zip")
    with pytest.raises(InputError, match="no Argos package"):
        get(site, place)
    assert packages.list_installed() == () and leftovers(place) == []


def test_a_wrong_hash_is_shown_whole(site: Site, place: Path) -> None:
    """Two that begin alike differ at their end."""
    data = tiny.TINY.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    offer(site, data)
    with pytest.raises(InputError) as caught:
        get(site, place, sha256=wrong)
    assert digest in str(caught.value) and wrong in str(caught.value)


def test_the_hash_of_what_came_is_pinned_and_held(site: Site, tmp_path: Path) -> None:
    data, pins = tiny.TINY.read_bytes(), tmp_path / "engines.lock"
    digest = hashlib.sha256(data).hexdigest()
    offer(site, data)
    assert get(site, tmp_path / "a" / "packages", pins=pins).sha256 == digest
    assert pins.read_text() == f"{digest}  translate-zh_en-0.1\n"
    assert get(site, tmp_path / "b" / "packages", pins=pins).sha256 == digest
    offer(site, tiny.package(changed={"README.md": b"another"}))
    with pytest.raises(InputError, match=f"not {digest}"):
        get(site, tmp_path / "c" / "packages", pins=pins)
    assert not list((tmp_path / "c").rglob("metadata.json"))
    pins.write_text("not a pin\n")
    with pytest.raises(InputError, match=r"engines.lock:1"):
        get(site, tmp_path / "d" / "packages", pins=pins)


def test_a_package_that_cannot_be_run_is_refused_at_once(tmp_path: Path, place: Path) -> None:
    changed = {"sentencepiece.model": None, "bpe.model": b"#version: 0.2\n"}
    path = tiny.write(tmp_path / "p.argosmodel", tiny.package(changed=changed))
    with pytest.raises(InputError, match=r"BPE tokenizer \(bpe.model\)"):
        packages.install_file(path)
    assert not packages.list_installed()


# Install and remove


def test_install_writes_what_a_package_holds_and_no_more(tmp_path: Path, place: Path) -> None:
    more = [(f"{tiny.TOP}/{n}", b"x") for n in ("setup.py", "model/run.sh", "stanza/zh/a.pt")]
    more += [("__MACOSX/._x", b"x")]
    path = tiny.write(tmp_path / "p.argosmodel", tiny.package(more=more))
    package = packages.install_file(path)
    found = {p.relative_to(package.path).as_posix() for p in package.path.rglob("*.*")}
    assert found == {*tiny.files(), "stanza/zh/a.pt"}
    assert all(not os.access(p, os.X_OK) for p in package.path.rglob("*") if p.is_file())
    assert (package.path / "model" / "model.bin").read_bytes() == tiny.files()["model/model.bin"]


def test_install_takes_the_place_of_the_same_version(tmp_path: Path, place: Path) -> None:
    first = packages.install_file(tiny.TINY)
    tiny.write(first.path / "stale", b"x")
    assert packages.install_file(tiny.TINY) == first
    assert not (first.path / "stale").exists() and leftovers(place) == []


@pytest.mark.parametrize("folder", ["two", ""])
def test_a_failed_install_leaves_the_old_package(
    folder: str, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = packages.install_file(tiny.TINY)
    top = folder or old.path.name  # in a folder of its own, or in that of the old
    new = tiny.write(tmp_path / "new.argosmodel", tiny.package(version="2", top=top))
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if target == place / top and self.name == "new":
            raise OSError(28, "No space left on device", str(target))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(InputError, match="No space left"):
        packages.install_file(new)
    assert packages.list_installed() == (old,) and leftovers(place) == []


def test_remove_takes_all_of_a_pair(tmp_path: Path, place: Path) -> None:
    package = packages.install_file(tiny.TINY)
    shutil.copytree(package.path, place / "another")
    package_of_another_pair(place)
    assert {p.path.name for p in packages.remove()} == {tiny.TOP, "another"}
    assert [path.name for path in place.iterdir()] == ["en_zh"] and leftovers(place) == []
    with pytest.raises(UsageError, match="no package zh→en is installed"):
        packages.remove()


def test_remove_takes_a_link_and_not_what_it_leads_to(tmp_path: Path, place: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        use(patch, tmp_path / "mine")
        mine = packages.install_file(tiny.TINY)
    place.mkdir(parents=True)
    (place / "linked").symlink_to(mine.path)
    packages.remove()
    assert list(place.iterdir()) == [] and (mine.path / "metadata.json").is_file()


def test_a_place_that_cannot_be_written_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, tiny.write(tmp_path / "file", b"x") / "packages")
    with pytest.raises(InputError, match="cannot be written"):
        packages.install_file(tiny.TINY)


# Hostile and broken packages


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


REFUSED = {
    "up": ("../evil", b"x"),
    "absolute": ("/tmp/evil", b"x"),
    "windows": (f"{tiny.TOP}\\..\\..\\evil", b"x"),
    "drive": ("C:/evil", b"x"),
    "second folder": ("other/metadata.json", b"{}"),
    "bomb": (f"{tiny.TOP}/stanza/bomb", bytes(80 << 20)),
    "twice": (f"{tiny.TOP}/model/model.bin", b"x"),
}
PASSED_OVER = {
    "up from inside": (f"{tiny.TOP}/../../evil", b"x"),
    "up from a part": (f"{tiny.TOP}/stanza/../../../evil", b"x"),
    "dot": (f"{tiny.TOP}/./metadata.json", b"x"),
    "empty part": (f"{tiny.TOP}//evil", b"x"),
    "line break": (f"{tiny.TOP}/stanza/a\nb", b"x"),
    "blank end": (f"{tiny.TOP}/stanza/a ", b"x"),
    "long": (f"{tiny.TOP}/stanza/" + "a" * 300, b"x"),
    "link": (link(f"{tiny.TOP}/stanza"), b"/etc"),
    "link as model": (link(f"{tiny.TOP}/model/vmap.txt"), b"/etc/passwd"),
    "beside": ("__MACOSX/metadata.json", b"{}"),
    "twice but for case": (f"{tiny.TOP}/Model/MODEL.bin", b"x"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", REFUSED)
def test_hostile_packages_write_nothing(name: str, tmp_path: Path, place: Path) -> None:
    path = tiny.write(tmp_path / "in" / "p.argosmodel", tiny.package(more=[REFUSED[name]]))
    with pytest.raises(InputError) as caught:
        packages.install_file(path)
    assert "\n" not in str(caught.value)
    assert packages.list_installed() == () and not place.exists()
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["p.argosmodel"]


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_no_package_holds_is_not_written(name: str, tmp_path: Path, place: Path) -> None:
    path = tiny.write(tmp_path / "in" / "p.argosmodel", tiny.package(more=[PASSED_OVER[name]]))
    folder = packages.install_file(path).path
    assert not any(found.is_symlink() for found in tmp_path.rglob("*"))
    there = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file() and p != path}
    assert there.pop(folder / "metadata.json").startswith(b"{")
    wanted = {folder / name: data for name, data in tiny.files().items()}
    assert there == {p: data for p, data in wanted.items() if p.name != "metadata.json"}


def test_a_model_that_is_a_link_is_none(tmp_path: Path, place: Path) -> None:
    data = tiny.package(
        changed={"model/model.bin": None},
        more=[(link(f"{tiny.TOP}/model/model.bin"), b"/etc/passwd")],
    )
    with pytest.raises(InputError, match=r"no model/model\.bin"):
        packages.install_file(tiny.write(tmp_path / "p.argosmodel", data))
    assert packages.list_installed() == ()


def test_a_size_that_lies_is_found_out(tmp_path: Path, place: Path) -> None:
    data = tiny.package(more=[(f"{tiny.TOP}/stanza/lie", bytes(3 << 20))])
    true, lie = struct.pack("<L", 3 << 20), struct.pack("<L", 10)
    path = tiny.write(tmp_path / "p.argosmodel", data.replace(true, lie))
    with pytest.raises(InputError, match="corrupt"):
        packages.install_file(path)
    assert packages.list_installed() == () and leftovers(place) == []


def test_too_many_files_are_refused(tmp_path: Path, place: Path) -> None:
    more = [(f"{tiny.TOP}/stanza/{n}", b"") for n in range(2001)]
    path = tiny.write(tmp_path / "p.argosmodel", tiny.package(more=more))
    with pytest.raises(InputError, match="more than 2000 files"):
        packages.install_file(path)


@pytest.mark.parametrize("name", ["metadata.json", "model/model.bin", "sentencepiece.model"])
def test_a_package_without_its_parts_is_none(name: str, tmp_path: Path, place: Path) -> None:
    path = tiny.write(tmp_path / "p.argosmodel", tiny.package(changed={name: None}))
    with pytest.raises(InputError, match=f"no {name}"):
        packages.install_file(path)


@pytest.mark.parametrize(
    "said",
    [
        {"from_code": "../x"},
        {"to_code": None},
        {"package_version": "1/../../2"},
        {"package_version": 3},
        {"target_prefix": 1},
        {"type": "sbd"},
    ],
)
def test_metadata_that_cannot_be_are_refused(
    said: dict[str, object], tmp_path: Path, place: Path
) -> None:
    path = tiny.write(tmp_path / "p.argosmodel", tiny.package(metadata=said))
    with pytest.raises(InputError):
        packages.install_file(path)
    assert packages.list_installed() == ()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_package_cut_short_is_refused(share: float, tmp_path: Path, place: Path) -> None:
    data = tiny.TINY.read_bytes()
    path = tiny.write(tmp_path / "p.argosmodel", data[: int(len(data) * share)])
    with pytest.raises(InputError, match="no Argos package"):
        packages.install_file(path)


@pytest.mark.parametrize("seed", range(60))
def test_a_package_with_a_flipped_byte_never_raises_otherwise(
    seed: int, tmp_path: Path, place: Path
) -> None:
    data = bytearray(tiny.TINY.read_bytes())
    # Half of them in the directory at the end, where the headers are.
    at = seed * 6991 % len(data) if seed % 2 else len(data) - 1 - seed * 17 % 1200
    data[at] ^= 1 << (seed % 8)
    path = tiny.write(tmp_path / "p.argosmodel", bytes(data))
    try:
        packages.install_file(path)
    except JiebangError:
        assert packages.list_installed() == ()
    assert leftovers(place) == []
