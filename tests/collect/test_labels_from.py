"""Labels: where they stand, how lists are matched with files, what happens to a file without one; and the preview."""

import pytest

from engine.collect.plan import look
from engine.collect.spec import CollectSpec
from engine.spec import read
from tests.collect.conftest import png, zipped


def labels(tmp_path, files, **knobs) -> dict[str, str]:
    """The label, with its group behind @, or the reason, by file, as the preview shows them."""
    source = zipped(tmp_path / "a.zip", {name: data or png() for name, data in files.items()})
    table = look(read(CollectSpec, {"name": "d", "source": [str(source)], **knobs}))
    said = table["label"].fillna("") + table["group"].map(lambda group: f"@{group}" if isinstance(group, str) else "")
    return dict(zip(table["file"], said + table["reason"], strict=True))


def test_stem_and_folder(tmp_path):
    files = dict.fromkeys(["x/1.5.png", "x/y/ab", "top.JPEG"], b"")
    assert labels(tmp_path, files) == {"x/1.5.png": "1.5", "x/y/ab": "ab", "top.JPEG": "top"}
    by_folder = labels(tmp_path, files, label_from="folder")
    assert (by_folder["x/1.5.png"], by_folder["x/y/ab"]) == ("x", "y")
    assert "lies in no folder" in by_folder["top.JPEG"]


def test_pattern_with_named_or_first_group(tmp_path):
    files = dict.fromkeys(["u1/A_3.png", "u2/_4.png", "other.png"], b"")
    named = labels(tmp_path, files, label_from="regex", pattern=r"(?P<group>u\d)/(?P<label>[^_]*)_")
    assert named["u1/A_3.png"] == "A@u1"
    assert "label is empty" in named["u2/_4.png"] and "does not match" in named["other.png"]
    assert labels(tmp_path, files, label_from="regex", pattern=r"_(\d)")["u1/A_3.png"] == "3"


@pytest.mark.parametrize(
    "text",
    [
        "file,label\nx/1.png,007\nx/2.PNG,NA\n",
        "\ufefflabel;image\r\n007;x/1.png\r\nNA;x/2.png\r\n",
        "x\\1.png\t007\nx\\2.png\tNA",
        '"/somewhere/else/1.png","007"\n"2.png","NA"\n',
        "id,filename,text\n0,./x/1.png,007\n1,x/2.png,NA\n\n",
    ],
)
def test_lists_in_many_hands(tmp_path, text):
    files = {"in/x/1.png": b"", "in/x/2.png": b"", "in/x/3.png": b"", "in/list.csv": text.encode()}
    found = labels(tmp_path, files, label_from="csv")
    assert (found["in/x/1.png"], found["in/x/2.png"]) == ("007", "NA")
    assert found["in/x/3.png"] == "list.csv does not list it; add a line with its label."


def test_a_list_outside_the_source_with_groups_and_contradictions(tmp_path):
    path = tmp_path / "away.csv"
    path.write_text("label,file,writer\na,1.png,ann\nb,2.png,\nb,3.png,x\nc,3.png,x\nd,3.png,x\n")
    found = labels(tmp_path, dict.fromkeys(["1.png", "2.png", "3.png"], b""), label_from="csv", csv=str(path))
    assert (found["1.png"], found["2.png"]) == ("a@ann", "b")
    assert "more than once with different labels ('b' and 'c')" in found["3.png"]


def test_lists_that_cannot_be_used_give_a_sentence(tmp_path):
    picture = {"1.png": b""}
    for files, words in (
        ({}, "lists there are: none"),
        ({"a.csv": b"1.png,x", "b.csv": b"1.png,x"}, "lists there are: a.csv, b.csv"),
        ({"a.csv": b"\xff\xfe1\0"}, "not written in UTF-8"),
        ({"a.csv": b"some,other\nthing,here\n"}, "names no file of the source"),
        ({"a.csv": b"\n"}, "names no file of the source"),
    ):
        with pytest.raises(ValueError, match=words):
            labels(tmp_path, picture | files, label_from="csv")
    with pytest.raises(FileNotFoundError, match="there is no list"):
        labels(tmp_path, picture, label_from="csv", csv=str(tmp_path / "missing.csv"))


def test_the_spec_refuses_what_cannot_work():
    base = {"name": "d", "source": ["a.zip"]}
    for knobs, words in (
        ({"name": "../up"}, "dataset name"),
        ({"source": []}, "source is empty"),
        ({"label_from": "regex", "pattern": "("}, "no regular expression"),
        ({"label_from": "regex", "pattern": "abc"}, "label in brackets"),
        ({"label_from": "nose"}, "label_from must be one of"),
        ({"workers": 65}, r"workers must be in \[0, 64\]"),
    ):
        with pytest.raises(ValueError, match=words):
            read(CollectSpec, base | knobs)
    spec = read(CollectSpec, base)
    assert spec.source[0].startswith("/") and spec.makes == ("dataset", "d")
    assert read(CollectSpec, spec.model_dump(mode="json")) == spec


def test_classes_need_labels_of_one_symbol(collect, tmp_path):
    source = [str(zipped(tmp_path / "a.zip", {"a.png": png(), "10.png": png()}))]
    with pytest.raises(ValueError, match=r"10.png has '10'"):
        collect(source=source, kind="class")
    single = [str(zipped(tmp_path / "b.zip", {"a.png": png()}))]
    assert collect(source=single, kind="text")[1].info.kind == "text"


def test_the_preview_shows_the_first_fifty(tmp_path):
    assert len(labels(tmp_path, {f"{i}.png": b"" for i in range(60)})) == 50
