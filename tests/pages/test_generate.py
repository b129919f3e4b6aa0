"""Generate: the preview follows, and a job is started and shown."""

import re
from pathlib import Path

import pytest

from engine.core.datasets.dataset import dataset_names, open_dataset
from engine.core.storage.files import read_json, write_json
from engine.core.storage.folders import folder_bytes
from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.render import fonts
from engine.spec import read
from tests.support.jobs import ended


def megabytes_of(app, count):
    """The disk space that the page says so many images will take, beside the time."""
    (cost,) = (caption.value for caption in app.caption if f" {count:,} images" in caption.value)
    return float(re.search(r"\d (?:s|min|h)\b.* ([\d.]+) MB", cost)[1])


def test_shows_twelve_images_one_of_them_large_and_what_all_of_them_will_take(visit, do):
    app = visit("Generate", count=300)
    assert len(app.get("image")) == 12 + 1
    assert do("generate", name="made", count=300, workers=1).state == "done"
    assert megabytes_of(app, 300) == pytest.approx(folder_bytes(open_dataset("made").folder) / 1e6, rel=0.15)
    assert megabytes_of(visit("Generate", count=30_000), 30_000) == pytest.approx(100 * megabytes_of(app, 300), rel=0.1)


@pytest.mark.parametrize("name", GenerateSpec.presets)
def test_a_preset_in_the_link_is_drawn_and_each_image_tells_what_was_drawn(visit, name):
    app = visit("Generate", preset=name, look="3")
    assert not app.error
    expected = next(images(read(GenerateSpec, dict(GenerateSpec.presets[name])), [2])).columns
    symbols, values = (table.value for table in app.dataframe)
    assert dict(zip(values["property"], values["value"], strict=True))["text"] == expected["text"]
    assert "".join(symbols["symbol"]) == expected["text"]
    assert symbols["left"].tolist() == expected["symbol_left"]


def test_an_unknown_preset_in_the_link_is_a_sentence(visit):
    assert "captcha" in visit("Generate", preset="nope").warning[0].value


def test_samples_fill_the_form_and_bad_ones_are_a_sentence(visit):
    wanted = GenerateSpec(symbols="xyz", length="2-3", width="90-120", height=40, font_size=20, mode="grey", count=30)
    drawn = {f"{one.columns['text']}.png": png(one.image) for one in images(wanted, range(30))}
    files = [(name, data, "image/png") for name, data in drawn.items()]
    app = visit("Generate")
    app.file_uploader(key="samples").set_value([*files, ("bad.png", b"", "image/png")]).run()
    assert "0 bytes" in app.warning[0].value
    assert len(app.get("image")) == 12 + 12 + 1
    app.button(key="match").click().run()
    assert not app.exception
    assert set(app.text_input(key="symbols").value) == set("xyz")
    assert app.slider(key="length").value == (2, 3)
    assert (app.number_input(key="height_from").value, app.number_input(key="height_to").value) == (40, 40)
    assert app.query_params["symbols"] == "xyz"


def test_own_files_are_kept_used_found_again_and_removed_and_bad_ones_are_a_sentence(visit):
    good = ("Mine.ttf", Path(fonts.bundled()["dejavuserif-bold"]).read_bytes(), "font/ttf")
    app = visit("Generate")
    assert app.pills(key="symbol_set").value == "0-9"
    bad = ("bad.ttf", b"<html>", "font/ttf")
    app.file_uploader(key="own_files").set_value([good, bad, ("s.txt", b"abc", "text/plain")]).run()
    assert "bad\\.ttf is not a font" in app.warning[0].value and not app.error
    assert (app.multiselect(key="fonts").value, app.text_input(key="symbols").value) == (["Mine.ttf"], "abc")
    app.pills(key="symbol_set").set_value("a-z").run()
    assert app.text_input(key="symbols").value == "abcdefghijklmnopqrstuvwxyz"
    again = visit("Generate")
    assert "Mine.ttf" in again.multiselect(key="fonts").options
    again.button(key="use_font_Mine.ttf").click().run()
    assert set(again.dataframe[0].value["font"]) == {"Mine.ttf"}
    again.button(key="remove_font_Mine.ttf").click().run()
    assert again.multiselect(key="fonts").value == [] and not again.error


def test_tells_how_many_images_were_drawn_again(visit, do):
    job = do("generate", name="clear", count=30, minimum_contrast=100, workers=1)
    app = visit("Generate", job=job.id)
    assert any(caption.value.startswith(f"{job.result['redrawn']:,} images") for caption in app.caption)


def test_bad_settings_are_a_sentence_instead_of_images(visit):
    app = visit("Generate", symbols="aa")
    assert "each symbol once" in app.error[0].value
    assert not app.get("image")
    assert app.button(key="start_generate").disabled


def test_a_symbol_that_the_font_lacks_is_named(visit):
    app = visit("Generate", symbols="1文")
    assert "文" in app.error[0].value
    assert app.button(key="start_generate").disabled


def test_started_job_is_found_again_by_another_visit(visit):
    app = visit("Generate", name="small", count="30")
    app.button(key="start_generate").click().run()
    job = ended(app.query_params["job"])
    assert dataset_names() == ["small"]
    assert "small" in visit("Generate", job=job.id).success[0].value


def test_name_that_is_taken_is_refused_in_words(visit, tiny):
    app = visit("Generate", name=tiny)
    app.button(key="start_generate").click().run()
    assert "exists already" in app.error[0].value


def test_unknown_job_in_the_link_is_a_sentence(visit):
    assert "there is no job" in visit("Generate", job="nope").warning[0].value


def test_a_dataset_on_the_fly_stores_only_its_settings_and_opens_on_every_page(visit, do):
    app = visit("Generate", name="again", count="50", symbols="01", length_from="2", length_to="2")
    app.button(key="start_generate_otherwise").click().run()
    job_id = ended(app.query_params["job"]).id
    assert "again" in visit("Generate", job=job_id).success[0].value
    source = open_dataset("again")
    assert source.info.on_the_fly and source.info.count == 50 and not list(source.folder.glob("*.parquet"))
    assert any("50 images, on the fly" in text.value.replace("\\", "") for text in visit("Home").caption)
    assert do("split", dataset="again").state == do("clean", dataset="again").state == "done"
    for page in ("Split", "Clean", "Export", "Merge", "Train"):
        assert not visit(page, dataset="again").error
    assert any("on the fly" in paragraph.value for paragraph in visit("Train", dataset="again").markdown)


def test_what_cannot_be_drawn_on_the_fly_says_why(visit):
    app = visit("Generate", renderer="package")
    assert app.button(key="start_generate_otherwise").disabled and not app.button(key="start_generate").disabled
    assert any("captcha package" in caption.value and "seed" in caption.value for caption in app.caption)


def test_a_dataset_on_the_fly_whose_font_was_deleted_is_a_sentence_on_every_page(visit, do):
    do("generate", name="gone", count=50, symbols="01", store="on-the-fly")
    path = open_dataset("gone").folder / "dataset.json"
    about = read_json(path)
    about["spec"]["fonts"] = ["/nowhere/deleted.ttf"]
    write_json(path, about)
    for page in ("Split", "Clean", "Export", "Train"):
        assert "cannot be drawn" in visit(page, dataset="gone").error[0].value
