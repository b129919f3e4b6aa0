"""Accidents on purpose: damaged files, kills at every write, and hostile links; all must end well.

Run: .venv/bin/python -m benchmarks.accidents [--damages N] [--kills N] [--links N]
Damages: a sound dataset, model and training in one workspace, with a copy of each for every damage to every file; all
pages are opened without a selection, and each damaged thing is selected on one page, the pages taking turns. A page is
alive if it ends without an error that it did not expect. Kills: each command ends by SIGKILL just before its n-th
write, for moments spread over all its writes; the same command must then end well, with the same bytes (but for times
of day) as one that nothing disturbed. Links: every page is opened with nonsense in each of its parameters; it must
answer with a page or a sentence. N: at most so many damages, kills of each command, links of each page (0: all).
Ends with one JSON line.
"""

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any, TypeVar

from benchmarks._workspace import workspace
from engine.core.jobs import record
from engine.core.storage.folders import files_in
from engine.core.storage.paths import PROJECT
from tests.support.commands import engine
from tests.support.damage import Damage, damaged_copies
from tests.support.screens import open_page
from ui.pages import PAGES

STORY = (
    "generate --name digits --symbols 012 --length 1-2 --count 300 --width 64 --height 32 --font-size 24 --seed 1",
    "split --dataset digits --seed 1",
    "train --dataset digits --name reader --epochs 2 --seed 1",
    "classify --dataset digits --model reader --part test",
)
GLYPHS = "generate --preset one-glyph --symbols 012 --name glyphs --count 600 --workers 1"
OF_DATASETS = (
    "Explore", "Split", "Train", "Clean", "Relabel", "Prepare", "Export", "Analyze", "Datasets", "Sweep", "Forecast",
    "Compose", "Merge", "Classify",
)  # fmt: skip
OF_MODELS = ("Models", "Classify", "Analyze", "Relabel")
OF_JOBS = ("Train", "Home", "Generate")
# Commands that are killed, and what they make, below the workspace.
KILLED = {
    "generate": ("generate --name new --count 2100 --seed 5 --workers 1", "data/new"),
    "compose": ("compose --dataset glyphs --name new --count 1100 --workers 1", "data/new"),
    "merge": ("merge --dataset digits --dataset glyphs --name new", "data/new"),
    "collect": ("collect --source images --label-from folder --name new", "data/new"),
    "export": ("export --dataset digits --format folder --output out", "out"),
    "split": ("split --dataset glyphs --seed 7", "data/glyphs"),
    "clean": ("clean --dataset glyphs", "data/glyphs"),
    "classify": ("classify --dataset digits --model reader --part all", "models/reader/predictions"),
}
KILLS_ITSELF = """
import os, signal, sys
writes, kill_at, synchronised = [], int(sys.argv.pop(1)), os.fsync
def fsync(file):
    writes.append(file)
    if len(writes) == kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
    synchronised(file)
os.fsync = fsync
from engine.__main__ import main
code = main()
print(len(writes), file=sys.stderr)
sys.exit(code)
"""
TIMES = re.compile(rb'"(created|when)": "[^"]*"')
NONSENSE = (
    "1e999", "-1e999", "nan", "-1", "99999999999999999999", "x" * 5000, "../../../etc/passwd", "/etc", "/dev/zero",
    "<script>alert(1)</script>", "a\x00b", "\U0001f600", "((a|a)*)*b", "[", "{", "\\", "%s%n", "=1+1", "null", "",
    " ", "1:2:3", "CON", "a/b", "\u202e", "'; DROP TABLE jobs; --",
)  # fmt: skip
PARAMETERS = {
    "": ("dataset", "model", "job", "name", "seed", "count"),
    "Home": ("size", "chain"),
    "Collect": ("source", "label_from", "pattern", "separator", "group_from", "label"),
    "Generate": ("preset", "symbols", "length", "width", "font", "fonts", "paper_file", "paper_kind", "blur_from"),
    "Compose": ("preset", "rotation", "length", "width"),
    "Download": ("list", "folder", "base"),
    "Explore": ("show", "page", "few", "sample"),
    "Split": ("train", "test", "validation", "near", "test_group"),
    "Train": ("recipe", "epochs", "learning_rate", "blocks", "like", "continue_from"),
    "Sweep": ("search", "sweep", "trials", "vary"),
    "Forecast": ("goal",),
    "Classify": ("source", "part", "folder", "output"),
    "Analyze": ("part", "cell", "view", "draw"),
    "Relabel": ("view",),
    "Export": ("format", "output"),
    "Merge": ("dataset",),
}
Item = TypeVar("Item")


def spread(items: Sequence[Item], most: int) -> list[Item]:
    """At most so many items, spread over all; all for 0."""
    return list(items) if not most or len(items) <= most else [items[i * len(items) // most] for i in range(most)]


def is_alive(title: str, query: dict[str, str]) -> bool:
    """Whether a page opens without an error that it did not expect."""
    try:
        with redirect_stdout(io.StringIO()):  # Streamlit prints where each sentence comes from
            open_page(title, **query)
    except Exception as error:  # the page itself, or its time limit
        print(f"    {title} {query}: {str(error)[:300]}", flush=True)
        return False
    return True


def ask_for(place: int, damage: Damage) -> tuple[str, dict[str, str]]:
    """A page and a query that selects a damaged thing."""
    if damage.kind == "dataset":
        return OF_DATASETS[place % len(OF_DATASETS)], {"dataset": damage.name}
    if damage.kind == "model":
        return OF_MODELS[place % len(OF_MODELS)], {"model": damage.name, "dataset": "digits"}
    return OF_JOBS[place % len(OF_JOBS)], {"job": damage.name}


def damages(story: Path, most: int) -> dict[str, int]:
    """Tries damages; returns how many pages were opened, and how many of them were alive."""
    with workspace() as home:
        shutil.copytree(story, home, dirs_exist_ok=True)
        training = next(job for job in record.views() if job.verb == "train")
        spoilt = damaged_copies("digits", "reader", training)
        asked: list[tuple[str, dict[str, str]]] = [(title, {}) for title in PAGES]
        asked += [ask_for(place, damage) for place, damage in enumerate(spread(spoilt, most))]
        alive = sum(is_alive(title, query) for title, query in asked)
    return {"damages": len(spread(spoilt, most)), "pages": len(asked), "pages_alive": alive}


def content(home: Path, output: str) -> str:
    """A hash of all files in a folder of a workspace, apart from times of day and the place of the workspace."""
    folder = home / output
    whole = hashlib.sha256()
    for path in files_in(folder):
        if not path.name.endswith(".lock"):
            whole.update(
                path.relative_to(folder).as_posix().encode()
                + TIMES.sub(b"", path.read_bytes().replace(os.fsencode(home), b""))
            )
    return whole.hexdigest()


def killed_at(home: Path, command: str, moment: int) -> tuple[int, int]:
    """Runs a command that is killed before its write of that number; returns its exit code and its number of writes."""
    words = [sys.executable, "-c", KILLS_ITSELF, str(moment), *placed(home, command).split()]
    environment = {**os.environ, "GLYPHLAB_HOME": str(home)}
    ended = subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    return ended.returncode, int(ended.stderr.split()[-1]) if not ended.returncode else 0


def placed(home: Path, command: str) -> str:
    """A command with its folders below the workspace."""
    return command.replace("--output out", f"--output {home / 'out'}").replace("source images", f"source {home}/images")


def kills(story: Path, most: int) -> dict[str, int]:
    """Tries kills; returns how many there were, and after how many the same command made the same bytes."""
    tried = equal = 0
    for verb, (command, output) in KILLED.items():
        with copies(story) as fresh:
            undisturbed = fresh()
            code, writes = killed_at(undisturbed, command, 0)
            if code:
                raise RuntimeError(f"{command} failed")
            same = 0
            moments = spread(range(1, writes + 1), most)
            for moment in moments:
                home = fresh()
                code, _ = killed_at(home, command, moment)
                if code != -signal.SIGKILL:
                    raise RuntimeError(f"{command} was not killed before write {moment}")
                same += ends_like(undisturbed, home, command, output)
        print(f"  {verb}: {len(moments)} kills in {writes} writes, {same} with equal hashes", flush=True)
        tried, equal = tried + len(moments), equal + same
    return {"kills": tried, "equal_hashes": equal}


def ends_like(undisturbed: Path, home: Path, command: str, output: str) -> bool:
    """Whether the same command, after a kill, ends well and with the same bytes as an undisturbed one."""
    try:
        engine(home, placed(home, command))
    except AssertionError as failure:
        print(f"    {command}: {str(failure)[-300:]}", flush=True)
        return False
    return content(home, output) == content(undisturbed, output)


@contextmanager
def copies(story: Path) -> Iterator[Callable[[], Path]]:
    """A function that makes another copy of a workspace; all are deleted at the end."""
    with tempfile.TemporaryDirectory() as parent:
        yield lambda: Path(shutil.copytree(story, Path(tempfile.mkdtemp(dir=parent)) / "home"))


def hostile() -> Iterator[tuple[str, dict[str, str]]]:
    """Every page with each piece of nonsense in each of its parameters."""
    for title in PAGES:
        for parameter in (*PARAMETERS[""], *PARAMETERS.get(title, ())):
            for value in NONSENSE:
                yield title, {parameter: value}


def links(story: Path, most: int) -> dict[str, int]:
    """Tries hostile links; returns how many there were, and how many were answered by a page or a sentence."""
    answered = tried = 0
    with workspace() as home:
        shutil.copytree(story, home, dirs_exist_ok=True)
        for title in PAGES:
            of_page = spread([link for link in hostile() if link[0] == title], most)
            alive = sum(is_alive(*link) for link in of_page)
            print(f"  {title}: {len(of_page)} links, {alive} answered", flush=True)
            tried, answered = tried + len(of_page), answered + alive
    return {"links": tried, "answered": answered}


def tell(name: str, figures: dict[str, int]) -> dict[str, int]:
    """Prints figures and returns them."""
    print(
        f"{name}: {', '.join(f'{value} {key.replace(chr(95), chr(32))}' for key, value in figures.items())}", flush=True
    )
    return figures


def main() -> None:
    """Tries all and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--damages", type=int, default=0, help="at most so many damages")
    parser.add_argument("--kills", type=int, default=12, help="at most so many kills of each command")
    parser.add_argument("--links", type=int, default=40, help="at most so many links of each page")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        story = Path(folder) / "story"
        story.mkdir()
        for command in (*STORY, GLYPHS, f"export --dataset glyphs --format classes --output {story / 'images'}"):
            engine(story, command)
        figures |= tell("damages", damages(story, given.damages))
        figures |= tell("kills", kills(story, given.kills))
        figures |= tell("hostile links", links(story, given.links))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
