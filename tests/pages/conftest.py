"""What page tests share: a way to open a page."""

import pytest

from engine.core.jobs import control, record
from tests.support.screens import open_page


@pytest.fixture
def visit(home):
    """Opens a page of the workspace `home` by its title, with a query string; ends the jobs that a page started."""
    yield open_page
    for job in record.views():
        if job.active:
            control.kill(job.id)
