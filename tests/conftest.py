"""What holds for all tests."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A machine that is busy with other things is no fault: an example may take as long as it does.
settings.register_profile("jiebang", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("jiebang")
