"""Collect: what would be read is shown before anything is made."""

import io
import zipfile

from PIL import Image

from engine import jobs, storage
from ui.upload import safe_name


def picture():
    out = io.BytesIO()
    Image.new("L", (20, 10), 255).save(out, "PNG")
    return out.getvalue()


def packed(names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, picture())
    return out.getvalue()


def test_empty_page_says_what_to_give(visit):
    assert "Give an archive or a folder" in visit("Collect").info[0].value


def test_labels_of_a_folder_are_shown(visit, tmp_path):
    (tmp_path / "12.png").write_bytes(picture())
    app = visit("Collect", source=str(tmp_path))
    assert app.dataframe[0].value["label"].tolist() == ["12"]


def test_every_label_that_cannot_be_read_is_listed(visit, tmp_path):
    for name in ("a_1.png", "b_1.png", "c.png"):
        (tmp_path / name).write_bytes(picture())
    app = visit("Collect", source=str(tmp_path), label_from="suffix")
    assert app.dataframe[1].value["file"].tolist() == ["c.png"]
    assert app.dataframe[1].value["reason"].all()
    assert len(visit("Collect", source=str(tmp_path)).dataframe) == 1


def test_upload_is_kept_in_the_workspace_and_collected_from_there(visit):
    app = visit("Collect")
    app.file_uploader(key="upload").upload("abc.zip", packed(["x1.png", "y2.png"]), "application/zip").run()
    assert app.dataframe[0].value["label"].tolist() == ["x1", "y2"]
    assert [path.name for path in (storage.datasets_folder() / ".uploads").glob("*/*")] == ["abc.zip"]


def test_source_that_does_not_exist_is_a_sentence(visit):
    assert "there is no" in visit("Collect", source="/nowhere/at/all", name="x").error[0].value


def test_files_that_were_left_out_are_listed(visit, do, tmp_path):
    (tmp_path / "12.png").write_bytes(picture())
    (tmp_path / "34.png").write_bytes(b"<html>")
    job = do("collect", name="two", source=[str(tmp_path)])
    app = visit("Collect", job=job.id)
    assert "1 images" in app.success[0].value or "1 image" in app.success[0].value
    assert app.dataframe[0].value["file"].tolist() == ["34.png"]
    assert [metric.value for metric in app.metric] == ["2", "1", "1"]


def test_the_users_of_merged_folders_are_counted_before_and_after(visit, do, tmp_path):
    for place in ("User_1/A/1", "User_1/B/2", "User_2/A/1"):
        path = tmp_path / f"{place}.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(picture())
    (tmp_path / "User_2/A/2.png").write_bytes(b"<html>")
    pattern = r"(?P<group>User_\d)/(?P<label>.)/"
    job = do("collect", name="signs", source=[str(tmp_path)], label_from="regex", pattern=pattern)
    app = visit("Collect", job=job.id)
    assert [metric.value for metric in app.metric] == ["4", "3", "1"]
    assert app.dataframe[0].value.to_numpy().tolist() == [["User_1", 2, 2, 0], ["User_2", 2, 1, 1]]
    assert any("format=classes" in each.proto.query_string for each in app.get("page_link"))


def test_file_names_from_a_browser_are_made_safe():
    assert safe_name("../../etc/pass\nwd.zip") == "pass_wd.zip"
    assert safe_name("C:\\x\\y.zip") == "y.zip"
    assert safe_name("..") == "upload.zip"


def test_upload_waits_while_a_job_renews_the_page(visit):
    jobs.create("collect", {"name": "two", "source": ["/images.zip"]}, ("dataset", "two"))
    app = visit("Collect")
    assert app.button(key="stop")
    assert not app.get("file_uploader")
