"""What came of an export, and what is said of each form before."""

from engine.core.storage.folders import delete_folder
from engine.export.spec import DATASET_FORMATS
from tests.support.screens import call_on_page
from ui.export.result import ABOUT, result


def test_every_form_of_an_export_is_explained():
    assert set(ABOUT) == set(DATASET_FORMATS)


def test_what_was_written_can_be_downloaded_while_it_is_there(do, tiny, tmp_path):
    job = do("export", dataset=tiny, format="npz", output=str(tmp_path / "out"))
    app = call_on_page(result, job)
    assert "40 images" in app.success[0].value and app.code[0].value == str(tmp_path / "out")
    assert app.get("download_button")
    delete_folder(tmp_path / "out")
    app = call_on_page(result, job)
    assert not app.get("download_button") and app.caption and not app.exception
