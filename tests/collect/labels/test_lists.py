"""Lists and files beside images in the forms that tools and people write: the right label, or a sentence."""

import json

import pytest

from engine.collect.preview import overview
from engine.collect.spec import CollectSpec
from engine.spec import read
from tests.collect.conftest import png, zipped

IMAGES = {f"in/{name}.png": png(shade) for shade, name in enumerate("pqrs")}


def seen(tmp_path, files, **knobs):
    """The overview of an archive of the images p, q, r and s with these other files."""
    packed = {name: data if isinstance(data, bytes) else data.encode() for name, data in files.items()}
    source = zipped(tmp_path / "a.zip", IMAGES | packed)
    return overview(read(CollectSpec, {"name": "d", "source": [str(source)], **knobs}))


def texts(found) -> list[str]:
    """The labels of p, q, r and s, or "" where there is none."""
    by_file = dict(found.files[["file", "label"]].fillna("").to_numpy().tolist())
    return [by_file[name] for name in IMAGES]


def box(label, x, y=0.5):
    return {"x": x, "y": y, "width": 10, "height": 10, "rectanglelabels": [label]}


TASK = {
    "annotations": [{"result": [{"value": {"choices": ["A"]}}]}],
    "data": {"image": "/data/upload/3/0a1b2c3d-p.png"},
}
RECORDS = [{"image": f"{name}.png", "text": text} for name, text in zip("pqrs", "ABCD", strict=True)]
COCO = {
    "images": [{"id": number, "file_name": f"{name}.png"} for number, name in enumerate("pqrs")],
    "categories": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}],
    "annotations": [
        {"image_id": number, "category_id": kind, "bbox": [x, 0, 5, 5]}
        for number in range(4)
        for kind, x in ((2, 20), (1, 3 + 40 * (number == 3)))
    ],
}
VIA = {
    f"{name}.png99": {"filename": f"{name}.png", "size": 9, "regions": [{"region_attributes": {"plate": text}}]}
    for name, text in zip("pqrs", "ABCD", strict=True)
}
PADDLE = "\n".join(f'{name}.png\t[{{"transcription": "{name.upper()}", "points": [[1, 2]]}}]' for name in "pqrs")


@pytest.mark.parametrize(
    ("name", "text", "right"),
    [
        ("l.csv", "id,img,Plate Text,w\n1,p.png,A,9\n2,q.png,B,9\n3,r.png,C,9\n4,s.png,D,9\n", "ABCD"),
        ("l.csv", "path,symbol,user_id\np.png,A,1\nq.png,B,1\nr.png,C,2\ns.png,D,2\n", "ABCD"),
        ("l.csv", "Unnamed: 0,file,created_at,what\n0,p.png,5,A\n1,q.png,5,B\n2,r.png,5,C\n3,s.png,5,D\n", "ABCD"),
        ("l.csv", "file,label,text\np.png,x,A\nq.png,x,B\nr.png,x,C\ns.png,x,D\n", "ABCD"),
        ("l.csv", "file,text,class\np.png,same,A\nq.png,same,B\nr.png,same,C\ns.png,same,D\n", "ABCD"),
        ("l.csv", "#file,label\np.png,A\nq.png,B\nr.png,C\ns.png,D\n", "ABCD"),
        ("l.csv", "# made by hand\n# in 2024\nfile,label\np.png,A\nq.png,B\nr.png,C\ns.png,D\n", "ABCD"),
        ("l.csv", "file, label\np.png, A\nq.png, B\nr.png, C\ns.png, D\n", "ABCD"),
        ("l.csv", "file|label\np.png|A\nq.png|B\nr.png|C\ns.png|D\n", "ABCD"),
        ("l.csv", "file,label,,\np.png,A,,\nq.png,B,,\nr.png,C,,\ns.png,D,,\n", "ABCD"),
        ("l.csv", "id,label\np,A\nq,B\nr,C\ns,D\n", "ABCD"),
        ("l.csv", "file,label\np.jpg,A\nq.jpg,B\nr.jpg,C\ns.jpg,D\n", "ABCD"),
        ("l.csv", "label,file\np,p.png\nq,q.png\nr,r.png\ns,s.png\n", "pqrs"),
        ("l.csv", "file,A,B\np.png,1,0\nq.png,0,1\nr.png,0.0,1.0\ns.png,True,False\n", "ABBA"),
        ("l.csv", "x,y,file,w\n1,0,p.png,0\n0,1,q.png,0\n0,0,r.png,1\n1,0,s.png,0\n", "xywx"),
        ("l.csv", "p.png,3,4,A,train\nq.png,3,5,B,train\nr.png,3,6,C,test\ns.png,3,7,D,test\n", "ABCD"),
        ("l.csv", 'file,label\np.png,"{""text"": ""A""}"\nq.png,"{""text"": ""B""}"\nr.png,C\ns.png,D\n', "ABCD"),
        ("l.txt", "p.png A, b\nq.png B\nr.png C\ns.png D\n", ["A, b", "B", "C", "D"]),
        ("l.txt", "p A\nq B\nr C\ns D\n", "ABCD"),
        ("l.txt", PADDLE, "PQRS"),
        ("l.json", json.dumps([TASK]), "A"),
        ("l.json", json.dumps([{"image": "p.png", "label": [box("B", 30), box("A", 5)]}]), ["AB"]),
        ("l.json", json.dumps({"file": {"0": "p.png", "1": "q.png"}, "label": {"0": "A", "1": "B"}}), "AB"),
        ("l.json", json.dumps({"p.png": {"text": "A", "boxes": []}, "q.png": {"text": "B"}}), "AB"),
        ("l.json", json.dumps(COCO), ["AB", "AB", "AB", "BA"]),
        ("l.json", json.dumps(VIA), "ABCD"),
        ("l.jsonl", "\n".join(map(json.dumps, RECORDS)), "ABCD"),
    ],
)
def test_the_label_column_of_lists(tmp_path, name, text, right):
    right = [*right, *[""] * (4 - len(right))]
    found = seen(tmp_path, {f"in/{name}": text}, label_from="csv")
    assert texts(found) == right
    assert name in found.labels_from


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("file,label\np.png,x\nq.png,x\nr.png,x\ns.png,x\n", "all 4 rows have 'x'"),
        ('file,label\np.png,"{""a"": 1, ""b"": 2}"\nq.png,x\n', "cells are lists or objects"),
        ("file,this,that\np.png,a,b\nq.png,c,d\n", "choose among: this, that"),
    ],
)
def test_columns_that_are_no_labels_are_refused_with_auto_too(tmp_path, text, words):
    for knobs in ({"label_from": "csv"}, {}):
        with pytest.raises(ValueError, match=words):
            seen(tmp_path, {"in/l.csv": text}, **knobs)
    assert texts(seen(tmp_path, {"in/l.csv": "p.png,a,b\nq.png,c,d\n"}, label="3"))[:2] == ["b", "d"]


def test_rows_with_too_many_cells_are_never_cut(tmp_path):
    quoted = 'file,label,writer\np.png,"A, b",ann\nq.png,B,x,bob\nr.png,C,cid,,\n'
    found = seen(tmp_path, {"in/l.csv": quoted}, label_from="csv")
    assert texts(found) == ["A, b", "", "C", ""]
    assert "more than the 3 cells" in " ".join(found.files["reason"]) and "1 lines" in " ".join(map(str, found.notes))
    unquoted = "file,label,writer\np.png,A,ann\nq.png,B,x,bob\n"
    found = seen(tmp_path, {"in/l.csv": unquoted}, label_from="csv")
    assert texts(found)[:2] == ["A", ""] and "more cells than its heading" in " ".join(found.files["reason"])


def test_a_row_of_zeros_and_a_column_of_parts(tmp_path):
    text = "file,A,B,split\np.png,1,0,train\nq.png,0,0,train\nr.png,0,1,valid\ns.png,1,0,test\n"
    found = seen(tmp_path, {"in/l.csv": text}, label_from="csv")
    assert texts(found) == ["A", "", "B", "A"] and "marks no column or several" in " ".join(found.files["reason"])
    listed = "file,label,split\np.png,A,train\nq.png,B,train\nr.png,C,valid\ns.png,D,test\n"
    assert seen(tmp_path, {"in/l.csv": listed}).files["part"].tolist() == ["train", "train", "validation", "test"]


NAMED = {"data.yaml": "train: images\nnames: ['+', '-']\n"}


@pytest.mark.parametrize(
    ("files", "right"),
    [
        ({f"in/{name}.txt": f"{name.upper()}\n" for name in "pqrs"}, "PQRS"),
        ({f"in/{name}.gt.txt": f"{name}\u00e4\r\n" for name in "pqrs"}, ["pä", "qä", "rä", "sä"]),
        ({f"in/{name}.png.txt": name for name in "pqrs"}, "pqrs"),
        ({f"texts/{name}.txt": name for name in "pqrs"}, "pqrs"),
        ({f"in/{name}.txt": "1 .7 .5 .1 .2\n0 0.2 0.5 0.1 0.2" for name in "pqrs"} | NAMED, ["+-"] * 4),
    ],
)
def test_a_text_beside_each_image(tmp_path, files, right):
    assert texts(seen(tmp_path, files)) == list(right)


YOLO = "1 0.7 0.25 0.1 0.2\n0 0.2 0.25 0.1 0.2\n2 0.4 0.75 0.1 0.2"
ICDAR = "30,1,40,1,40,9,30,9,B\n1,1,9,1,9,9,1,9,A"
VOC = "<annotation>{}</annotation>".format(
    "".join(
        f"<object><name>{name}</name><bndbox><xmin>{x}</xmin><xmax>{x + 5}</xmax><ymin>1</ymin><ymax>9</ymax></bndbox>"
        "</object>"
        for name, x in (("B", 20), ("A", 3))
    )
)
LABELME = json.dumps({"shapes": [{"label": name, "points": [[x, 1], [x + 5, 9]]} for name, x in (("B", 20), ("A", 3))]})


@pytest.mark.parametrize(
    ("ending", "text", "right"),
    [("txt", YOLO, "ABC"), ("txt", ICDAR, "AB"), ("xml", VOC, "AB"), ("json", LABELME, "AB")],
)
def test_boxes_beside_each_image_in_the_order_of_reading(tmp_path, ending, text, right):
    files = {f"in/{name}.{ending}": text for name in "pqrs"} | {"classes.txt": "A\nB\nC\n"}
    assert texts(seen(tmp_path, files)) == [right] * 4


def test_files_beside_images_that_cannot_be_read_are_listed(tmp_path):
    files = {"in/p.txt": "7 0.5 0.5 0.1 0.1", "in/q.txt": "", "in/r.txt": "0 0.5 0.5 0.1 0.1", "classes.txt": "A\n"}
    found = seen(tmp_path, files)
    assert texts(found) == ["", "", "A", ""]
    reasons = " ".join(found.files["reason"])
    assert "class 7 has no name" in reasons and "is empty" in reasons and "no file s.txt or s.gt.txt" in reasons


def test_a_list_and_texts_beside_images_that_differ_are_asked_back(tmp_path):
    beside = {f"in/{name}.txt": name for name in "pqrs"}
    with pytest.raises(ValueError, match=r"--label-from csv\) and .*--label-from sidecar\) differ"):
        seen(tmp_path, beside | {"in/l.csv": "file,label\np.png,A\nq.png,B\nr.png,C\ns.png,D\n"})
    agreeing = beside | {"in/l.csv": "file,label\np.png,p\nq.png,q\nr.png,r\ns.png,s\n"}
    assert "column 'label'" in seen(tmp_path, agreeing).labels_from


def test_a_list_beside_the_archive_or_among_the_sources(tmp_path):
    source = zipped(tmp_path / "images.zip", IMAGES)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    (tmp_path / "labels.csv").write_text("file,label\np.png,A\nq.png,B\nr.png,C\ns.png,D\n")
    for sources in ([source], [source, tmp_path / "labels.csv"]):
        found = overview(read(CollectSpec, {"name": "d", "source": list(map(str, sources))}))
        assert texts(found) == list("ABCD") and "labels.csv" in found.labels_from


def test_lists_that_do_not_name_images_do_not_disturb(tmp_path):
    files = {"README.txt": "about", "package.json": '{"a": 1}', "in/other.csv": "a,b\n1,2\n", "x.jsonl": "{"}
    assert texts(seen(tmp_path, files)) == list("pqrs")


@pytest.mark.parametrize(
    "value",
    [
        COCO | {"categories": [{"id": []}], "annotations": [{"image_id": {}, "category_id": [1]}, 5]},
        COCO | {"categories": 7, "images": [None, {"id": [[]], "file_name": ["p.png"]}]},
        [TASK | {"annotations": 1.5}, TASK | {"annotations": [{"result": True}]}, TASK | {"data": {}}],
        [{"image": "p.png", "label": [{"x": "1", "y": None, "width": 1, "height": [], "rectanglelabels": []}]}],
        json.loads('{"p.png": ' + "[" * 200 + "]" * 200 + "}"),
    ],
)
def test_annotations_of_wrong_types_are_sentences_or_images_without_label(tmp_path, value):
    try:
        assert not any(texts(seen(tmp_path, {"in/l.json": json.dumps(value)}, label_from="csv"))[1:])
    except ValueError as mistake:
        assert "l.json" in str(mistake)
