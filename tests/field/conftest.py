"""The cases of the field: layouts, encodings and images that people brought, each in a folder with its right values."""

import os
from pathlib import Path

import pytest

from tests.collect.conftest import collect
from tests.support.commands import PROJECT

__all__ = ["collect"]

FIELD = PROJECT.parent / "shared" / "field"


@pytest.fixture
def case():
    """Returns the function that finds the folder of a case; skips where the cases are absent, and fails in CI."""

    def folder(name: str) -> Path:
        if not FIELD.is_dir():
            reason = "the cases of the field (../shared/field) are not on this machine"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
        return FIELD / name

    return folder
