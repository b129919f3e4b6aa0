"""Relabel: from nothing to a queue that is decided with one click each, every step of which goes back."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import corrections
from engine.core.datasets.dataset import open_dataset
from engine.relabel.label_issues import read_label_issues
from tests.support.screens import filled


@pytest.fixture
def doubted(do):
    """The dataset "d" with its suspects: 300 digits, of which 10 have a wrong label, one of them Markdown."""
    images, truth = load_digits(n_class=4, return_X_y=True)
    labels = np.array(["0", "1", "*", "3"])[truth[:300]].tolist()
    for row in range(0, 100, 10):
        labels[row] = "3" if labels[row] == "*" else "*"
    from_arrays("d", (images[:300].reshape(-1, 8, 8) * 15.9).astype(np.uint8), labels)
    assert do("relabel", dataset="d").state == "done"
    return open_dataset("d")


def buttons(app, what):
    """The buttons whose keys begin so; those that decide on an image end in its id."""
    return [button for button in app.button if button.key.startswith(f"{what}_")]


def shown(app):
    """The id of the image in the queue."""
    (keep,) = buttons(app, "keep")
    return int(keep.key.removeprefix("keep_"))


def press(app, what):
    """Clicks the one button of this kind."""
    (button,) = buttons(app, what)
    button.click().run()


def set_label(app, text):
    """Types another label for the image in the queue and submits it."""
    app.text_input(key=f"typed_{shown(app)}").input(text)
    next(button for button in app.button if "typing_" in button.key).click().run()


def label_of(row):
    return open_dataset("d").frame(["text"])["text"][row]


def test_before_the_first_look_it_says_so(visit, tiny):
    for view in ("queue", "corrections"):
        app = visit("Relabel", view=view)
        assert "tiny" in app.info[0].value and not app.dataframe and not buttons(app, "keep")


def test_accept_keep_type_later_and_undo(visit, doubted):
    app = visit("Relabel")
    (decision,) = filled(app)
    assert decision.startswith("Accept")  # and not the button of another search
    first, before = shown(app), {}
    assert first % 10 == 0 and first < 100
    total = int(read_label_issues(doubted)[0]["likely"].sum())
    before[first] = label_of(first)
    press(app, "accept")
    assert label_of(first) != before[first]
    second = shown(app)
    press(app, "keep")
    third = shown(app)
    press(app, "later")
    assert len({first, second, third, shown(app)}) == 4
    fourth = shown(app)
    set_label(app, "Q")
    assert label_of(fourth) == "Q" and open_dataset("d").info.alphabet.endswith("Q")
    assert app.get("progress")[0].proto.text.startswith(f"3 of {total} ")
    for _ in range(3):
        press(app, "undo")
    assert shown(app) == first and label_of(first) == before[first] and not app.exception
    assert open_dataset("d").info == doubted.info


def test_a_label_of_nothing_is_refused(visit, doubted):
    app = visit("Relabel")
    row = shown(app)
    set_label(app, "")
    assert "at least one symbol" in app.error[0].value and shown(app) == row


def test_what_is_decided_does_not_come_back(visit, do, doubted):
    app = visit("Relabel")
    row = shown(app)
    press(app, "keep")
    assert do("relabel", dataset="d", seed=2).state == "done"
    app = visit("Relabel")
    app.toggle(key="likely_d").set_value(False).run()
    seen = set()
    while buttons(app, "keep"):
        seen.add(shown(app))
        press(app, "keep")
    assert row not in seen and len(seen) >= 9
    assert len(app.success) == 1


def test_one_label_at_a_time_even_if_it_is_markdown(visit, doubted):
    app = visit("Relabel")
    app.selectbox(key="labelled_d").set_value("*").run()
    assert label_of(shown(app)) == "*"
    assert "**\\***" in app.subheader[-1].value and "\\*" in buttons(app, "keep")[0].label


def test_the_history_can_be_downloaded_and_goes_back(visit, doubted):
    doubted.decide([0, 10, 20], ["0", "1", "x,y"], "typed")
    app = visit("Relabel", view="corrections")
    table = app.dataframe[0].value
    assert table["id"].tolist() == [20, 10, 0] and table["picture"].str.startswith("data:image/png").all()
    assert [metric.value for metric in app.metric] == ["3", "0", "3", "0"]
    assert app.button(key="undo_marked").disabled
    told = corrections.history(doubted.folder)
    assert told.columns.tolist() == ["id", "from", "to", "when", "why"]
