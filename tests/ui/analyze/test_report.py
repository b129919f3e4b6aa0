"""The buttons of a report, and the command that makes the same."""

import pytest

from engine.core.datasets.dataset import open_dataset
from tests.support.readings import write_readings
from tests.support.screens import call_on_page
from ui.analyze.report import report
from ui.analyze.stored import stored


@pytest.fixture
def readings(home):
    """200 readings."""
    write_readings("known", "net", 200, symbols="ab")
    return lambda: stored("net", open_dataset("known"), "all")


def test_a_report_is_offered_with_the_command_that_makes_it(readings):
    app = call_on_page(lambda: report(readings()))
    assert [button.proto.label for button in app.get("download_button")] == ["Page (HTML)", "Model card (Markdown)"]
    assert "engine report --model net --dataset known --output" in app.code[0].value
