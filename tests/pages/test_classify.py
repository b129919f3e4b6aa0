"""Classify, empty and filled."""

import io

import pytest
from PIL import Image

from engine.classify.prediction import read_image
from engine.core.charts.style import NO_SYMBOL
from engine.core.datasets.dataset import open_dataset
from engine.core.jobs import record
from engine.core.models.predictor import Predictor
from tests.support.screens import mark_rows, next_step

PAGE = b"<html>not an image</html>"


@pytest.fixture
def pictures(trained):
    """Three images of the test part."""
    source = open_dataset("digits")
    return source.image_files(source.part_ids("test")[:3])


def upload(app, *files):
    """Drops files, each (name, bytes), on the page."""
    app.file_uploader[0].set_value([(name, data, "image/png") for name, data in files]).run()
    assert not app.exception
    return app


def test_reads_a_picture_as_the_engine_does(visit, pictures):
    expected = read_image(Predictor("reader"), pictures[0])
    app = upload(visit("Classify"), ("a.png", pictures[0]))
    text, confidence = app.metric
    assert text.value == (expected.text or NO_SYMBOL)
    assert confidence.value == f"{expected.confidence:.1%}"
    assert len(app.get("image")) == 1 + len(expected.attention)
    bars = [bar.value for bar in app.get("progress")]
    assert bars == pytest.approx([100 * share for slot in expected.top for _, share in slot], abs=1)
    assert not app.warning


def test_what_is_known_about_the_texts_is_obeyed_or_refused_with_a_sentence(visit, pictures):
    app = upload(visit("Classify", known_pattern="0{2}"), ("a.png", pictures[0]))
    assert app.metric[0].value == "00" and app.metric[1].value == "100.0%"
    app.text_input(key="known_pattern").set_value("LL").run()
    assert "no symbol of the model fits" in app.error[0].value and not app.metric
    assert "must be a number or a range" in visit("Classify", source="Dataset", known_length="many").error[0].value


def test_many_pictures_and_bad_ones_side_by_side(visit, pictures):
    files = [("a.png", pictures[0]), ("<b>*x*.png", PAGE), ("b.png", pictures[1]), ("zero.png", b"")]
    app = upload(visit("Classify"), *files)
    assert "web page" in app.warning[0].value and "0 bytes" in app.warning[0].value
    assert r"\<b\>\*x\*" in app.warning[0].value.replace("\u2060", "")
    rows = app.dataframe[0].value.set_index("file")
    assert rows["prediction"].notna().to_dict() == {
        "a.png": True,
        "<b>*x*.png": False,
        "b.png": True,
        "zero.png": False,
    }
    assert app.get("download_button")


def test_other_sizes_are_scaled_with_a_notice(visit, trained, resized):
    app = upload(visit("Classify"), ("large.png", resized))
    assert "300 x 100" in app.info[0].value and "64 x 32" in app.info[0].value


@pytest.fixture
def resized(pictures):
    """An image of a size that the model was not trained on."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(pictures[0])).resize((300, 100)).save(buffer, "PNG")
    return buffer.getvalue()


def test_damaged_model_is_a_sentence(visit, trained):
    (trained / "models" / "reader" / "model.tflite").write_bytes(b"no net")
    assert "is damaged" in visit("Classify", model="reader").error[0].value


def test_unknown_names_in_the_link_are_sentences(visit, trained):
    app = visit("Classify", model="ghost", source="Dataset", dataset="nowhere", job="never")
    said = " ".join(warning.value for warning in app.warning)
    assert all(name in said for name in ("ghost", "nowhere", "never"))
    assert app.selectbox(key="model").value == "reader"


def test_a_folder_read_by_a_job_is_offered_for_download(visit, do, trained, pictures):
    folder = trained / "pictures"
    folder.mkdir()
    (folder / "a.png").write_bytes(pictures[0])
    (folder / "b.png").write_bytes(PAGE)
    job = do("classify", model="reader", folder=str(folder))
    app = visit("Classify", job=job.id)
    assert len(app.success) == 1
    assert r"b\.png" in app.warning[0].value
    assert len(app.get("download_button")) == 2


def test_a_dataset_read_by_a_job_leads_to_its_analysis(visit, do, trained):
    job = do("classify", model="reader", dataset="digits", part="validation")
    app = visit("Classify", job=job.id)
    assert "30 images" in app.success[0].value
    assert len(app.get("download_button")) == 2
    assert next_step(app) == ("analyze", "model=reader&dataset=digits&part=validation")


def test_the_button_starts_a_job(visit, trained):
    app = visit("Classify", model="reader", source="Dataset", dataset="digits", part="test")
    app.button(key="start_classify").click().run()
    job = record.views()[0]
    assert (job.spec["dataset"], job.spec["part"]) == ("digits", "test")


def test_a_finished_job_shows_its_images_and_a_selected_one_large(visit, trained, do):
    job = do("classify", model="reader", dataset="digits", part="test")
    app = visit("Classify", model="reader", source="Dataset", dataset="digits", part="test", job=job.id)
    (table,) = app.dataframe
    assert table.value["picture"].str.startswith("data:image/png").all() and {"label", "prediction"} <= {*table.value}
    mark_rows(app, f"lines_{job.id}_1", [2])
    assert (table.value["prediction"][2] or NO_SYMBOL) in [metric.value for metric in app.metric]
