"""The queue of likely label errors: narrowed by label, and put off without being decided."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import corrections
from engine.core.datasets.dataset import open_dataset
from engine.relabel.label_issues import read_label_issues
from tests.support.screens import call_on_page
from ui.relabel.queue import queue


@pytest.fixture
def digits(do):
    """300 digits, of which every tenth of the first hundred has a wrong label, looked through."""
    images, truth = load_digits(n_class=4, return_X_y=True)
    labels = truth[:300].astype(str)
    labels[:100:10] = (truth[:100:10] + 1) % 4
    from_arrays("digits", (images[:300].reshape(-1, 8, 8) * 15.9).astype(np.uint8), labels)
    assert do("relabel", dataset="digits").state == "done"
    return open_dataset("digits")


def image_in_question(app):
    """The id of the image on which the buttons decide."""
    (key,) = (button.key for button in app.button if button.key.startswith("keep_"))
    return int(key.removeprefix("keep_"))


def test_an_image_that_is_put_off_comes_back_last_and_nothing_is_decided(digits):
    app = call_on_page(queue, "digits")
    found, _ = read_label_issues(digits)
    for suspect in found.loc[found["likely"], "id"]:
        assert image_in_question(app) == suspect
        app.button(key=f"later_{suspect}").click().run()
    assert image_in_question(app) == found["id"].iloc[0] and found["likely"].sum() > 5
    assert corrections.history(digits.folder).empty and not app.exception


def test_only_images_with_the_chosen_label_are_asked_about(digits):
    app = call_on_page(queue, "digits")
    box = app.selectbox(key="labelled_digits")
    texts = digits.frame(["text"])["text"]
    label = texts[image_in_question(app)]
    box.set_value(next(option.split()[0] for option in box.options[1:] if option.split()[0] != label)).run()
    assert texts[image_in_question(app)] == app.selectbox(key="labelled_digits").value != label
