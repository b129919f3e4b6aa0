"""Labels: where they stand, how lists are matched with files, what happens to a file without one; and the preview."""

import pytest

from engine.collect.preview import first_of_each_source, overview
from engine.collect.spec import CollectSpec
from engine.spec import read
from tests.collect.conftest import png, zipped


def labels(tmp_path, files, **knobs) -> dict[str, str]:
    """The label, with its group behind @, or the reason, by file, as the preview shows them."""
    source = zipped(tmp_path / "a.zip", {name: data or png() for name, data in files.items()})
    table = overview(read(CollectSpec, {"name": "d", "source": [str(source)], **knobs})).files
    said = table["label"].fillna("") + table["group"].map(lambda group: f"@{group}" if isinstance(group, str) else "")
    return dict(zip(table["file"], said + table["reason"], strict=True))


def test_stem_and_folder(tmp_path):
    files = dict.fromkeys(["x/1.5.png", "x/y/ab", "top.JPEG"], b"")
    assert labels(tmp_path, files) == {"x/1.5.png": "1.5", "x/y/ab": "ab", "top.JPEG": "top"}
    by_folder = labels(tmp_path, files, label_from="folder")
    assert (by_folder["x/1.5.png"], by_folder["x/y/ab"]) == ("x", "y")
    assert "not in a folder" in by_folder["top.JPEG"]


def test_folders_name_the_group_too(tmp_path):
    files = dict.fromkeys(["set/maria/A/1.png", "B/jo_2.png"], b"")
    assert labels(tmp_path, files, label_from="folder", group_from="folder")["set/maria/A/1.png"] == "A@maria"
    assert labels(tmp_path, files, label_from="folder", group_from="prefix")["B/jo_2.png"] == "B@jo"


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
        ({}, r"in a\.zip \(none\)"),
        ({"a.csv": b"1.png,x", "b.csv": b"1.png,y"}, r"in a\.zip \(a\.csv, b\.csv\)"),
        ({"a.csv": b"\x81\x8d1,2\n"}, "must be text"),
        ({"a.csv": b"some,other\nthing,here\n"}, "names no file of the source"),
        ({"a.csv": b"\n"}, "names no file of the source"),
    ):
        with pytest.raises(ValueError, match=words):
            labels(tmp_path, picture | files, label_from="csv")
    with pytest.raises(FileNotFoundError, match="there is no list"):
        labels(tmp_path, picture, label_from="csv", csv=str(tmp_path / "missing.csv"))


def test_ragged_lines_and_paths_that_lead_outside_are_told_and_touch_nothing(tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(9))
    lines = ["file,label", "in/1.png,a", "in/2.png", "in/3.png,c,more,and,more", "../secret.png,s", f"{secret},s"]
    files = {f"in/{i}.png": png(i) for i in (1, 2, 3)} | {"list.csv": "\n".join(lines).encode()}
    source = zipped(tmp_path / "a.zip", files)
    table = overview(CollectSpec(name="d", source=(str(source),), label_from="csv")).files
    said = dict(zip(table["file"], table["label"].fillna("") + table["reason"], strict=True))
    assert (said["in/1.png"], said["in/3.png"]) == ("a", "c,more,and,more")
    assert "too few columns" in table.loc[table["file"] == "in/2.png", "reason"].str.cat()
    assert "no such file" in said["../secret.png"] and "no such file" in said[str(secret)]
    assert len(table) == 6


def test_the_spec_refuses_what_cannot_work():
    base = {"name": "d", "source": ["a.zip"]}
    for knobs, words in (
        ({"name": "../up"}, "name must be 1 to 100"),
        ({"source": []}, "source must name at least one"),
        ({"label_from": "regex", "pattern": "("}, "must be a regular expression"),
        ({"label_from": "regex", "pattern": "abc"}, "label in parentheses"),
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


def test_the_preview_shows_the_first_fifty_of_all_sources(tmp_path):
    many = {f"{i}.png": b"" for i in range(60)}
    assert len(labels(tmp_path, many, label_from="stem")) == 60
    other = zipped(tmp_path / "b.zip", many)
    spec = CollectSpec(name="d", source=(str(tmp_path / "a.zip"), str(other)), label_from="stem")
    table = first_of_each_source(overview(spec).files, 2)
    assert table["file"].str[:2].tolist() == ["a.", "b."] * 25


def test_suffix_takes_what_stands_before_the_last_separator(tmp_path):
    files = dict.fromkeys(["x/2BVC_153.png", "a_b_1.png", "none.png", "_1.png"], b"")
    found = labels(tmp_path, files, label_from="suffix")
    assert (found["x/2BVC_153.png"], found["a_b_1.png"]) == ("2BVC", "a_b")
    assert "no '_' after the label" in found["none.png"] and "label is empty" in found["_1.png"]
    assert labels(tmp_path, {"plus-01.png": b""}, label_from="suffix", separator="-") == {"plus-01.png": "+"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.json", '{"x/1.png": "007", "x/2.png": "NA"}'),
        ("l.json", '[{"id": 1, "file": "x/1.png", "label": "007"}, {"label": "NA", "file": "x/2.png"}]'),
        ("l.json", '{"version": 1, "images": [["x/1.png", "007"], ["x/2.png", "NA"]]}'),
        ("l.txt", "x/1.png 007\nx/2.png  NA\n"),
        ("l.txt", "x/1.png\t007\nx/2.png\tNA\n"),
        ("metadata.csv", "file_name,text\nx/1.png,007\nx/2.png,NA\n"),
        ("metadata.jsonl", '{"file_name": "x/1.png", "text": "007"}\n\n{"file_name": "x/2.png", "text": "NA"}\n'),
    ],
)
def test_lists_of_other_kinds(tmp_path, name, text):
    files = {"in/x/1.png": b"", "in/x/2.png": b"", f"in/{name}": text.encode()}
    assert labels(tmp_path, files, label_from="csv") == {"in/x/1.png": "007", "in/x/2.png": "NA"}


def test_hugging_face_folders_have_a_list_each_and_other_texts_do_not_disturb(tmp_path):
    listed = b"file_name,label\n1.png,%s\n"
    files = {"train/1.png": b"", "test/1.png": b"", "README.txt": b"about", "other.csv": b"a,b"}
    files |= {"train/metadata.csv": listed % b"a", "test/metadata.csv": listed % b"b"}
    assert labels(tmp_path, files, label_from="csv") == {"train/1.png": "a", "test/1.png": "b"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"{", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'"x"', "must be a list of files and labels"),
        (b"[1, 2]", "must be a list of files and labels"),
        (b"[]", "names no file"),
    ],
)
def test_bad_json_gives_a_sentence(tmp_path, text, words):
    with pytest.raises(ValueError, match=words):
        labels(tmp_path, {"1.png": b"", "l.json": text}, label_from="csv")


def test_a_list_of_a_million_lines_is_read_and_one_more_is_refused(tmp_path):
    lines = b"1.png,y\n" + b"9.png,x\n" * 999_999
    assert labels(tmp_path, {"1.png": b"", "l.csv": lines}, label_from="csv")["1.png"] == "y"
    with pytest.raises(ValueError, match="at most 1,000,000 lines"):
        labels(tmp_path, {"1.png": b"", "l.csv": lines + b"2.png,z\n3.png,y"}, label_from="csv")


def test_names_become_symbols_where_every_label_is_one(tmp_path):
    files = dict.fromkeys(["plus/1.png", "Dot/1.png", "7/1.png", "x/1.png"], b"")
    by = {"label_from": "folder"}
    assert set(labels(tmp_path, files, **by).values()) == {"+", ".", "7", "x"}
    assert set(labels(tmp_path, files, **by, names="keep").values()) == {"plus", "Dot", "7", "x"}
    words = files | {"cat/1.png": b""}
    assert set(labels(tmp_path, words, **by).values()) == {"plus", "Dot", "7", "x", "cat"}
    assert set(labels(tmp_path, words, **by, names="translate").values()) == {"+", ".", "7", "x", "cat"}
    given = {"symbols": ["cat=C", "x=×", "7=="], "case": "upper"}
    assert set(labels(tmp_path, words, **by, **given).values()) == {"+", ".", "=", "×", "C"}


def test_numbers_become_symbols(tmp_path):
    files = dict.fromkeys(["0/1.png", "25/1.png", "26/1.png", "B/1.png"], b"")
    found = labels(tmp_path, files, label_from="folder", number_symbols="A-Z")
    assert (found["0/1.png"], found["25/1.png"]) == ("A", "Z")
    assert "reaches from 0 to 25" in found["26/1.png"] and "is not a number" in found["B/1.png"]
    assert labels(tmp_path, files, label_from="folder", number_symbols="A-Z", first_number=1)["26/1.png"] == "Z"


@pytest.mark.parametrize(
    ("knobs", "words"),
    [
        ({"symbols": ["plus"]}, "written name=symbol"),
        ({"symbols": ["a=b", "a=c"]}, "one symbol to 'a'"),
        ({"number_symbols": "Z-A"}, "from the smaller"),
        ({"label_from": "suffix", "separator": ""}, "separator must not be empty"),
    ],
)
def test_symbol_maps_that_cannot_work(knobs, words):
    with pytest.raises(ValueError, match=words):
        read(CollectSpec, {"name": "d", "source": ["a.zip"], **knobs})


def test_every_label_that_cannot_be_read_is_told(tmp_path):
    files = {f"{i}/a.png": png() for i in range(80)} | {"top.png": png(), "x" * 201 + "/a.png": png()}
    source = zipped(tmp_path / "a.zip", files)
    table = overview(CollectSpec(name="d", source=(str(source),), label_from="folder")).files
    wrong = table[table["reason"] != ""]
    assert len(table) == 82 and len(wrong) == 2 and "201 symbols" in " ".join(wrong["reason"])
