"""Archives of every kind give the same dataset; what is built to harm gives a sentence, in bounded memory and time."""

import gzip
import io
import lzma
import random
import shutil
import stat
import struct
import tarfile
import tracemalloc
import zipfile
import zlib

import py7zr
import pytest

from engine.collect.archives import limits
from engine.collect.archives.sources import Sources
from tests.collect.conftest import png, zipped

FILES = {"in/a.png": png(1), "in/b.png": png(2), "c.png": png(3), "empty/d.png": b""}


def tarred(path, files, mode="w", special=()):
    with tarfile.open(path, mode) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for name, kind, target in special:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, target
            archive.addfile(entry)
    return path


def sevened(path, files, **options):
    with py7zr.SevenZipFile(path, "w", **options) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return path


def content(*paths) -> dict[str, bytes]:
    with Sources([str(path) for path in paths]) as opened:
        return {member.name: opened.read(member) for member in opened.members()}


def refusal(path) -> str:
    """The sentence with which a source is refused; nothing may be left in the workspace by it."""
    with pytest.raises(ValueError) as refused:
        content(path)
    sentence = str(refused.value)
    assert path.name in sentence and sentence.endswith(".") and "\n" not in sentence
    return sentence


@pytest.mark.parametrize("kind", ["tar", "tar.gz", "tar.xz", "tar.bz2", "7z", "zip"])
def test_every_kind_holds_the_same_files(home, tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    if kind == "7z":
        sevened(path, FILES)
    elif kind == "zip":
        zipped(path, FILES)
    else:
        tarred(path, FILES, "w:" + kind.removeprefix("tar").removeprefix("."))
    assert content(path) == FILES
    renamed = path.rename(tmp_path / "wrong-ending.png")
    assert content(renamed) == FILES
    assert not [path for path in (home / "data").rglob("*") if path.is_file()] if (home / "data").exists() else True


def test_archives_inside_are_opened_one_level_deep(collect, tmp_path):
    deepest = zipped(tmp_path / "deep.zip", {"x.png": png(9)}).read_bytes()
    inner = zipped(tmp_path / "inner.zip", {"b.png": png(2), "deep.zip": deepest}).read_bytes()
    packed = tarred(tmp_path / "in.tgz", {"c.png": png(3)}, "w:gz").read_bytes()
    files = {"a.png": png(1), "sub/inner.zip": inner, "in.tgz": packed, "bad.7z": b"7z", "some.gz": gzip.compress(b"x")}
    result, data = collect(source=[str(zipped(tmp_path / "outer.zip", files))])
    assert data.frame()["text"].tolist() == ["a", "b", "c"]
    assert data.paths([1]) == ["sub/inner.zip/b.png"]
    assert result["left_out"] == 2 and all("cannot be opened" in reason for reason in result["reasons"])


def test_links_and_devices_are_listed_and_never_followed(collect, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(7))
    special = [
        ("link.png", tarfile.SYMTYPE, str(secret)),
        ("hard.png", tarfile.LNKTYPE, "../../secret.png"),
        ("dir", tarfile.SYMTYPE, str(tmp_path)),
        ("device.png", tarfile.CHRTYPE, ""),
        ("pipe.png", tarfile.FIFOTYPE, ""),
    ]
    files = {"dir/through.png": png(1), "../../out.png": png(2), "/etc/abs.png": png(3), "C:\\drive.png": png(4)}
    before = {path for path in tmp_path.rglob("*") if "home" not in path.parts}
    path = tarred(tmp_path / "a.tar", files, special=special)
    result, data = collect(source=[str(path)])
    assert result["kept"] == 4 and result["left_out"] == 5
    assert data.frame()["text"].tolist() == ["through", "out", "abs", "C:\\drive"]
    assert sum("link in the archive" in reason for reason in result["reasons"]) == 3
    assert {path for path in tmp_path.rglob("*") if "home" not in path.parts} == before | {path}


def test_seven_zip_paths_links_and_passwords(home, tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "a.png").write_bytes(png(1))
    (tmp_path / "f" / "link.png").symlink_to("/etc/passwd")
    with py7zr.SevenZipFile(tmp_path / "links.7z", "w") as archive:
        archive.writeall(tmp_path / "f", "f")
    with Sources([str(tmp_path / "links.7z")]) as opened:
        assert [member.name for member in opened.members()] == ["f/a.png"]
        assert [name for name, _ in opened.skipped] == ["f/link.png"]
    assert "password" in refusal(sevened(tmp_path / "locked.7z", FILES, password="x"))
    hidden = sevened(tmp_path / "hidden.7z", FILES, password="x", header_encryption=True)
    assert "password" in refusal(hidden)


def test_names_that_differ_by_case_or_unicode_form_are_different_files(collect, tmp_path):
    names = ["A/x.png", "a/x.png", "a/X.PNG", "caf\u00e9/x.png", "cafe\u0301/x.png", "日本/x.png"]
    for path in (
        zipped(tmp_path / "a.zip", {name: png(i) for i, name in enumerate(names)}),
        tarred(tmp_path / "a.tar", {name: png(i) for i, name in enumerate(names)}),
        sevened(tmp_path / "a.7z", {name: png(i) for i, name in enumerate(names)}),
    ):
        result, data = collect(path.suffix[1:], source=[str(path)], label_from="folder")
        assert data.paths(range(6)) == names and result["left_out"] == 0


@pytest.mark.parametrize("kind", ["tar.gz", "tar.xz", "tar.bz2", "7z", "zip"])
def test_bombs_are_stopped_while_they_unpack(home, tmp_path, monkeypatch, kind):
    monkeypatch.setattr(limits, "ALWAYS_ALLOWED_BYTES", 20_000_000)
    zeros = {f"{i}.png": bytes(10_000_000) for i in range(6)}
    path = tmp_path / f"a.{kind}"
    if kind == "7z":
        sevened(path, zeros)
    elif kind == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in zeros.items():
                archive.writestr(name, data)
    else:
        tarred(path, zeros, "w:" + kind[4:])
    del zeros
    tracemalloc.start()
    assert "more than images can be packed" in refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60_000_000, peak


def test_overlapping_entries_are_refused(home, tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.png": png(1), "b.png": png(2)})
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\1\2") + 42, 0)
    path.write_bytes(data)
    assert "must not share bytes" in refusal(path)


def test_100_001_members_are_refused_before_they_are_parsed(home, tmp_path):
    count = limits.MAX_PACKED_MEMBERS + 1
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    directory = entry * count
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(directory), 0, 0)
    many = tmp_path / "many.zip"
    many.write_bytes(directory + end)
    tracemalloc.start()
    assert "more than 100,000 files" in refusal(many)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    header = tarfile.TarInfo("a").tobuf()
    (tmp_path / "many.tar").write_bytes(header * count + bytes(1024))
    assert "more than 100,000 files" in refusal(tmp_path / "many.tar")


def test_headers_that_lie_are_refused(home, tmp_path):
    entry = tarfile.TarInfo("a.png")
    entry.size = 10**12
    (tmp_path / "long.tar").write_bytes(entry.tobuf() + bytes(1024))
    assert "reaches beyond its end" in refusal(tmp_path / "long.tar")
    entry.type, entry.size = tarfile.XHDTYPE, 10**10
    (tmp_path / "pax.tar").write_bytes(entry.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert "a header of" in refusal(tmp_path / "pax.tar")
    entry.type, entry.size = tarfile.REGTYPE, -4096
    data = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    data[148:156] = b"%06o\0 " % tarfile.calc_chksums(bytes(data))[0]
    (tmp_path / "back.tar").write_bytes(data * 4 + bytes(1024))
    assert "cannot be read as a tar file" in refusal(tmp_path / "back.tar")
    (tmp_path / "early.tar").write_bytes(tarfile.TarInfo("x").tobuf() + b"\1" * 700)
    assert "end is missing" in refusal(tmp_path / "early.tar")
    pax = tarfile.TarInfo("p")
    pax.type = tarfile.XHDTYPE
    (tmp_path / "deep.tar").write_bytes(pax.tobuf() * 5000)
    assert "cannot be read as a tar file" in refusal(tmp_path / "deep.tar")
    hungry = bytearray(lzma.compress(b"x" * 1000, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 29}]))
    (tmp_path / "hungry.tar.xz").write_bytes(hungry)
    assert "truncated or damaged" in refusal(tmp_path / "hungry.tar.xz")


@pytest.mark.parametrize("kind", ["tar.gz", "tar.xz", "7z", "zip", "tar"])
def test_damaged_archives_give_a_sentence_or_their_files(home, tmp_path, kind):
    whole = tmp_path / f"whole.{kind}"
    sevened(whole, FILES) if kind == "7z" else zipped(whole, FILES) if kind == "zip" else tarred(
        whole, FILES, "w:" + kind[4:] if kind != "tar" else "w"
    )
    data = whole.read_bytes()
    (tmp_path / f"half.{kind}").write_bytes(data[: len(data) // 2] if kind != "tar" else data[:700])
    refusal(tmp_path / f"half.{kind}")
    dice = random.Random(1)
    for turn in range(60):
        hurt = bytearray(data)
        for _ in range(dice.randrange(1, 4)):
            hurt[dice.randrange(len(hurt))] = dice.randrange(256)
        path = tmp_path / f"{turn}.{kind}"
        path.write_bytes(hurt)
        try:
            content(path)
        except ValueError as reason:
            assert str(reason).endswith(".")


def number(value: int) -> bytes:
    """A whole number as rar files hold it: seven bits a byte, the lowest first."""
    return bytes([value]) if value < 128 else bytes([value % 128 + 128]) + number(value // 128)


def rarred(path, files, links=()):
    """A rar file (format 5) that stores files as they are, and links."""

    def block(kind, flags, *content):
        body = number(kind) + number(flags) + b"".join(content)
        sized = number(len(body)) + body
        return struct.pack("<I", zlib.crc32(sized)) + sized

    def entry(name, data, extra=b""):
        name = name.encode()
        head = [number(len(extra))] * bool(extra) + [number(len(data)), number(4), number(len(data)), number(0o100644)]
        head += [struct.pack("<I", zlib.crc32(data)), number(0), number(1), number(len(name)), name, extra]
        return block(2, 2 | bool(extra), *head) + data

    parts = [b"Rar!\x1a\x07\x01\0", block(1, 0, number(0)), *(entry(*file) for file in files.items())]
    for name, target in links:
        record = number(5) + number(1) + number(0) + number(len(target)) + target.encode()
        parts.append(entry(name, b"", number(len(record)) + record))
    path.write_bytes(b"".join([*parts, block(5, 0, number(0))]))
    return path


def test_a_real_rar_is_read_where_the_system_can(home, tmp_path):
    if not shutil.which("bsdtar"):
        pytest.skip("this machine has no bsdtar, which unpacks rar files")
    path = rarred(tmp_path / "a.rar", FILES | {"../../out.png": png(5)}, [("link.png", "/etc/passwd")])
    with Sources([str(path)]) as opened:
        assert {member.name: opened.read(member) for member in opened.members()} == FILES | {"../../out.png": png(5)}
        assert [name for name, _ in opened.skipped] == ["link.png"]
    path.write_bytes(path.read_bytes()[:-60])
    assert "cannot be read as a rar file (truncated or damaged)" in refusal(path)


def test_rar_says_what_to_install_or_is_read_by_it(home, tmp_path, monkeypatch):
    path = tmp_path / "a.rar"
    path.write_bytes(b"Rar!\x1a\x07\1\0 and more")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "install libarchive-tools" in refusal(path)
    tool = tmp_path / "bsdtar"
    packed = tarred(tmp_path / "b.tar", FILES)
    tool.write_text(f"#!/bin/sh\nexec /bin/cat {packed}\n")
    tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
    assert content(path) == FILES
    tool.write_text("#!/bin/sh\necho Unrecognized archive format >&2\nexit 1\n")
    assert "Unrecognized" in refusal(path)
    monkeypatch.setattr(limits, "ALWAYS_ALLOWED_BYTES", 5_000_000)
    tool.write_text("#!/bin/sh\nexec /bin/cat /dev/zero\n")
    assert "more than images can be packed" in refusal(path)
