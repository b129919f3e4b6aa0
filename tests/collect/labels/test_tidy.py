"""What is said of labels, and what the options named there do: nothing else changes a label."""

from collections import Counter

import pytest

from engine.collect.kinds import kind_notes
from engine.collect.labels.tidy import tidier
from engine.collect.note import command
from engine.collect.spec import CollectSpec
from engine.spec import read


def spec(**knobs):
    return read(CollectSpec, {"name": "d", "source": ["a.zip"], **knobs})


def offered(labels, **knobs) -> list[dict]:
    """The options that the notes on labels name."""
    return [dict(note.options) for note in tidier(spec(**knobs), labels)[1]]


def tidied(labels, **knobs) -> list[str]:
    tidy, _ = tidier(spec(**knobs), labels)
    return list(map(tidy, labels))


@pytest.mark.parametrize(
    ("labels", "options", "after"),
    [
        (["img_ab", "img_cd", "img_ef"], {"remove_start": "img_"}, ["ab", "cd", "ef"]),
        (["ab-0", "cd-0", "ef-0"], {"remove_end": "-0"}, ["ab", "cd", "ef"]),
        (["c10", "c11", "c12", "C9"], None, None),
        (["10", "11", "12"], None, None),
        (["ab", "ac", "ad"], None, None),
        (["ab (1)", "ab", "cd - Copy (2)", "cd copy"], {"copies": "remove"}, ["ab", "ab", "cd", "cd"]),
        (["ab - Kopie", "f(2)", "ab", "f"], {"copies": "remove"}, ["ab", "f", "ab", "f"]),
        (["ab_1", "ab", "cd_1", "ef"], {"copies": "remove"}, ["ab", "ab", "cd_1", "ef"]),
        (["ab_1", "cd_2", "ef_3"], None, None),
    ],
)
def test_what_is_offered_does_what_it_says(labels, options, after):
    assert tidied(labels, label_from="stem") == labels
    assert offered(labels, label_from="stem") == ([options] if options else [])
    if options:
        assert tidied(labels, label_from="stem", **options) == after


@pytest.mark.parametrize(
    ("labels", "after"),
    [
        (["3%2B5", "100%25"], ["3+5", "100%"]),
        (["100%", "3%2B5"], ["100%", "3%2B5"]),
        (["%FF", "a"], ["%FF", "a"]),
        (["a%0Ab", "a"], ["a%0Ab", "a"]),
        (["e\u0301", "\u00e9"], ["\u00e9", "\u00e9"]),
    ],
)
def test_percent_signs_and_accents(labels, after):
    assert tidied(labels, label_from="stem") == after
    assert len(offered(labels, label_from="stem")) == (labels != after)
    assert tidied(["3%2B5"], label_from="csv") == ["3%2B5"]


def test_a_sign_in_one_label_only_is_named():
    labels = [f"ab{number}cd" for number in range(20)] + ["ab.cd"]
    notes = tidier(spec(label_from="stem"), labels)[1]
    assert any("'.' in 'ab.cd'" in str(note) for note in notes)


@pytest.mark.parametrize(
    ("counts", "options"),
    [
        (dict.fromkeys(map(str, range(1, 27)), 5), {"number_symbols": "A-Z", "first_number": 1}),
        (dict.fromkeys(map(str, range(26)), 5), {"number_symbols": "A-Z"}),
        (dict.fromkeys(map(str, range(62)), 5), {"number_symbols": "0-9A-Za-z"}),
        (dict.fromkeys(map(str, range(15)), 5), {}),
        (dict.fromkeys("0123456789", 5), None),
        (dict.fromkeys(["0.0", "1.0", "2.0"], 5), {"remove_end": ".0"}),
        (dict.fromkeys(["A", "B", "nothing", "space"], 5), {"symbols": ("nothing=∅", "space=␣")}),
        (dict.fromkeys(["cat", "dog"], 9), {"symbols": ("cat=①", "dog=②")}),
        (dict.fromkeys(["A", "\\alpha"], 9), {"symbols": ("\\alpha=α",)}),
        (dict.fromkeys(["ab12", "cd34"], 1), None),
        (dict.fromkeys(["ab12", "cd34", "1234"], 9), None),
    ],
)
def test_a_surprising_kind_is_explained(counts, options):
    notes = kind_notes(Counter(counts), spec())
    assert [dict(note.options) for note in notes] == ([] if options is None else [options])
    if options:
        assert read(CollectSpec, {"name": "d", "source": ["a.zip"], **options})
        assert command(options).startswith("--")


def test_symbols_proposed_for_classes_differ_from_each_other_and_from_all_labels():
    labels = ["none", "empty", "blank", "space", "∅", "①", *(f"class {letter}" for letter in "abcdefgh")]
    (note,) = kind_notes(Counter(dict.fromkeys(labels, 5)), spec())
    symbols = [pair.rpartition("=")[2] for pair in note.options["symbols"]]
    assert len(set(symbols)) == len(symbols) == 12 and not {"∅", "①"} & set(symbols)


@pytest.mark.parametrize(
    ("labels", "options"),
    [
        (
            [f"{name}-{i:04}" for i in range(50) for name in ("plus", "minus")],
            {"label_from": "suffix", "separator": "-"},
        ),
        ([f"{name} {i}" for i in range(50) for name in "ab"], {"label_from": "suffix", "separator": " "}),
        ([f"{name}{i}" for i in range(50) for name in ("plus", "minus")], {}),
    ],
)
def test_classes_with_a_number_for_each_image_are_no_labels(labels, options):
    (note,) = kind_notes(Counter(labels), spec())
    assert "label of its own" in note.sentence and note.options == options


@pytest.mark.parametrize("labels", [[f"{i:04}" for i in range(100)], [f"{a}{b}7" for a in "abcdefgh" for b in "xyz"]])
def test_texts_that_all_differ_are_labels(labels):
    assert not kind_notes(Counter(labels), spec())
