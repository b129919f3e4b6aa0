"""Export, empty and filled."""

import io
import zipfile

from engine.core.storage.folders import folder_bytes, zip_folder
from ui.text import size


def test_shows_what_was_written_and_offers_it_as_a_zip(visit, do, tiny, tmp_path):
    folder = tmp_path / "out"
    job = do("export", dataset=tiny, format="folder", output=str(folder))
    app = visit("Export", job=job.id)
    assert "40 images" in app.success[0].value
    assert str(folder) in [command.value for command in app.code]
    assert app.get("download_button")
    with zipfile.ZipFile(io.BytesIO(zip_folder(folder))) as archive:
        assert {f"out/{path.name}" for path in folder.iterdir()} == set(archive.namelist())
        assert archive.read("out/labels.csv") == (folder / "labels.csv").read_bytes()


def test_the_proposed_folder_is_new(visit, do, tiny, home):
    proposed = str(home / "exports" / tiny)
    assert visit("Export").text_input(key="output").value == proposed
    do("export", dataset=tiny, output=proposed)
    assert visit("Export").text_input(key="output").value == proposed + "-2"


def test_a_large_export_is_not_offered_as_a_zip(visit, do, tiny, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.export.result.LARGEST_ZIP", 1000)
    job = do("export", dataset=tiny, output=str(tmp_path / "out"))
    app = visit("Export", job=job.id)
    assert not app.get("download_button")
    assert any(size(folder_bytes(tmp_path / "out")) in caption.value for caption in app.caption)
