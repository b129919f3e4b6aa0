"""Relabel: from nothing to a queue that is decided with one click each, every step of which goes back."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from engine.collect.from_arrays import from_arrays
from engine.core.datasets import corrections
from engine.core.datasets.dataset import open_dataset


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


def shown(app):
    """The id of the image in the queue."""
    return int(next(each.value for each in app.caption if each.value.startswith("Image ")).split()[1])


def press(app, what):
    """Clicks the button that starts with this word."""
    next(each for each in app.button if each.label.split()[0] == what).click().run()


def label_of(row):
    return open_dataset("d").frame(["text"])["text"][row]


def test_without_datasets_it_says_what_to_do(visit):
    assert "no labels to look at" in visit("Relabel").info[0].value


def test_before_the_first_look_it_says_so(visit, tiny):
    assert "Nobody has looked" in visit("Relabel").info[0].value
    assert "decided on yet" in visit("Relabel", view="corrections").info[0].value


def test_accept_keep_type_later_and_undo(visit, doubted):
    app = visit("Relabel")
    first, before = shown(app), {}
    assert first % 10 == 0 and first < 100
    total = int(app.get("progress")[0].proto.text.split()[2])
    before[first] = label_of(first)
    press(app, "Accept")
    assert label_of(first) != before[first]
    second = shown(app)
    press(app, "Keep")
    third = shown(app)
    press(app, "Later")
    assert len({first, second, third, shown(app)}) == 4
    fourth = shown(app)
    app.text_input(key=f"typed_{fourth}").input("Q")
    press(app, "Set")
    assert label_of(fourth) == "Q" and open_dataset("d").info.alphabet.endswith("Q")
    assert app.get("progress")[0].proto.text == f"3 of {total} decided"
    for _ in range(3):
        press(app, "Undo")
    assert shown(app) == first and label_of(first) == before[first] and not app.exception
    assert open_dataset("d").info == doubted.info


def test_a_label_of_nothing_is_refused(visit, doubted):
    app = visit("Relabel")
    row = shown(app)
    press(app, "Set")
    assert "at least one symbol" in app.error[0].value and shown(app) == row


def test_what_is_decided_does_not_come_back(visit, do, doubted):
    app = visit("Relabel")
    row = shown(app)
    press(app, "Keep")
    assert do("relabel", dataset="d", seed=2).state == "done"
    app = visit("Relabel")
    app.toggle(key="likely_d").set_value(False).run()
    seen = set()
    while any(each.value.startswith("Image ") for each in app.caption):
        seen.add(shown(app))
        press(app, "Keep")
    assert row not in seen and len(seen) >= 9
    assert "are decided" in app.success[0].value


def test_one_label_at_a_time_even_if_it_is_markdown(visit, doubted):
    app = visit("Relabel")
    app.selectbox(key="labelled_d").set_value("*").run()
    assert label_of(shown(app)) == "*"
    assert any("Labelled **\\*** " in each.value for each in app.subheader)
    assert "Keep \\*" in [each.label for each in app.button]


def test_the_history_can_be_downloaded_and_goes_back(visit, doubted):
    doubted.decide([0, 10, 20], ["0", "1", "x,y"], "typed")
    app = visit("Relabel", view="corrections")
    table = app.dataframe[0].value
    assert table["id"].tolist() == [20, 10, 0] and table["picture"].str.startswith("data:image/png").all()
    assert [each.value for each in app.metric] == ["3", "0", "3", "0"]
    assert app.button(key="undo_marked").disabled
    told = corrections.history(doubted.folder)
    assert told.columns.tolist() == ["id", "from", "to", "when", "why"]
