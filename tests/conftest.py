"""What tests of several rooms share."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "fixtures"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared fixtures; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared fixtures are not beside the project")
    return SHARED
