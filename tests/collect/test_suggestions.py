"""What is suggested for given paths: tables, a list beside images, and names that are free."""

import pytest

from engine.collect.spec import CollectSpec
from engine.collect.suggestions import not_needed, suggested
from engine.core.jobs import control, uploads
from engine.core.storage.folders import make_folder
from engine.core.storage.paths import datasets_folder
from engine.spec import read


@pytest.mark.parametrize(
    ("paths", "sources", "values"),
    [
        (["/in/ann.zip", "/in/bob.zip"], 2, {"name": "ann"}),
        (["/in/hands.csv"], 1, {"name": "hands", "label_from": "table"}),
        (["/in/train-images-idx3-ubyte.gz", "/in/train-labels-idx1-ubyte.gz"], 2, {"label_from": "table"}),
        (["/in/all.tar.gz", "/in/labels.json"], 1, {"label_from": "csv", "csv": "/in/labels.json"}),
        (["/in/all.tar.gz", "/in/a.txt", "/in/b.txt"], 3, {"name": "all"}),
        (["/in/all.tar.gz"], 1, {"name": "all"}),
    ],
)
def test_paths_say_what_is_read_and_where_the_labels_stand(home, paths, sources, values):
    found, start = suggested(paths)
    assert found == tuple(paths[:sources]) and start.items() >= values.items()
    assert ("label_from" in start) == ("label_from" in values)


def test_the_suggested_name_is_free(home):
    make_folder(datasets_folder() / "ann")
    control.create("collect", {"name": "ann-2"}, ("dataset", "ann-2"))
    assert suggested(["/in/ann.zip"])[1] == {"name": "ann-3"}
    images = uploads.as_sources(uploads.keep([("x.png", b"1"), ("y.png", b"2")]))
    assert suggested(images)[1] == {"name": "images"}


FEW = {"pattern", "separator", "csv", "group_from", "pixels", "table_width"}


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ("regex", {"pattern"}),
        ("suffix", {"separator"}),
        ("end", {"separator"}),
        ("csv", {"csv"}),
        ("folder", {"group_from"}),
        ("stem", set()),
        ("auto", set()),
        ("table", {"pixels", "table_width"}),
    ],
)
def test_only_what_has_an_effect_is_asked(way, asked):
    quiet = not_needed(way)
    assert FEW - quiet.keys() == asked
    base = {"name": "d", "source": ["a.zip"], "pattern": "(a)", "label_from": way}
    assert read(CollectSpec, base | quiet).label_from == way


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"label_from": "folder", "separator": "-"}, "separator has an effect only if label_from is suffix or end"),
        ({"label_from": "stem", "csv": "list.csv"}, "csv has an effect only if label_from is csv"),
        ({"label_from": "csv", "transpose": True}, "transpose has an effect only if label_from is table"),
        ({"pattern": "(a)", "csv": "list.csv"}, "has an effect only"),
        ({"first_number": 1}, "first_number has an effect only with number_symbols"),
        ({"number_symbols": "A-Z", "case": "lower"}, "case has an effect only without number_symbols"),
    ],
)
def test_an_option_without_effect_is_refused(knobs, words):
    with pytest.raises(ValueError, match=words):
        read(CollectSpec, {"name": "d", "source": ["a.zip"], **knobs})
