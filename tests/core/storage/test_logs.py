"""The dashboard's log: tracebacks, of the workspace in use, in files that do not grow without end."""

import pytest

from engine.core.storage import logs


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A workspace whose log may hold errors at the end."""
    monkeypatch.setenv("GLYPHLAB_HOME", str(tmp_path))
    return tmp_path


def failure(text):
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        return logs.log_failure("the page", error)


def test_a_traceback_is_in_the_log_of_its_workspace(home):
    path = failure("out of luck")
    text = path.read_text()
    assert path.is_relative_to(home) and "the page" in text and "Traceback" in text and "out of luck" in text


def test_the_log_never_holds_more_than_its_files_may(home, monkeypatch):
    monkeypatch.setattr(logs, "MOST_BYTES", 5000)
    for _ in range(40):
        path = failure("x" * 1000)
    sizes = [file.stat().st_size for file in path.parent.iterdir()]
    assert len(sizes) == 1 + logs.OLDER_FILES and max(sizes) < 5000


def test_a_workspace_that_cannot_be_written_is_no_second_failure(home):
    (home / "logs").write_text("a file")
    assert failure("out of luck") is None
