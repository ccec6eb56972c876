"""What holds for all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A machine that is busy with other things is no fault: an example may take as long as it does.
settings.register_profile("jiebang", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jiebang")


@pytest.fixture(scope="session", autouse=True)
def without_processes() -> Iterator[None]:
    """The editions of a small site are built in this process: to start three takes as long again.

    The whole project has its processes (`building.whole_project`), and so has every command that
    a test starts.
    """
    with pytest.MonkeyPatch.context() as patch:
        if site := sys.modules.get("jiebang.site.editions"):
            patch.setattr(site, "Pool", lambda *_, **__: site.Inline())
        yield
