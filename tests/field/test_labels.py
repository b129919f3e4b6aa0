"""Lists, files beside images, and names of the field: every image gets its right label, without any option."""

from collections import Counter
from pathlib import PurePosixPath

import pytest

from engine.collect.preview import overview
from engine.collect.spec import CollectSpec
from engine.spec import read

CAPTCHAS = ["FBAC", "AFCD", "AEDC", "DEAD", "AFBE", "BABD", "CECE", "CDAE", "FCCA", "DABC", "EECB", "CCFE"]
TASKS = ["EEAD", "C2CD", "CA2D", "CACB", "FC2D", "A12F", "1BDD", "FAF1", "E1BF", "AEBE"]
BESIDE = ["BEFE", "CBCE", "2CAB", "1ADF", "E21C", "AA2F", "DCC1", "BC1F", "CA1E", "C2C2", "2F2E", "E21C"]
COMMAS = ["Fig", "Plum, Pear", "1,234", "~Blue Kettle", "a;b", '"oak"', 'half "inch', "it's", "100 %", "null"]
WORDS = ["Red", "KITE", "on", "top", "of", "seven", "hills", "#", ",", "two words"]
BOXES = ["8859", "6698", "2969", "9150", "9982", "6637", "6299", "7460", "4270", "3402", "8843", "7424"]
LATEX = ["A", "\\alpha", "\\sum", "9", "\\pi"] * 4
NUMBERS = [f"{37 * number:03d}" for number in range(12)]
LETTERS = ["A", "B", "C"] * 4


def seen(source, **knobs):
    """What collecting would read from a source."""
    return overview(read(CollectSpec, {"name": "d", "source": [str(source)], **knobs}))


def in_order(found) -> list[str]:
    """The labels of an overview by the number in the name of their file."""
    files = found.files[found.files["reason"] == ""]
    number = files["file"].map(lambda file: int("".join(filter(str.isdigit, PurePosixPath(file).stem)) or 0))
    return files["label"].iloc[number.argsort(kind="stable")].tolist()


def said(found) -> str:
    """All that an overview says."""
    return " ".join([found.labels_from, *map(str, found.notes)])


@pytest.mark.parametrize(
    ("name", "right", "words"),
    [
        ("mmocr-json", CAPTCHAS, "'instances' of textrecog_train.json"),
        ("label-studio", TASKS, "column 'choice' of tasks.csv"),
        ("hasy-columns", LATEX, "column 'latex' of hasy-data-labels.csv"),
        ("commas-unquoted", COMMAS, "2 lines of labels.csv have more separators than columns"),
        ("sidecar-texts", BESIDE, "line0.gt.txt"),
        ("id-without-ending", NUMBERS, "column 'label' of train.csv"),
        ("coco", LETTERS, "_annotations.coco.json"),
        ("yolo-characters", BOXES, "12 of 12 images have a file beside them"),
        ("float-labels", [f"{number}.0" for number in range(10)], "--remove-end .0"),
    ],
)
def test_labels_are_found_and_the_place_is_told(case, name, right, words):
    found = seen(case(name))
    assert in_order(found) == right and words in said(found)


@pytest.mark.parametrize("listed", ["project-1.json", "tasks-min.json", "tasks.csv"])
def test_each_export_of_label_studio_is_read(case, listed):
    assert in_order(seen(case("label-studio"), csv=listed)) == TASKS


def test_a_column_can_be_named_and_the_writer_is_the_group(case):
    folder = case("hasy-columns")
    assert set(in_order(seen(folder, csv="hasy-data-labels.csv", label="symbol_id"))) == {"31", "32", "33", "34", "35"}
    assert set(seen(folder).files["group"]) == {"0", "1", "2"}
    with pytest.raises(ValueError, match=r"label must name a column of .* \(symbol_id, latex, user_id\); got 'nose'"):
        seen(folder, csv="hasy-data-labels.csv", label="nose")


def test_one_hot_columns_and_the_parts_of_their_folders(case):
    found = seen(case("roboflow-onehot"))
    assert all(PurePosixPath(file).name[0] == label for file, label in found.files[["file", "label"]].to_numpy())
    assert Counter(found.files["part"]) == {"train": 10, "validation": 4, "test": 4}
    assert Counter(in_order(seen(case("roboflow-onehot") / "train"))) == {"A": 4, "B": 3, "C": 3}


def test_words_of_iam_without_the_unreadable_one(case, collect):
    result, data = collect(source=[str(case("iam-words"))])
    assert data.frame()["text"].tolist() == WORDS
    assert result["left_out"] == 1 and "b02-002-05-02" in result["reasons"][0]


@pytest.mark.parametrize("source", ["two-lists", "two-lists/nested.zip"])
def test_two_lists_make_the_parts_of_the_author(case, collect, source):
    result, data = collect(source=[str(case(source))])
    rows = data.frame()
    parts = data.split()
    assert set(rows["text"][parts[parts == "test"].index]) == {"2A22", "GADA", "1CEG"}
    assert result["split"] == {"train": 6, "validation": 1, "test": 3} and "author" in " ".join(result["notes"])
    _, data = collect("whole", source=[str(case(source))], parts="ignore")
    assert data.split_report() is None


def test_letters_in_both_unicode_forms_are_one_label(case, collect):
    result, data = collect(source=[str(case("nfd-names"))])
    assert data.info.kind == "class" and Counter(data.frame()["text"]) == dict.fromkeys("ÄÖéñ", 5)
    assert sum("NFC" in note for note in result["notes"]) == 1


def test_classes_with_names_and_test_images_in_one_folder(case, collect):
    folder = case("asl-folders")
    found = seen(folder)
    assert Counter(found.files["label"]) == dict.fromkeys(["A", "B", "C", "del", "nothing", "space"], 5)
    note = next(note for note in found.notes if "symbols" in note.options)
    result, data = collect(source=[str(folder)], **note.options)
    assert (result["kind"], len(data.info.alphabet)) == ("class", 6)
    assert Counter(data.split())["test"] == 6
    by_folder = seen(folder, label_from="folder")
    assert "names a part, not a label" in " ".join(by_folder.files["reason"])


def test_copies_are_named_and_their_endings_can_be_removed(case):
    found = seen(case("copies"))
    note = next(note for note in found.notes if note.options == {"copies": "remove"})
    assert all(name in note.sentence for name in ("ab12 (1)", "ab12 - Copy", "cd34(2)", "ef56_1"))
    tidy = Counter(seen(case("copies"), **note.options).files["label"])
    assert tidy == {"ab12": 3, "cd34": 2, "ef56": 2, "gh78": 1}


def test_percent_signs_in_names_are_decoded_and_it_is_said(case):
    found = seen(case("percent-names"))
    assert set(found.files["label"]) == {"3+5=?", "a/b", "100%", "你好"} and "--percent keep" in said(found)
    assert "a%2Fb" in set(seen(case("percent-names"), percent="keep").files["label"])


def test_emnist_says_that_it_is_transposed_and_what_its_numbers_are(case, collect):
    folder = case("emnist-idx")
    source = [str(folder / "emnist-letters-train-images-idx3-ubyte.gz")]
    result, _ = collect(source=source)
    assert result["kind"] == "text"
    notes = " ".join(result["notes"])
    assert "--transpose" in notes and "--number-symbols A-Z --first-number 1" in notes
    knobs = {"transpose": True, "number_symbols": "A-Z", "first_number": 1}
    result, data = collect("e", source=source, label_from="table", **knobs)
    assert (result["kind"], data.info.alphabet) == ("class", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_a_heading_made_by_pandas_is_no_image(case, collect):
    source = [str(case("pandas-header") / "A_Z Handwritten Data.csv")]
    result, data = collect(source=source, number_symbols="A-Z")
    assert (result["kept"], result["left_out"], data.info.alphabet) == (60, 0, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
