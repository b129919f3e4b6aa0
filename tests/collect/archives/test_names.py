"""Names of files come out right from archives that do not say their encoding, and no name ends a job."""

import io
import os
import struct
import tarfile
import zlib
from pathlib import Path

import pytest

from engine.collect.archives.sources import Sources
from tests.collect.conftest import png

CHINESE = ["图片/北京市区.png", "图片/生日快乐.png", "图片/一心一意.png"]
RUSSIAN = ["Москва/улица.png", "Москва/яблоко.png", "чек 12.png"]
JAPANESE = ["表/ソース.png", "十/ありがとう.png", "表示/東京.png"]  # whose second bytes are those of a backslash


def raw_zip(path: Path, names: list[bytes], flags: int = 0, extra: bytes = b"") -> Path:
    """A zip file with these names as bytes, as programs write them that do not know UTF-8."""
    out, directory = io.BytesIO(), b""
    for number, name in enumerate(names):
        data = b"" if name.endswith((b"/", b"\\")) else png(number)
        sizes = struct.pack("<3L2H", zlib.crc32(data), len(data), len(data), len(name), len(extra))
        head = struct.pack("<5H", 20, flags, 0, 0, 0)
        start = out.tell()
        out.write(b"PK\3\4" + head + sizes + name + extra + data)
        directory += b"PK\1\2\x14\0" + head + sizes + struct.pack("<3H2L", 0, 0, 0, 0, start) + name + extra
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names), len(directory), out.tell(), 0)
    path.write_bytes(out.getvalue() + directory + end)
    return path


def raw_tar(path: Path, names: list[bytes]) -> Path:
    """A tar with these names as bytes."""
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for number, name in enumerate(names):
            entry = tarfile.TarInfo(name.decode("utf-8", "surrogateescape"))
            entry.size = len(png(number))
            archive.addfile(entry, io.BytesIO(png(number)))
    return path


def read(path: Path, wanted: str = "auto") -> tuple[list[str], list[str]]:
    """The names in a source and its notes; every file can be read."""
    with Sources([str(path)], wanted) as opened:
        members = opened.members()
        assert all(opened.read(member).startswith(b"\x89PNG") for member in members)
        return [member.name for member in members], [str(note) for note in opened.notes()]


@pytest.mark.parametrize("pack", [raw_zip, raw_tar])
@pytest.mark.parametrize(("encoding", "names"), [("gbk", CHINESE), ("cp866", RUSSIAN), ("cp932", JAPANESE)])
def test_names_are_read_in_the_encoding_that_fits_all_of_them(tmp_path, pack, encoding, names):
    path = pack(tmp_path / "a.bin", [name.encode(encoding) for name in names])
    shown, notes = read(path)
    assert shown == names
    assert len(notes) == 1 and encoding in notes[0] and "--name-encoding" in notes[0]
    assert [name.rpartition("/")[2] for name in read(path, "koi8-r")[0]] != [Path(name).name for name in names]


def test_a_folder_that_was_unpacked_from_such_an_archive_is_read_alike(tmp_path):
    (tmp_path / "f").mkdir()
    for name in CHINESE:
        path = Path(os.fsdecode(os.fsencode(tmp_path / "f") + b"/" + name.partition("/")[2].encode("gbk")))
        path.write_bytes(png())
    shown, notes = read(tmp_path / "f")
    assert sorted(shown) == sorted(name.partition("/")[2] for name in CHINESE) and "gbk" in notes[0]


def test_utf8_is_taken_from_every_place_where_a_zip_may_say_it(tmp_path):
    name = "北京.png"
    assert read(raw_zip(tmp_path / "a.zip", [name.encode()]))[0] == [name]
    assert read(raw_zip(tmp_path / "b.zip", [name.encode()], flags=0x800))[0] == [name]
    field = struct.pack("<BL", 1, zlib.crc32(b"__.png")) + name.encode()
    said = raw_zip(tmp_path / "c.zip", [b"__.png"], extra=struct.pack("<HH", 0x7075, len(field)) + field)
    assert read(said) == ([name], [])


def test_backslashes_in_a_zip_separate_folders(tmp_path):
    path = raw_zip(tmp_path / "a.zip", [b"in\\", b"in\\A\\1.png", b"in\\B\\2.png"])
    assert read(path) == (["in/A/1.png", "in/B/2.png"], [])


@pytest.mark.parametrize("flags", [0, 0x800])
def test_a_name_of_no_encoding_is_listed_and_keeps_its_image(tmp_path, flags):
    names = ["ä/1.png", "ö/2.png", "ü/3.png"]
    packed = [*(name.encode() for name in names), b"\xff\xfe.png"]
    for path in (raw_zip(tmp_path / "a.zip", packed, flags), raw_tar(tmp_path / "a.tar", packed)):
        shown, notes = read(path)
        assert shown == [*names, "\udcff\udcfe.png"]
        assert len(notes) == 1 and notes[0].endswith(r"not valid text in any encoding: \xff\xfe.png.")


def test_texts_beside_images_are_read_in_the_encoding_that_fits_all_of_them(collect, tmp_path):
    words = ["да", "нет", "яма", "чек 12", "ok"]
    for number, word in enumerate(words):
        (tmp_path / f"{number}.png").write_bytes(png(number))
        (tmp_path / f"{number}.txt").write_bytes(word.encode("cp1251"))
    result, data = collect(source=[str(tmp_path)], label_from="sidecar")
    assert data.frame()["text"].tolist() == words and any("cp1251" in note for note in result["notes"])
    _, data = collect("e", source=[str(tmp_path)], label_from="sidecar", encoding="cp866")
    assert data.frame()["text"].tolist() == [word.encode("cp1251").decode("cp866") for word in words]
