"""Files that come in: kept once in the workspace, or named by their paths."""

from pathlib import Path

import pytest

from engine.core.storage.paths import workspace
from tests.support.screens import call_on_page, returned
from ui.upload import pick_list, pick_sources

CSV = ("names.csv", b"file\na.png\n", "text/csv")


def files_kept():
    return sorted(path.name for path in workspace().rglob("*") if path.is_file())


def test_what_is_dropped_lies_in_the_workspace_and_the_same_only_once(home):
    app = call_on_page(pick_list)
    assert returned(app) is None
    app.file_uploader(key="upload").set_value(CSV).run()
    path = returned(app)
    assert Path(path).read_bytes() == CSV[1]
    again = call_on_page(pick_list)
    again.file_uploader(key="upload").set_value(CSV).run()
    assert returned(again) == path and files_kept() == ["names.csv"]


def test_a_file_name_from_a_browser_never_leads_out_of_the_workspace(home):
    app = call_on_page(pick_sources)
    app.file_uploader(key="upload").set_value([("../../etc/pass\nwd.zip", b"PK", "application/zip")]).run()
    (path,) = returned(app)
    assert path.startswith(str(workspace())) and len(files_kept()) == 1 and not app.exception


@pytest.mark.parametrize(
    ("typed", "paths"), [("", []), ("/a.zip", ["/a.zip"]), (" /a.zip\n\n/b \n/a.zip", ["/a.zip", "/b"])]
)
def test_paths_are_named_each_on_a_line_and_each_counts_once(home, typed, paths):
    app = call_on_page(pick_sources, query={"source": typed or "/x"})
    app.text_area(key="source").set_value(typed).run()
    assert returned(app) == paths
