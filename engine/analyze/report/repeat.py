"""Settings, versions and fingerprints behind a report, and the commands that repeat it."""

from contextlib import suppress

import pandas as pd
from pydantic import ValidationError

from engine.analyze.report.spec import ReportSpec
from engine.analyze.views import Request
from engine.core.models.card import read_card
from engine.core.models.description import settings, what_it_reads
from engine.core.specs.command import command
from engine.spec import read
from engine.verbs import VERBS, spec_class


def facts(asked: Request) -> pd.DataFrame:
    """Settings, versions and fingerprints: columns setting, value."""
    info = asked.source.info
    rows = {
        "dataset": f"{asked.source.name}, {info.count:,} images, fingerprint {info.fingerprint}",
        "split": asked.source.split_fingerprint() or "none",
    }
    with suppress(ValueError):
        card = read_card(asked.spec.model)
        rows |= {name: str(value) for name, value in what_it_reads(card).items()}
        rows |= {"recipe": card.recipe, "parameters": f"{card.parameters:,}", "epochs": str(card.epochs)}
        rows |= {"trained on fingerprint": card.dataset_fingerprint}
        rows |= {f"version of {name}": version for name, version in card.versions.items()}
        rows |= {name: str(value) for name, value in settings(card).items() if value not in ("", None, [], ())}
    return pd.DataFrame(list(rows.items()), columns=["setting", "value"])


def repeat(asked: Request, spec: ReportSpec) -> list[str]:
    """The commands that make dataset, model, predictions and report again, as far as they are known."""
    info = asked.source.info
    steps = [command_of(info.source, info.spec)]
    report = asked.source.split_report()
    if report is not None:
        steps.append(command_of("split", report.get("spec") or {"dataset": asked.source.name}))
    with suppress(ValueError):
        card = read_card(asked.spec.model)
        steps.append(command_of("train", card.spec))
    steps.append(command_of("classify", {"model": spec.model, "dataset": spec.dataset, "part": spec.part}))
    return [step for step in [*steps, command("report", spec)] if step]


def command_of(verb: str, values: dict[str, object]) -> str:
    """The command line of a stored spec; "" if it is not a verb's, or of an earlier version."""
    if verb not in VERBS:
        return ""
    try:
        return command(verb, read(spec_class(verb), values))
    except (ValueError, ValidationError, FileNotFoundError):
        return ""
