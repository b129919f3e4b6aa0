"""The encoding of names and lists is found from what people write, and doubt is not hidden."""

import pytest

from engine.core.storage.encodings import CANDIDATES, WINDOWS_FIRST, encoding_note, encoding_of, likeliest
from engine.core.storage.lists import decoded

WRITTEN = [
    ("gbk", "北京市区 生日快乐 一心一意 天上人间 花好月圆 龙马精神"),
    ("gbk", "京A12345 沪B8K291 粤C00123 苏D9Z8X7"),
    ("big5", "台北市 生日快樂 龍馬精神 高雄 新竹"),
    ("cp932", "こんにちは 東京 ありがとう カタカナ"),
    ("cp932", "品川330あ1234 横浜500さ4649 大阪300い5678"),
    ("cp949", "안녕하세요 서울 부산 12가3456"),
    ("cp866", "Привет договор улица Москва яблоко"),
    ("cp866", "А123ВС77 М456ОР99 К001КК197"),
    ("cp1251", "Привет договор улица Москва яблоко"),
    ("cp1251", "А123ВС77 М456ОР99 К001КК197"),
    ("cp437", "Äpfel Größe Müller über"),
    ("cp1252", "café naïve señor français"),
    ("cp852", "Łódź Kraków Gdańsk żółw"),
    ("cp1250", "Łódź Kraków Gdańsk żółw"),
    ("cp1253", "Αθήνα Ελλάδα καλημέρα"),
    ("cp1254", "İstanbul şeker güneş ığdır"),
    ("utf-8", "北京 Привет Äpfel"),
]


@pytest.mark.parametrize(("encoding", "text"), WRITTEN)
def test_words_of_many_languages_are_read_in_their_encoding(encoding, text):
    words = text.split()
    for candidates in (CANDIDATES, WINDOWS_FIRST):
        chosen = likeliest([word.encode(encoding) for word in words], candidates)
        assert chosen is not None and [word.encode(encoding).decode(chosen) for word in words] == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932"])
def test_a_list_says_its_encoding_by_its_first_bytes_or_its_letters(encoding):
    text = "file,label\r\n0.png,東京\r\n1.png,ありがとう\r\n"
    assert decoded("list.csv", text.encode(encoding)) == text
    stated = encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    assert (encoding_note("list.csv", text.encode(encoding)) == "") == stated


def test_few_letters_are_read_as_windows_writes_them_and_the_note_says_so():
    data = "a.png;ß12\n".encode("cp1252")
    assert decoded("list.csv", data) == "a.png;ß12\n"
    assert "cp1252" in encoding_note("list.csv", data) and "--encoding" in encoding_note("list.csv", data)
    assert decoded("list.csv", data, "cp866") == "a.png;▀12\n"


@pytest.mark.parametrize("data", [b"\x80\x04\x95" + bytes(range(256)), "äöü".encode() * 50 + b"\xff", b"a\0b\0\0c" * 9])
def test_what_is_not_text_gives_a_sentence(data):
    assert encoding_of(data) is None
    with pytest.raises(ValueError, match=r"^list\.csv must be text, .*save it again as CSV UTF-8\.$"):
        decoded("list.csv", data)
    with pytest.raises(ValueError, match=r"is not valid gbk"):
        decoded("list.csv", b"\xff\xff", "gbk")
