"""Label errors: how many planted ones stand at the top of the list, and what looking for them costs.

Run: .venv/bin/python -m benchmarks.relabel [--seeds 11 12 13] [--wrong 0.05] [--top 0.075]
Needs the real images beside the project (../shared/data). For each dataset and seed a share of the labels is replaced
by another one, drawn evenly; `relabel` looks for them with zero knobs. Beside it, in the same run, the labels in an
order drawn at random, which is what looking through them unaided finds. The seeds are others than those with which the
quick model was chosen. Ends with one JSON line: for each dataset, medians over the seeds of recall (share of the
planted errors among the first `top` of the images), recall_random, ratio of both, precision and recall of the likely
errors, suggested (share of the found ones whose true label is suggested), cpu_seconds and images.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from engine.collect.run import run as collect
from engine.collect.spec import CollectSpec
from engine.core.datasets.dataset import Dataset, open_dataset
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.relabel.label_issues import read_label_issues
from engine.relabel.run import run as relabel
from engine.relabel.spec import RelabelSpec

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SETS: dict[str, dict[str, Any]] = {
    "math_symbols": {"source": ["math_symbols.zip"], "label_from": "suffix", "separator": "-"},
    "handwritten62": {"source": ["handwritten62.zip"], "label_from": "regex", "pattern": r"(?:CAP|SMALL|DIGIT)_(.)_"},
    "mnist": {"source": ["mnist/t10k-images-idx3-ubyte.gz"], "label_from": "table"},
}


def collected(name: str) -> Dataset:
    """One of the sets as a dataset."""
    sources = [str(DATA / file) for file in SETS[name]["source"]]
    spec = CollectSpec(name=name, **{**SETS[name], "source": sources})
    collect(spec, Job(control.create("collect", spec.model_dump(mode="json"))))
    return open_dataset(name)


def spoil(source: Dataset, share: float, seed: int) -> np.ndarray:
    """Gives a share of the images the label of another class; returns their ids."""
    rng = np.random.default_rng(seed)
    texts, symbols = source.frame(["text"])["text"].to_numpy(), np.array(sorted(source.info.alphabet))
    wrong = np.sort(rng.choice(len(texts), round(share * len(texts)), replace=False))
    place = np.searchsorted(symbols, texts[wrong])
    other = symbols[(place + rng.integers(1, len(symbols), len(wrong))) % len(symbols)]
    source.decide(wrong.tolist(), other.tolist(), "typed")
    return wrong


def measured(source: Dataset, share: float, top: float, seed: int) -> dict[str, float]:
    """Plants errors, looks for them, takes them away again."""
    truth = source.frame(["text"])["text"]
    wrong = spoil(source, share, seed)
    spec = RelabelSpec(dataset=source.name)
    start = time.process_time()
    relabel(spec, Job(control.create("relabel", spec.model_dump(mode="json"))))
    spent = time.process_time() - start
    issues, _ = read_label_issues(source)  # type: ignore[misc]
    count = round(top * len(truth))
    drawn = np.random.default_rng(seed + 1).permutation(len(truth))[:count]
    hits = issues[issues["id"].isin(wrong)]
    likely = issues.loc[issues["likely"], "id"].isin(wrong)
    source.undo(wrong.tolist())
    return {
        "recall": issues["id"].head(count).isin(wrong).sum() / len(wrong),
        "recall_random": np.isin(drawn, wrong).sum() / len(wrong),
        "likely_precision": likely.mean(),
        "likely_recall": likely.sum() / len(wrong),
        "suggested": (hits["suggestion"].to_numpy() == truth[hits["id"]].to_numpy()).mean(),
        "cpu_seconds": spent,
        "images": len(truth),
    }


def main() -> None:
    """Measures each set and prints the medians."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    arguments.add_argument("--wrong", type=float, default=0.05, help="share of the labels that are made wrong")
    arguments.add_argument("--top", type=float, default=0.075, help="share of the images at the top that counts")
    given = arguments.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["GLYPHLAB_HOME"] = home
        for name in SETS:
            source = collected(name)
            runs = []
            for seed in given.seeds:
                runs.append(measured(source, given.wrong, given.top, seed))
                print(name, seed, runs[-1], file=sys.stderr, flush=True)
            middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            middle["ratio"] = middle["recall"] / middle["recall_random"]
            figures[name] = {key: round(float(value), 3) for key, value in middle.items()}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
