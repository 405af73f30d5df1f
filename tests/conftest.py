"""What every test shares: messages in English, and properties tried on the same examples each run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ["CREATION_PLAN_LANG"] = "en"

settings.register_profile(
    "ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("long", deadline=None, max_examples=5_000)  # before a release
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-golden", action="store_true", help="rewrite tests/golden")
