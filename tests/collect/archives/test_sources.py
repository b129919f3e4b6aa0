"""Sources: nothing is unpacked, nothing floods the machine, and what is no source is answered with a sentence."""

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from engine.collect.archives import limits
from engine.collect.archives.limits import DamagedError
from engine.collect.archives.sources import Sources
from engine.core.storage.files import read_text
from tests.collect.conftest import png, zipped


def listed(*paths) -> list[str]:
    with Sources([str(path) for path in paths]) as opened:
        return [member.name for member in opened.members()]


def test_zip_and_folder_list_the_same_files_in_a_fixed_order(tmp_path):
    names = ["a/x.png", "a/y.png", "b.png"]
    for name in names:
        (tmp_path / "f" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "f" / name).write_bytes(b"data")
    archive = zipped(tmp_path / "z.zip", dict.fromkeys([*names, ".git/x.png", "__MACOSX/a.png"], b"data"))
    assert sorted(listed(tmp_path / "f")) == listed(archive) == names


@pytest.mark.parametrize("name", ["../../evil.png", "/etc/evil.png", "C:\\evil.png", "a/../../evil.png"])
def test_names_that_lead_outside_stay_names(collect, tmp_path, name):
    before = sorted(path for path in tmp_path.rglob("*") if "home" not in path.parts)
    source = zipped(tmp_path / "a.zip", {name: png()})
    _, data = collect(source=[str(source)])
    assert data.info.count == 1
    assert sorted(path for path in tmp_path.rglob("*") if "home" not in path.parts) == sorted([*before, source])


def test_two_files_of_one_name_are_two_files(tmp_path):
    path = tmp_path / "a.zip"
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", b"first")
        archive.writestr("a.png", b"second")
    with Sources([str(path)]) as opened:
        assert [opened.read(member) for member in opened.members()] == [b"first", b"second"]


def test_a_bomb_is_refused_by_its_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "ALWAYS_ALLOWED_BYTES", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", b"\0" * 3_000_000)
    with pytest.raises(ValueError, match=r"bomb\.zip contains over .* more than images can be packed"):
        listed(path)


def test_a_member_that_lies_about_its_size_yields_no_more_than_it_states(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", b"\0" * 3_000_000)
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\1\2") + 24, 10)
    path.write_bytes(data)
    with Sources([str(path)]) as opened, pytest.raises(DamagedError, match=r"damaged in the zip .*again\.$"):
        opened.read(opened.members()[0])


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_MEMBERS", 5)
    files = {f"{i}.png": b"" for i in range(6)}
    for name in files:
        (tmp_path / name).write_bytes(b"")
    for path in (tmp_path, zipped(tmp_path / "f.zip", files)):
        with pytest.raises(ValueError, match="more than 5 files"):
            listed(path)


def test_damaged_and_locked_members_are_left_out_alone(collect, tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.png": png(1), "b.png": png(2), "c.png": png(3)})
    data = bytearray(path.read_bytes())
    data[data.find(b"IDAT") + 6] ^= 0xFF
    entry = data.rfind(b"PK\1\2")
    struct.pack_into("<H", data, entry + 8, 1)
    path.write_bytes(data)
    result, opened = collect(source=[str(path)])
    assert opened.frame()["text"].tolist() == ["b"]
    assert "damaged in the zip" in result["reasons"][0] and "password" in result["reasons"][1]


def test_what_is_no_source_gives_a_sentence(collect, tmp_path):
    (tmp_path / "page.zip").write_bytes(b"<html>")
    (tmp_path / "cut.zip").write_bytes(zipped(tmp_path / "whole.zip", {"a.png": png()}).read_bytes()[:-30])
    (tmp_path / "none").mkdir()
    zipped(tmp_path / "texts.zip", {"a.txt": b"x", "b.txt": b"y", "c.pdf": b"z"})
    zipped(tmp_path / "bad.zip", {"a.png": b"x"})
    for name, words in {
        "page.zip": "cannot be read as a zip file",
        "cut.zip": "cannot be read as a zip file",
        "none": "has no files",
        "texts.zip": r"has 2 \.txt, 1 \.pdf\. Give",
        "bad.zip": "none of 1 images can be read; a.png: This is not an image",
    }.items():
        with pytest.raises(ValueError, match=words):
            collect(source=[str(tmp_path / name)])
    with pytest.raises(FileNotFoundError, match="there is no"):
        collect(source=[str(tmp_path / "missing.zip")])


def test_a_link_in_a_zip_is_not_followed(collect, tmp_path):
    (tmp_path / "secret.png").write_bytes(png(7))
    link = zipfile.ZipInfo("link.png")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.png", png(1))
        archive.writestr(link, str(tmp_path / "secret.png"))
    result, data = collect(source=[str(tmp_path / "a.zip")])
    assert data.frame()["text"].tolist() == ["a"]
    assert result["reasons"] == ["link.png: It is a link in the archive, which is not followed; pack the file itself."]


@pytest.mark.skipif(os.name != "posix", reason="only here can names hold bytes that are no text")
def test_names_that_are_no_text_are_left_out(collect, tmp_path):
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "ok.png").write_bytes(png())
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.png")).write_bytes(png())
    result, data = collect(source=[str(folder)])
    assert (data.info.count, result["left_out"]) == (1, 1)
    assert "UTF-8" in read_text(data.folder / "left_out.csv")
