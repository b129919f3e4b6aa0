"""Five things that a newcomer comes for, each with a fixed number of clicks and nothing typed but names."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.generate.sampling import draw
from engine.generate.spec import GenerateSpec
from engine.imaging.encode import png
from engine.imaging.render.render import render
from tests.support.dashboard import at_rest

FINISHED = 300_000  # ms that a small job may take on a busy machine
FIRST_ROW = {"x": 16, "y": 52}  # pixels from the corner of a table to the box of its first row
SHAPES = {"circle": ImageDraw.ImageDraw.ellipse, "square": ImageDraw.ImageDraw.rectangle}


class Visitor:
    """A person at a page, whose clicks are counted. Files that are dropped count as a click."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, role, name, exact=False):
        """Clicks the first thing of a role with a name in the main part of the page."""
        self.press(self.page.get_by_test_id("stMain").get_by_role(role, name=name, exact=exact).first)

    def press(self, thing, **how):
        """Clicks a thing, once the page is at rest."""
        at_rest(self.page)
        thing.click(**how)
        self.clicks += 1

    def drop(self, name, data):
        """Drops a file on the page's upload."""
        at_rest(self.page)
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        self.page.get_by_test_id("stFileUploader").locator("input[type=file]").first.set_input_files([file])
        self.clicks += 1

    def open(self, title):
        """Opens a page from the sidebar."""
        self.press(self.page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True))
        self.page.get_by_role("heading", level=1, name=title).wait_for()

    def finished(self, sentence):
        """Waits for the result of a job."""
        self.page.get_by_test_id("stMain").get_by_text(sentence, exact=False).first.wait_for(timeout=FINISHED)


def shape(name, number):
    """A PNG of a shape somewhere in 24 x 24 pixels."""
    image, left = Image.new("L", (24, 24), 255), 3 + number % 6
    SHAPES[name](ImageDraw.Draw(image), (left, 5, left + 11, 16), fill=0)
    return png(np.asarray(image))


def zipped(files):
    """The bytes of a zip of files by name."""
    packet = io.BytesIO()
    with zipfile.ZipFile(packet, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packet.getvalue()


def captchas():
    """Eighty captchas of two digits that are hard to learn from so few: their numbers, texts and PNGs."""
    spec = GenerateSpec(name="c", symbols="0123", length=2, width=64, height=32, font_size=24, seed=3)
    rows = [draw(spec, number) for number in range(80)]
    return enumerate((row["text"], png(render(row))) for row in rows)


def learn(newcomer):
    """Splits the dataset just imported and trains on it, from its page on."""
    newcomer.click("link", "Next: split it")
    newcomer.click("button", "Split", exact=True)
    newcomer.finished("Next: train a model on it")
    newcomer.click("link", "Next: train a model on it")
    newcomer.click("button", "Train", exact=True)
    newcomer.finished("is ready")


@pytest.fixture
def newcomer(served, visit):
    """A person at Home, in an empty workspace."""
    return Visitor(visit(served))


def test_a_zip_with_a_folder_for_each_class_becomes_a_model_that_reads_a_new_image_and_is_downloaded(newcomer):
    newcomer.click("button", "Use my images")
    newcomer.drop("shapes.zip", zipped({f"{name}/{i}.png": shape(name, i) for name in SHAPES for i in range(30)}))
    newcomer.click("button", "Import")
    newcomer.finished("has 60 images")
    learn(newcomer)
    newcomer.click("link", "Read images with it")
    newcomer.drop("new.png", shape("circle", 3))
    newcomer.finished("Symbol by symbol")
    assert newcomer.clicks == 9
    newcomer.open("Models")
    with newcomer.page.expect_download() as download:
        newcomer.press(
            newcomer.page.get_by_test_id("stDownloadButton").get_by_role("button", name="Download", exact=True)
        )
    with zipfile.ZipFile(download.value.path()) as archive:
        assert {"shapes/model.tflite", "shapes/card.json"} <= set(archive.namelist())
    assert newcomer.clicks == 11


def test_own_captchas_lead_to_the_images_of_their_most_frequent_confusion_and_the_link_shows_them_to_others(
    newcomer, visit
):
    newcomer.click("button", "Use my images")
    newcomer.drop("captchas.zip", zipped({f"{text}_{number}.png": image for number, (text, image) in captchas()}))
    newcomer.click("button", "Import")
    newcomer.finished("has 80 images")
    learn(newcomer)
    newcomer.click("link", "Next: see where it fails")
    newcomer.click("button", "Read these images now")
    newcomer.finished("Errors per position")
    newcomer.click("radio", "confusions")
    newcomer.finished("Most frequent confusions")
    newcomer.press(newcomer.page.get_by_label("Confusions, most frequent first").last, position=FIRST_ROW)
    heading = newcomer.page.get_by_role("heading", level=4)
    heading.wait_for()
    assert newcomer.clicks == 11
    stranger = visit(newcomer.page.url)
    assert stranger.get_by_role("heading", level=4).inner_text() == heading.inner_text()


def test_a_wrong_import_is_undone(newcomer):
    newcomer.click("button", "Use my images")
    newcomer.drop("wrong.zip", zipped({f"{name}/{i}.png": shape(name, i) for name in SHAPES for i in range(3)}))
    newcomer.click("button", "Import")
    newcomer.finished("has 6 images")
    newcomer.open("Datasets")
    newcomer.click("button", "Delete")
    newcomer.press(newcomer.page.get_by_role("button", name="Move into the bin"))
    newcomer.finished("no dataset")
    assert newcomer.clicks == 6
