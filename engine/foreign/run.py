"""Makes a model of a net that was made elsewhere, as a job. The file itself is read in a process of its own."""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.core.jobs.job import Job
from engine.core.models.card import Card
from engine.core.storage.files import write_json, write_text
from engine.core.storage.folders import delete_folder, make_folder
from engine.core.storage.paths import PROJECT, models_folder
from engine.foreign.files import kind_of
from engine.foreign.spec import ImportSpec
from engine.imaging.preprocess import Preparation

PATIENCE = 600  # seconds until the process that reads the file is ended
LOOK_EVERY = 0.2
LIBRARIES = ("keras", "tensorflow", "ai-edge-litert", "numpy")


def run(spec: ImportSpec, job: Job) -> dict[str, Any]:
    """Converts the net and publishes the model; returns its name and size.

    Raises FileNotFoundError or ValueError, with a sentence, for a file or net that is refused.
    """
    source = Path(spec.source)
    if len(set(spec.alphabet)) < len(spec.alphabet) or not spec.alphabet:
        raise ValueError(f"alphabet must name each class once, in the order of the net; got {spec.alphabet!r}.")
    kind_of(source)
    folder = models_folder() / f".building-{spec.name}"
    if folder.exists():
        delete_folder(folder)
    make_folder(folder)
    try:
        job.log("reading the net in a process of its own")
        about = converted(spec, folder, job)
        card = card_of(spec, about)
        write_json(folder / "card.json", card.model_dump(mode="json"))
        write_text(folder / "history.csv", "epoch,loss\n0,0.0\n")
        result = {"model": spec.name, "parameters": card.parameters, "slots": card.slots}
        return job.publish(folder, models_folder() / spec.name, result)
    finally:
        if folder.exists():
            delete_folder(folder)


def converted(spec: ImportSpec, folder: Path, job: Job) -> dict[str, Any]:
    """What the process that reads the file says of the net. Raises ValueError if it refuses it, or ends."""
    asked = {"source": spec.source, "folder": str(folder), "scale": spec.scale, "outputs": spec.outputs}
    with tempfile.TemporaryDirectory() as home:  # nothing of the user's is found where programs look for it
        environment = {"PATH": os.environ.get("PATH", ""), "HOME": home, "TMPDIR": home, "CUDA_VISIBLE_DEVICES": ""}
        process = subprocess.Popen(
            [sys.executable, "-m", "engine.foreign.child"],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            said = answer(process, json.dumps(asked), job)
        finally:
            process.kill()
            process.communicate()
    if "error" in said:
        raise ValueError(said["error"])
    return said


def answer(process: "subprocess.Popen[str]", asked: str, job: Job) -> dict[str, Any]:
    """The answer of the process. Raises StoppedError, or ValueError if it takes too long or ends without a word."""
    until, said, given = time.monotonic() + PATIENCE, "", asked
    while not said:
        job.check_stop()
        try:
            said, _ = process.communicate(given, timeout=LOOK_EVERY)
            break
        except subprocess.TimeoutExpired:
            given = ""
        if time.monotonic() > until:
            raise ValueError(f"reading the net took more than {PATIENCE} seconds, so it was ended; it is refused.")
    last = said.strip().splitlines()[-1:] or [""]
    try:
        return json.loads(last[0])
    except ValueError:
        raise ValueError(
            "reading the net ended its process: it needs too much time or memory, or is damaged. It is refused."
        ) from None


def card_of(spec: ImportSpec, about: dict[str, Any]) -> Card:
    """The card of an imported net. Raises ValueError if the alphabet does not fit its classes."""
    classes, symbols = about["classes"], len(spec.alphabet)
    if classes - symbols not in (0, 1):
        raise ValueError(
            f"alphabet must have {classes} symbols, or {classes - 1} where the last class means no symbol; it has "
            f"{symbols}."
        )
    preparation = Preparation(
        mode="grey" if about["channels"] == 1 else "colour",
        width=about["width"],
        height=about["height"],
        fit=spec.fit,
        polarity=spec.polarity,
    )
    return Card(
        recipe="imported",
        alphabet=spec.alphabet,
        slots=about["slots"],
        blank=classes > symbols,
        preparation=preparation,
        outputs=["probabilities"],
        spec={},
        dataset=Path(spec.source).name,
        dataset_fingerprint="",
        split_fingerprint="",
        scores={},
        parameters=about["parameters"],
        epochs=0,
        cpu_seconds=0,
        parity=about["parity"],
        versions={"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
