"""The recogniser's figures on eight kinds of work, each against what others report for it.

Run: .venv/bin/python -m benchmarks.figures WORK [WORK ...] [--keep]
WORK is one of the names in WORKS, or all. Each draws or collects its data, trains and reads in a workspace of its own;
choices were made on validation parts, the test part is read once. Ends with
one JSON line for each work; --keep writes it to benchmarks/figures.json and the table into README.md.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import real
from benchmarks._workspace import engine, workspace
from benchmarks.fidelity_net import drawn_by_the_package
from engine.analyze import predictions
from engine.analyze.scores import by_symbol
from engine.core.datasets.dataset import open_dataset
from engine.core.metrics.alignment import aligned
from engine.core.metrics.intervals import wilson
from engine.core.storage.files import read_json, read_text, write_json, write_text

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT.parent / "shared" / "data"
STORED = Path(__file__).with_suffix(".json")
FIRST, LAST = "<!-- figures -->", "<!-- end of figures -->"
LETTERS_AND_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CAPITALS = (
    ("photographed", "handwritten62.zip", "--pattern 'CAP_(?P<label>[A-Z])_'"),
    (
        "drawn",
        "omniglot_latin.zip",
        r"--pattern 'character(?P<label>\d+)/\d+_(?P<group>\d+)' --number-symbols A-Z --first-number 1",
    ),
)
# For single symbols; chosen on the validation part of math_symbols, where zero knobs read 99.0 % and these, in 24
# epochs, 99.2 %.
SINGLE = "--rotation 12 --shear 0.2 --scale 0.2 --erase 0.2 --dropout 0.2"
# For drawn texts, which come in every shape anyway; turning noisy ones would smooth their noise, and no test is smooth.
AS_DRAWN = "--shift 0 --rotation 0 --shear 0 --scale 0 --contrast 0 --noise 0"
COARSE = "--precision bfloat16"  # quicker where the processor has AMX, and hardly coarser
EMPHASIS = "--emphasised 0O --emphasis 7"  # half of all mistakes are one of these for the other
MORE_HANDS = "--shear 0.25 --stretch 0.8-1.25"  # than the digits' own writers
NOISES = "0-0.8"  # more, nobody reads
LEVELS = [round(0.1 * level, 1) for level in range(1, 11)]
BESIDE = ("macro", "letters", "noisy", "mixed")  # figures that stand beside the main one
Figures = dict[str, Any]


class Work(NamedTuple):
    """A kind of work: what it is, what others reached, what is to be reached, and how it is measured."""

    what: str
    others: str
    goal: float
    measure: Callable[[], Figures]


def shares(right: int, n: int, **more: Any) -> Figures:
    """Exact match with its 95 % Wilson interval, and whatever else is told."""
    ends = wilson(right, n)
    figures = {"exact_match": right / n, "low": float(ends.low), "high": float(ends.high)}
    return {**{name: round(value, 5) for name, value in figures.items()}, "n": n, **more}


def read(model: str, name: str, part: str = "all", **more: Any) -> Figures:
    """What a model reads right of a dataset."""
    result = engine(f"classify --model {model} --dataset {name} --part {part}")
    return shares(result["right"], result["n"], **more)


def captchas(style: str, epochs: int, more: str = "") -> Figures:
    """36 symbols x 4, new images of our own in every epoch, then 10,000 that the package drew."""
    symbols = f"--preset {style} --symbols {LETTERS_AND_DIGITS}"
    engine(f"generate {symbols} --mode grey --name drawn --count 6000 --seed 1 --store on-the-fly {EMPHASIS}")
    engine("split --dataset drawn --validation 0.5 --test 0 --seed 1")
    settings = f"--epochs {epochs} --epoch-images 50000 --learning-rate 0.003 {AS_DRAWN} {more}"
    trained = engine(f"train --dataset drawn --name net --seed 1 {settings}")
    engine(f"generate {symbols} --name texts --count 10000 --seed 2 --store on-the-fly")
    drawn_by_the_package("package", style, open_dataset("texts").frame(["text"])["text"].tolist())
    return read("net", "package", cpu_seconds=trained["cpu_seconds"])


def real_captchas() -> Figures:
    """The whole of captcha_images_v2 over ten seeds of the split."""
    engine(f"collect --name real --source {DATA / 'captcha_images_v2.zip'} --label-from stem")
    runs = [real.run(seed) for seed in range(1, 11)]
    each = [round(run["right"] / run["n"], 4) for run in runs]
    right, n, cpu = (sum(run[name] for run in runs) for name in ("right", "n", "cpu_seconds"))
    return shares(right, n, each=each, cpu_seconds=cpu)


def collect_digits() -> None:
    """MNIST as two datasets: mnist, which is learned from, and mnist-test."""
    for name, file in (("mnist", "train"), ("mnist-test", "t10k")):
        engine(f"collect --name {name} --source {DATA / 'mnist' / f'{file}-images-idx3-ubyte.gz'} --label-from table")


def mnist() -> Figures:
    """The 10,000 test digits of MNIST."""
    collect_digits()
    engine("split --dataset mnist --validation 0.0834 --test 0 --seed 1")
    trained = engine(f"train --dataset mnist --name net --seed 1 --epochs 32 {SINGLE}")
    return read("net", "mnist-test", cpu_seconds=trained["cpu_seconds"])


def digits_and_capitals() -> Figures:
    """36 classes from three sources, a stratified split; slotnet, and the recipe letters beside it."""
    engine(f"collect --name digits --source {DATA / 'mnist' / 'train-images-idx3-ubyte.gz'} --label-from table")
    for name, file, options in CAPITALS:
        engine(f"collect --name {name} --source {DATA / file} --label-from regex {options}")
    engine("merge --name letters --dataset digits --dataset photographed --dataset drawn")
    engine("prepare --dataset letters --preset photographed-characters")
    engine("split --dataset letters --validation 0.1 --test 0.2 --seed 1 --by-group no")
    by_recipe = {}
    for recipe, settings in (("slotnet", f"--epochs 24 {SINGLE}"), ("letters", "")):
        trained = engine(f"train --dataset letters --name {recipe} --recipe {recipe} --seed 1 {settings}")
        result = read(recipe, "letters", "test", cpu_seconds=trained["cpu_seconds"])
        by_recipe[recipe] = {**result, "macro": macro(recipe, "letters")}
    return {**by_recipe["slotnet"], "letters": by_recipe["letters"]}


def macro(model: str, name: str) -> float:
    """The mean over the symbols of the share of each that is read right, on the test part."""
    symbols = by_symbol(aligned(predictions.load(model, name, "test")))
    return round(float(symbols["accuracy"].mean()), 5)


def math_symbols() -> Figures:
    """18 classes of handwritten digits and signs; a stratified split."""
    engine(f"collect --name math --source {DATA / 'math_symbols.zip'} --label-from suffix --separator=-")
    engine("split --dataset math --validation 0.1 --test 0.2 --seed 1")
    trained = engine(f"train --dataset math --name net --seed 1 --epochs 24 {SINGLE}")
    return read("net", "math", "test", cpu_seconds=trained["cpu_seconds"])


def digit_captchas() -> Figures:
    """Captchas of four MNIST digits, one net for clean and noisy ones; the test captchas are made of test digits.

    The net learns from all shares of noise alike, then from captchas of which half are clean: of these it reads too
    few of its own training digits right before.
    """
    collect_digits()
    engine("split --dataset mnist --validation 0.0834 --test 0 --seed 1")
    for name, count, seed, noise in (
        ("captchas", 400_000, 1, NOISES),
        ("clean", 120_000, 2, 0),
        ("noisy", 120_000, 3, NOISES),
    ):
        shape = f"--seed {seed} --salt-pepper-noise {noise} {MORE_HANDS}"
        engine(f"compose --dataset mnist --name {name} --count {count} {shape}")
    engine("merge --name half-clean --dataset clean --dataset noisy")
    settings = f"--recipe slotnet-noisy --seed 1 {AS_DRAWN} {COARSE}"
    first = engine(f"train --dataset captchas --name first --epochs 4 {settings}")
    further = "--continue-from first --epochs 2 --learning-rate 0.002"
    second = engine(f"train --dataset half-clean --name net {further} {settings}")
    tested = {}
    for level in (0.0, *LEVELS):
        engine(f"compose --dataset mnist-test --name level-{level} --count 2000 --seed 2 --salt-pepper-noise {level}")
        tested[level] = read("net", f"level-{level}")
        print(level, tested[level], file=sys.stderr, flush=True)
    noisy = [round(tested[level]["exact_match"], 4) for level in LEVELS]
    return {
        **tested[0.0],
        "noisy": round(sum(noisy) / len(noisy), 4),
        "levels": noisy,
        "cpu_seconds": first["cpu_seconds"] + second["cpu_seconds"],
    }


def signs() -> Figures:
    """Hand signs of a signer whom the net never saw, all five in turn, beside a split that mixes the signers."""
    engine(f"collect --name signs --source {DATA / 'signs_per_user.zip'} --label-from folder --group-from folder")
    engine("prepare --dataset signs --polarity auto --crop --margin 3 --width 64 --height 64")
    runs = [signs_read(f"--test-group User_{number}", f"without-{number}") for number in range(1, 6)]
    mixed = signs_read("--test 0.2", "mixed")
    each = [round(run["right"] / run["n"], 4) for run in runs]
    cpu = sum(run["cpu_seconds"] for run in [*runs, mixed])
    right, n = (sum(run[name] for run in runs) for name in ("right", "n"))
    return shares(right, n, each=each, mixed=shares(mixed["right"], mixed["n"]), cpu_seconds=cpu)


def signs_read(test: str, name: str) -> Figures:
    """What is read right of a test part after learning from the rest, of whichever signers."""
    engine(f"split --dataset signs --validation 0.1 {test} --by-group no --seed 1")
    trained = engine(f"train --dataset signs --name {name} --seed 1")
    return {**engine(f"classify --model {name} --dataset signs --part test"), "cpu_seconds": trained["cpu_seconds"]}


WORKS = {
    "captcha-0.7": Work(
        "captcha 0.7 style, 36 symbols x 4, new images in every epoch; 10,000 drawn by the package",
        "98.26 to 99.57 % on GPUs (0.3 style)",
        0.99,
        lambda: captchas("captcha-0.7", 22),
    ),
    "captcha-0.7-short": Work("the same in a third of the time", "-", 0.97, lambda: captchas("captcha-0.7", 7)),
    "captcha-0.3": Work(
        "the same in the 0.3 style, 2,000,000 new images",
        "99.57 %",
        0.9957,
        lambda: captchas("captcha-0.3", 40, COARSE),
    ),
    "real": Work("captcha_images_v2, ten seeds of the split", "93.3 to 99.5 %", 0.99, real_captchas),
    "mnist": Work("MNIST, test digits", "99.83 % (best single net)", 0.9965, mnist),
    "digits-capitals": Work(
        "digits and capitals, 36 classes, stratified (macro; recipe letters)",
        "98.57 % (larger set)",
        0.99,
        digits_and_capitals,
    ),
    "math": Work("math_symbols, 18 classes", "98.82 % (a like set)", 0.993, math_symbols),
    "digit-captchas": Work(
        "captchas of four MNIST digits, clean (noisy: salt-and-pepper 0.1 to 1.0)",
        "80.1 % (42.7 %)",
        0.98,
        digit_captchas,
    ),
    "signs": Work("hand signs of a stranger, five signers in turn (mixed: random split)", "40 % (99 %)", 0.4, signs),
}


def table(stored: dict[str, Figures]) -> str:
    """The figures that are there as a Markdown table, in the order of WORKS."""
    lines = [
        "| work | others | to reach | reached (95 % interval) | CPU-minutes | command |",
        "|---|---|---|---|---|---|",
    ]
    for name, work in WORKS.items():
        if name in stored:
            lines.append(row(name, work, stored[name]))
    return "\n".join(lines)


def row(name: str, work: Work, figures: Figures) -> str:
    """One line of the table."""
    beside = "".join(f"; {shown(key, figures[key])}" for key in BESIDE if key in figures)
    reached = (
        f"**{100 * figures['exact_match']:.2f} %** ({100 * figures['low']:.2f} to {100 * figures['high']:.2f}){beside}"
    )
    minutes = f"{figures['cpu_seconds'] / 60:.0f}" if "cpu_seconds" in figures else ""
    goal = f"{100 * work.goal:g} %"
    return f"| {work.what} | {work.others} | {goal} | {reached} | {minutes} | `benchmarks.figures {name}` |"


def shown(key: str, value: Any) -> str:
    """What stands beside the main figure: a share, or the exact match of another net."""
    share = value["exact_match"] if isinstance(value, dict) else value
    return f"{key} {100 * share:.2f} %"


def keep(name: str, figures: Figures) -> None:
    """Stores a figure and writes the README's table anew."""
    stored = read_json(STORED) if STORED.exists() else {}
    stored[name] = figures
    write_json(STORED, stored)
    readme = PROJECT / "README.md"
    before, rest = read_text(readme).split(FIRST)
    write_text(readme, f"{before}{FIRST}\n{table(stored)}\n{LAST}{rest.split(LAST)[1]}")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", nargs="+", choices=[*WORKS, "all"], help="what to measure")
    parser.add_argument("--keep", action="store_true", help="write the figures into README.md")
    given = parser.parse_args()
    for name in WORKS if "all" in given.work else given.work:
        with workspace():
            figures = WORKS[name].measure()
        print(
            json.dumps({"work": name, "ratio": round(figures["exact_match"] / WORKS[name].goal, 4), **figures}),
            flush=True,
        )
        if given.keep:
            keep(name, figures)


if __name__ == "__main__":
    main()
