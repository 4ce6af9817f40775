"""What tests of several rooms share."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared" / "fixtures"

# A shell that runs the tests in the background lets them ignore Ctrl-C, and so would every program that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared fixtures; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared fixtures are not beside the project")
    return SHARED
