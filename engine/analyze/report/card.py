"""A model card in Markdown, with the metadata of Hugging Face."""

import json
import re

from engine.analyze import views
from engine.analyze.cautions import cautions
from engine.analyze.report.page import MARK
from engine.analyze.report.repeat import facts
from engine.analyze.report.sections import CAUTIONS, share
from engine.analyze.views import Request
from engine.core.models.card import read_card

SIGNS = re.compile(r"([!-/:-@\[-`{-~])")


def model_card(asked: Request) -> str:
    """The card: metadata with the results, what the model reads, scores with intervals, cautions and settings."""
    spec, card = asked.spec, read_card(asked.spec.model)
    result = views.overview(asked)
    numbers = result.numbers
    metrics = {"exact_match": "Exact match", "symbol_accuracy": "Symbol accuracy", "cer": "Character error rate"}
    rows = [f"| {title} | {share(numbers, name)} |" for name, title in metrics.items() if f"{name}_low" in numbers]
    warnings = [f"- {CAUTIONS[caution]}" for caution in cautions(card, asked.source, spec.part)]
    settings = [f"| {plain(row.setting)} | {plain(row.value)} |" for row in facts(asked).itertuples()]
    return "\n".join(
        [
            "---", *metadata(asked, {name: numbers[name] for name in metrics}), "---", f"<!-- {MARK} -->", "",
            f"# {plain(spec.model)}", "",
            f"Reads short texts in images: {len(card.alphabet)} symbols, up to {card.slots} in a text.", "",
            f"## Results on {plain(spec.dataset)}, {spec.part} part", "",
            f"{numbers['n']:,} texts, {numbers['symbols']:,} symbols; 95 % intervals in parentheses.", "",
            "| | |", "|---|---|", *rows, f"| Character error rate | {numbers['cer']:.1%} |",
            f"| Majority baseline, exact match | {numbers['baseline_exact_match']:.1%} |", "",
            *(["## Limitations", "", *warnings, ""] if warnings else []),
            "## Settings", "", "| setting | value |", "|---|---|", *settings, "",
        ]
    )  # fmt: skip


def metadata(asked: Request, metrics: dict[str, float]) -> list[str]:
    """The lines of YAML. Texts are written as JSON, which is YAML too, so that no name can break them."""
    spec, info = asked.spec, asked.source.info
    lines = [
        "pipeline_tag: image-to-text", "library_name: keras", "tags:", "- ocr", "- glyphlab", "model-index:",
        f"- name: {json.dumps(spec.model)}", "  results:", "  - task:", "      type: image-to-text", "    dataset:",
        f"      name: {json.dumps(spec.dataset)}", "      type: image-to-text", f"      split: {spec.part}",
        f"      revision: {json.dumps(info.fingerprint)}", "    metrics:",
    ]  # fmt: skip
    return lines + [
        line for name, value in metrics.items() for line in (f"    - type: {name}", f"      value: {value:.6g}")
    ]


def plain(text: object) -> str:
    """A text in Markdown as it is: no markup, no image, no new line."""
    signs = "".join(sign if sign.isprintable() else " " for sign in str(text))
    return SIGNS.sub(r"\\\1", signs[:500])
