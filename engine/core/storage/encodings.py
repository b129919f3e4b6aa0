"""Finds the likeliest encoding of names and lists that do not say theirs."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

Encoding = Literal[
    "auto", "utf-8", "utf-16", "gbk", "big5", "cp932", "cp949", "cp866", "cp1251", "koi8-r", "cp437", "cp850", "cp852",
    "cp1250", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp874",
]  # fmt: skip


class Candidate(NamedTuple):
    """An encoding that is tried. usual: the first bytes of its usual characters, where it has characters of two bytes.

    words: who writes it.
    """

    name: str
    words: str
    usual: tuple[int, int] | None = None


# Where several fit equally well, the first is taken. Encodings of few letters (Thai, Hebrew, Arabic) fit bytes of
# Chinese too often to be guessed.
CANDIDATES = (
    Candidate("gbk", "simplified Chinese", (0xB0, 0xD7)),
    Candidate("cp932", "Japanese", (0x88, 0x97)),
    Candidate("big5", "traditional Chinese", (0xA4, 0xC6)),
    Candidate("cp949", "Korean", (0xB0, 0xC8)),
    Candidate("cp437", "MS-DOS, the default of zip"),
    Candidate("cp1252", "Windows in Western Europe"),
    Candidate("cp850", "MS-DOS in Western Europe"),
    Candidate("cp866", "MS-DOS in Russian"),
    Candidate("cp1251", "Windows in Russian"),
    Candidate("koi8-r", "Unix in Russian"),
    Candidate("cp1250", "Windows in Central Europe"),
    Candidate("cp852", "MS-DOS in Central Europe"),
    Candidate("cp1254", "Windows in Turkish"),
    Candidate("cp1253", "Windows in Greek"),
)
WINDOWS_FIRST = sorted(CANDIDATES, key=lambda candidate: candidate.name in ("cp437", "cp850", "cp852", "cp866"))
# What running text is mostly made of: the most frequent Chinese characters in both forms, syllables of Korean, and
# accented letters of European languages.
FREQUENT = frozenset(
    "的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家"
    "十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从四五六七八九百千万"
    "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼东西南北市区县省山水火木金土春夏秋冬花月风雪"
    "這為來個們說國時過發會後對著裡種將還與無經當學進見從東區縣龍馬車門間開關長"
    "이다의는에을가고하지로사기도한리자나시어대인서아그과일정부수해상전주보장원여우국비개성스라게공만구연제마위안조들선"
    "경유오소방내신당음으면미치거세모트생실관간동교문중무용분적타습니입요합녕울산바버저너더러머허호배두루"
    "äöüÄÖÜßéèêëàâçÉÈÀÇñÑóòôîïíìáúùûÓÍÁÚåæøÅÆØœãõ¿¡ąćęłńśźżŁŚŻŹčďěňřšťůýžŠČŽŘőűğışİ"
)
RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ")
SIGNS = frozenset("€£°×÷–—‘’“”„…«»§、。，！？：；（）《》「」・ー々￥＝＋－")
LETTERS = {"LATIN", "CYRILLIC", "GREEK"}
# Bytes at the start of a text that state its encoding.
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe\0\0": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
FALLBACK = "cp1252"
LEAST = 0.3  # of a score, for an encoding to be believed
FEWEST = 4  # bytes that are no ASCII, from which an encoding can be told
ASCII = bytes(range(128))
SAMPLE = 20_000  # bytes of the words that are judged
WORD = re.compile(rb"[^\0-\x20,;\t]*[\x80-\xff][^\0-\x20,;\t]*")


def likeliest(texts: Sequence[bytes], candidates: Sequence[Candidate] = CANDIDATES) -> str | None:
    """The encoding in which all texts are most plausible, or None if there is no plausible one.

    Texts that are no ASCII decide; UTF-8 is taken if it fits all of them.
    """
    telling = [text for text in texts if not text.isascii()]
    if all(map(is_utf8, telling)):
        return "utf-8"
    if sum(map(beyond_ascii, telling)) < FEWEST:
        return None
    sample = b"\n".join(words_of(telling))
    scored = [(plausibility(sample, candidate), candidate) for candidate in candidates]
    for score, candidate in sorted(scored, key=lambda pair: -pair[0]):
        if score >= LEAST and all(decodes(text, candidate.name) for text in telling):
            return candidate.name
    return None


def words_for(encoding: str) -> str:
    """Who writes an encoding, in a few words."""
    words = {candidate.name: candidate.words for candidate in CANDIDATES}
    return words.get(encoding, "two bytes a character" if encoding.startswith("utf-16") else "as chosen")


def words_of(texts: Sequence[bytes]) -> list[bytes]:
    """The distinct words that are no ASCII, up to SAMPLE bytes."""
    words: dict[bytes, None] = {}
    size = 0
    for text in texts:
        for match in WORD.finditer(text):
            if match[0] not in words:
                words[match[0]] = None
                size += len(match[0])
            if size > SAMPLE:
                return list(words)
    return list(words)


def beyond_ascii(text: bytes) -> int:
    """The number of bytes that are not ASCII."""
    return len(text.translate(None, ASCII))


def is_utf8(text: bytes) -> bool:
    """Whether bytes are valid UTF-8."""
    return decodes(text, "utf-8")


def decodes(text: bytes, encoding: str) -> bool:
    """Whether bytes are valid in an encoding."""
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def plausibility(sample: bytes, candidate: Candidate) -> float:
    """How much words look like text in an encoding: 1 for usual letters only, below LEAST for rubbish or errors."""
    try:
        text = sample.decode(candidate.name)
    except UnicodeDecodeError:
        return -1.0
    signs = [sign for sign in text if not sign.isascii()]
    if not signs:
        return -1.0
    singles = sum(usualness(sign, candidate) for sign in signs)
    pairs = sum(clash(left, right) for left, right in pairwise(text) if not (left.isascii() and right.isascii()))
    # Bytes seldom form pairs by accident.
    return (singles - pairs) / len(signs) + (0.1 if candidate.usual else 0)


@lru_cache(maxsize=20_000)
def usualness(sign: str, candidate: Candidate) -> float:
    """How usual a character is in labels: 1 for a frequent letter, below 0 for one that is no letter."""
    if sign in FREQUENT or sign.lower() in RUSSIAN:
        return 1.0
    script = script_of(sign)
    if script in ("HIRAGANA", "KATAKANA", "GREEK"):
        return 1.0 if unicodedata.category(sign)[0] == "L" else 0.3
    if script in ("CJK", "HANGUL"):
        low, high = candidate.usual or (0, 0)
        return 0.6 if low <= sign.encode(candidate.name)[0] <= high else 0.1
    if unicodedata.category(sign)[0] == "L":
        return 0.2 if script == "HALFWIDTH" else 0.4
    return 0.4 if sign in SIGNS else -1.0 if unicodedata.category(sign)[0] in "SPZN" else -3.0


def clash(left: str, right: str) -> float:
    """How much two neighbouring characters speak against an encoding; 0 for a usual pair."""
    if not (left.isalpha() and right.isalpha()):
        return 0.0
    scripts = {script_of(left), script_of(right)}
    if left.islower() and right.isupper():
        return 2.0
    if len(scripts) == 2 and (scripts <= LETTERS or "HANGUL" in scripts):
        return 1.0
    if len(scripts) == 2 and scripts & LETTERS and not (left.isascii() or right.isascii()):
        return 1.0
    return 0.7 if scripts == {"LATIN"} and not left.isascii() and not right.isascii() else 0.0


@lru_cache(maxsize=20_000)
def script_of(sign: str) -> str:
    """The first word of a character's name, such as LATIN or CJK."""
    return unicodedata.name(sign, "").partition(" ")[0].partition("-")[0]


def encoding_of(data: bytes) -> str | None:
    """The encoding of a text: the one that its first bytes state, UTF-8, UTF-16, or else the likeliest.

    FALLBACK if too few letters are not ASCII to choose one. None if it is not text in any of these.
    """
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return encoding
    if b"\0" in data[:SAMPLE]:
        return utf16(data)
    if is_utf8(data):
        return "utf-8"
    found = likeliest([data], WINDOWS_FIRST)
    return found or (FALLBACK if beyond_ascii(data) < FEWEST and decodes(data, FALLBACK) else None)


def states_encoding(data: bytes) -> bool:
    """Whether a text states its encoding by its first bytes, or is UTF-8."""
    return data.startswith(tuple(MARKS)) or b"\0" in data[:SAMPLE] or is_utf8(data)


def utf16(data: bytes) -> str | None:
    """The kind of UTF-16 in which bytes with zeros are text; None if they are not."""
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    fits = min(even, odd) == 0 and decodes(data, encoding)
    text = data[:SAMPLE].decode(encoding, "ignore")
    return encoding if fits and not any(map(is_control, text)) else None


def is_control(sign: str) -> bool:
    """Whether a character is none of text."""
    return unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs") and sign not in "\t\r\n"


def encoding_note(title: str, data: bytes, wanted: str = "auto") -> str:
    """One sentence on the encoding in which a list is read that does not say its own; "" if there is nothing to say."""
    encoding = encoding_of(data) if wanted == "auto" else wanted
    if encoding in (None, "utf-8", "utf-16", "utf-32", "utf-8-sig"):
        return ""
    return f"{title} is read as {encoding} ({words_for(encoding)}); --encoding changes it."
