"""Where in names labels are: judged from the names alone, asked back where two readings are equally likely."""

import random

import pytest

from engine.collect.labels.names import LIKELY, readings, rivals

RANDOM = random.Random(1)
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
TEXTS = ["".join(RANDOM.choices(SIGNS, k=5)) for _ in range(120)]
OTHERS = ["".join(RANDOM.choices(SIGNS, k=4)) for _ in range(120)]
HASHES = [f"{RANDOM.getrandbits(128):032x}" for _ in range(120)]
DIGITS = [RANDOM.choice("0123456789") for _ in range(120)]
NUMBERS = [f"{RANDOM.randrange(10_000):04d}" for _ in range(120)]
FOLDERS = [RANDOM.choice(("train", "test")) for _ in range(120)]


def of_each(names) -> list[str]:
    """Names of 120 files: a function of the number of each."""
    return [names(number) for number in range(120)]


@pytest.mark.parametrize(
    ("paths", "way", "label"),
    [
        (of_each(lambda i: f"{TEXTS[i]}.png"), "stem", TEXTS[0]),
        (of_each(lambda i: f"{FOLDERS[i]}/{TEXTS[i]}.png"), "stem", TEXTS[0]),
        (of_each(lambda i: f"batch{i % 8}/{TEXTS[i]}.png"), "stem", TEXTS[0]),
        (of_each(lambda i: f"{NUMBERS[i]}.png"), "stem", NUMBERS[0]),
        ([f"{digit}.png" for digit in range(10)], "stem", "0"),
        ([f"{text} is a phrase.png" for text in TEXTS], "stem", f"{TEXTS[0]} is a phrase"),
        (of_each(lambda i: f"{OTHERS[i]}_{1539936857 + i // 9}.png"), "suffix", OTHERS[0]),
        (of_each(lambda i: f"{OTHERS[i].upper()}-0.png"), "suffix", OTHERS[0].upper()),
        (of_each(lambda i: f"{OTHERS[i // 2]}_{1 + i % 2}.png"), "suffix", OTHERS[0]),
        (of_each(lambda i: f"{TEXTS[i]}_jpg.rf.{HASHES[i]}.jpg"), "suffix", TEXTS[0]),
        (of_each(lambda i: f"m/{('plus', 'minus', 'x')[i // 40]}-{i % 40:04d}.png"), "suffix", "plus"),
        (of_each(lambda i: f"{i // 12}_{i % 12:03d}.png"), "suffix", "0"),
        (of_each(lambda i: f"{DIGITS[i]}_{i}.png"), "suffix", DIGITS[0]),
        (of_each(lambda i: f"{'ABC'[i // 40]} ({i % 40 + 1}).png"), "suffix", "A"),
        (of_each(lambda i: f"sleep{1706508168108 + 777 * i}_{TEXTS[i]}.png"), "end", TEXTS[0]),
        (of_each(lambda i: f"captcha-{TEXTS[i]}.png"), "end", TEXTS[0]),
        (of_each(lambda i: f"{i:05d}_{TEXTS[i]}.png"), "end", TEXTS[0]),
        (of_each(lambda i: f"{i}_{'ABCDEF'[i % 6]}.png"), "end", "A"),
        (of_each(lambda i: f"{i // 12}/{i % 12}.png"), "folder", "0"),
        (of_each(lambda i: f"{i // 30}/{HASHES[i]}.png"), "folder", "0"),
        (of_each(lambda i: f"{('cat', 'dog', 'bird', 'cow')[i // 30]}/IMG_2023_{i}.jpg"), "folder", "cat"),
        (of_each(lambda i: f"character{i // 20:02d}/0{600 + i // 20}_{i % 20:02d}.png"), "folder", "character00"),
        (of_each(lambda i: f"user{i // 40}/{'ABCD'[i // 10 % 4]}/{i % 10}.png"), "folder", "A"),
        (of_each(lambda i: f"User_{i // 40}/{'ABCD'[i // 10 % 4]}/hand{i // 40}_{i % 10}_cut.png"), "folder", "A"),
        (of_each(lambda i: f"{('CAP', 'SMALL')[i // 60]}_{'ABCDEF'[i // 10 % 6]}_{i % 10}.png"), "regex", "A"),
        (of_each(lambda i: f"{TEXTS[i]}_{1539936857 + i}_{i}.png"), "regex", TEXTS[0]),
    ],
)
def test_the_likeliest_reading(paths, way, label):
    ranked = readings(paths)
    best = rivals(ranked)
    assert [reading.options["label_from"] for reading in best] == [way]
    assert best[0].labels[0] == label and best[0].score >= LIKELY


@pytest.mark.parametrize(
    ("paths", "ways"),
    [
        (of_each(lambda i: f"{OTHERS[i]}_{TEXTS[i]}.png"), {"suffix", "end"}),
        (of_each(lambda i: f"{TEXTS[i][:2]}-{NUMBERS[i][:3]}.png"), {"suffix", "end"}),
        (of_each(lambda i: f"{('five', 'three')[i % 2]}_{NUMBERS[i] + '7' * (i % 2)}.png"), {"suffix", "end"}),
    ],
)
def test_equally_likely_readings_are_all_given(paths, ways):
    assert {reading.options["label_from"] for reading in rivals(readings(paths))} == ways


@pytest.mark.parametrize(
    "paths",
    [
        of_each(lambda i: f"{i:04d}.png"),
        of_each(lambda i: f"img_{i}.png"),
        of_each(lambda i: f"{HASHES[i]}.png"),
        of_each(lambda i: f"IMG_20230101_{123456 + i}.jpg"),
        of_each(lambda i: f"{FOLDERS[i]}/{i:04d}.png"),
    ],
)
def test_numbers_and_identifiers_are_no_labels(paths):
    assert readings(paths)[0].score < LIKELY


def test_the_order_of_the_files_does_not_matter():
    paths = of_each(lambda i: f"{OTHERS[i]}_{1539936857 + i // 9}.png")
    mixed = RANDOM.sample(paths, len(paths))
    assert [reading.options for reading in readings(paths)] == [reading.options for reading in readings(mixed)]
