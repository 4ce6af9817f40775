"""What the tests of texts share."""

from __future__ import annotations

from hypothesis import settings

# A deadline in seconds of the wall tells of the other work on a machine.
settings.register_profile("loa", deadline=None)
settings.load_profile("loa")
