"""Collect: what would be read is shown before anything is made."""

import io
import os
import zipfile

from PIL import Image

from engine.core.storage.files import write_bytes
from engine.core.storage.paths import datasets_folder


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
    assert [path.name for path in (datasets_folder() / ".uploads").glob("*/*")] == ["abc.zip"]


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
    assert any("format=classes" in link.proto.query_string for link in app.get("page_link"))


def test_upload_waits_while_a_job_renews_the_page(visit, create_job):
    create_job("collect", {"name": "two", "source": ["/images.zip"]}, ("dataset", "two"))
    app = visit("Collect")
    assert app.button(key="job_stop")
    assert not app.get("file_uploader")


def test_several_uploads_lie_together_and_a_list_among_them_says_the_labels(visit):
    app = visit("Collect")
    files = [
        ("a.zip", packed(["x1.png"]), "application/zip"),
        ("b.zip", packed(["y2.png"]), "application/zip"),
        ("said.csv", b"file,label\nx1.png,abc\ny2.png,de\n", "text/csv"),
    ]
    app.file_uploader(key="upload").set_value(files).run()
    assert app.dataframe[0].value["label"].tolist() == ["abc", "de"]
    app.file_uploader(key="upload").set_value([(f"{name}.png", picture(), "image/png") for name in "34"]).run()
    assert app.dataframe[0].value["label"].tolist() == ["3", "4"]


def test_several_paths_become_one_dataset(visit, tmp_path):
    for name in "12":
        (tmp_path / f"{name}.zip").write_bytes(packed([f"{name}.png"]))
    app = visit("Collect", source=f"{tmp_path / '1.zip'}\n{tmp_path / '2.zip'}")
    assert app.dataframe[0].value["label"].tolist() == ["1", "2"]
    assert "--source" in app.code[0].value and app.code[0].value.count("--source") == 2


def test_only_fields_that_matter_for_the_labels_are_asked(visit, tmp_path):
    (tmp_path / "a_1.png").write_bytes(picture())
    app = visit("Collect", source=str(tmp_path), label_from="regex")
    shown = {field.key for field in app.text_input}
    assert "pattern" in shown and not shown & {"separator", "csv", "pixels"}
    assert app.dataframe[0].value["file"].tolist() == ["a_1.png"]  # to write the pattern by
    app.text_input(key="pattern").set_value("(.)_").run()
    assert app.dataframe[0].value["label"].tolist() == ["a"]
    app.selectbox(key="label_from").set_value("suffix").run()
    assert "separator" in {field.key for field in app.text_input} and app.dataframe[0].value["label"].tolist() == ["a"]


def test_uploads_are_removed_once_used_and_never_while_a_job_needs_them(visit, do, create_job):
    folders = [datasets_folder() / ".uploads" / (digit * 16) for digit in "0123"]
    for folder in folders:
        write_bytes(folder / "a.zip", packed(["x.png"]))
    used, waiting, old, recent = folders
    assert do("collect", name="used", source=[str(used / "a.zip")]).state == "done"
    create_job("collect", {"name": "later", "source": [str(waiting / "a.zip")]}, ("dataset", "later"))
    for folder in (waiting, old):
        os.utime(folder, (1, 1))
    visit("Download")
    assert [folder.exists() for folder in folders] == [False, True, False, True]
    assert recent.exists()


def test_the_place_of_the_labels_is_told_and_a_click_makes_classes_of_names(visit, tmp_path):
    for label in ("A", "B", "del", "space"):
        for number in range(5):
            path = tmp_path / label / f"{number}.png"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(picture())
    app = visit("Collect", source=str(tmp_path))
    assert any("Labels come from the name of the file" in text.value for text in [*app.markdown, *app.caption])
    app.button(key="note_0").click().run()
    assert not app.exception
    assert set(app.dataframe[0].value["label"]) == {"A", "B", "⌫", "␣"}
    assert "--symbols" in app.code[0].value


def test_two_equally_likely_readings_are_asked_back(visit, tmp_path):
    for one, other in (("kne8", "ab12x"), ("p3qr", "cd34y"), ("zz9a", "ef56z")):
        (tmp_path / f"{one}_{other}.png").write_bytes(picture())
    app = visit("Collect", source=str(tmp_path))
    assert all(f"from {way}" in app.error[0].value for way in ("suffix", "end"))
    app.button(key="use_0").click().run()
    assert app.dataframe[0].value["label"].tolist()[0] in ("ab12x", "kne8")


def test_after_an_import_its_result_stands_alone_and_another_one_can_begin(visit, do, tmp_path):
    (tmp_path / "12.png").write_bytes(picture())
    job = do("collect", name="two", source=[str(tmp_path)])
    app = visit("Collect", job=job.id)
    assert app.success and not app.get("file_uploader") and "start_collect" not in [button.key for button in app.button]
    assert ("collect", "") in [(link.proto.page, link.proto.query_string) for link in app.get("page_link")]
