"""A report as one HTML file: it opens from disk, asks for nothing anywhere, and takes labels as text only.

The charts' library, a bundle of plotly.js with cartesian charts (MIT, its licence lies beside it), is in the page
compressed. The page's own policy forbids all requests, and all scripts but the two whose hashes it names.
"""

import base64
import gzip
import hashlib
import json
import tomllib
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from engine.analyze.report.pictures import Thumbnail
from engine.analyze.report.sections import Section
from engine.analyze.tables import plain_rows
from engine.core.charts import style

MARK = "glyphlab report"
HERE = files("engine.analyze.report")
LIBRARY = "plotly-cartesian.min.js.gz"
MOST_ROWS, OPEN_ROWS, MOST_SIGNS = 100, 12, 200  # of a table, of one that is unfolded, and of a text in it
CONFIG = Path(__file__).resolve().parents[3] / ".streamlit" / "config.toml"
PERCENT = {"accuracy", "low", "high", "share", "precision", "f1", "rest", "difference", "confidence", "baseline"}
RATIOS = {"term", "factor"}  # a table with one of these columns has coefficients or effects, not shares


def html(sections: list[Section]) -> str:
    """The page. The first section has its title."""
    charts = [figure for section in sections for figure in section.charts.values()]
    body, number = [], 0
    for place, section in enumerate(sections):
        body.append(section_html(section, 1 if place == 0 else 2, number))
        number += len(section.charts)
    script = text_of("charts.js")
    data = {"library": packed_library(), "figures": packed(figures_json(charts)), "themes": json.dumps(themes())}
    blocks = "".join(f'<script type="text/plain" id="{name}">{value}</script>' for name, value in data.items())
    code = f"{blocks}<script>{script}</script>" if charts else ""
    return (
        f'<!doctype html><!-- {MARK} --><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(script)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(cut(sections[0].title))}</title><style>{text_of('style.css')}</style></head>"
        f"<body>{''.join(body)}{code}</body></html>\n"
    )


def policy(script: str) -> str:
    """The page's Content-Security-Policy: no request, and no script but its own and the library."""
    hashes = " ".join(f"'sha256-{hashed(code)}'" for code in (script.encode(), library()))
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
        "form-action 'none'"
    )


def hashed(code: bytes) -> str:
    """The hash of a script as a policy names it."""
    return base64.b64encode(hashlib.sha256(code).digest()).decode()


@cache
def library() -> bytes:
    """The source of the charts' library."""
    return gzip.decompress((HERE / LIBRARY).read_bytes())


def packed_library() -> str:
    """The library as it is in the page."""
    return base64.b64encode((HERE / LIBRARY).read_bytes()).decode()


def packed(text: str) -> str:
    """A text compressed for the page."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def text_of(name: str) -> str:
    """A file that lies beside this one."""
    return (HERE / name).read_text(encoding="utf-8")


def themes() -> dict[str, dict[str, str]]:
    """The colours of the dashboard's themes, by the names that charts use for them."""
    given = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    lists = ("chartCategoricalColors", "chartSequentialColors", "chartDivergingColors")
    return {
        theme: dict(zip(style.PALETTE, [colour for name in lists for colour in given[theme][name]], strict=True))
        for theme in ("light", "dark")
    }


def figures_json(charts: list[go.Figure]) -> str:
    """Charts as JSON; numbers rounded to six digits, which no eye sees."""
    bare = [figure.to_plotly_json() for figure in charts]
    for figure in bare:
        figure["layout"].pop("template", None)
    return json.dumps([rounded(figure) for figure in bare], separators=(",", ":"), ensure_ascii=False)


def rounded(value: Any) -> Any:
    """A value of JSON with rounded numbers; arrays that Plotly has packed are unpacked, which compresses better."""
    if isinstance(value, dict) and "bdata" in value:
        packed_array = np.frombuffer(base64.b64decode(value["bdata"]), np.dtype(value["dtype"]))
        shape = [int(side) for side in str(value.get("shape", "-1")).split(",")]
        return rounded(packed_array.reshape(shape))
    if isinstance(value, dict):
        return {name: rounded(item) for name, item in value.items()}
    if isinstance(value, list | tuple | np.ndarray | pd.Series | pd.Index):
        return [rounded(item) for item in (value.tolist() if hasattr(value, "tolist") else value)]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return float(f"{value:.6g}") if np.isfinite(value) else None
    return cut(value, 1000) if isinstance(value, str) else value


def section_html(section: Section, level: int, first_chart: int) -> str:
    """A section; `first_chart` is the number of its first chart."""
    parts = [f"<h{level}>{text(section.title)}</h{level}>"]
    parts += [f"<p>{text(sentence)}</p>" for sentence in section.sentences]
    if section.figures:
        boxes = (f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>" for name, value in section.figures.items())
        parts.append(f'<dl class="figures">{"".join(boxes)}</dl>')
    for number, (title, figure) in enumerate(section.charts.items(), start=first_chart):
        parts.append(chart_html(title or section.title, figure, number))
    parts += [table_html(title, table) for title, table in section.tables.items()]
    if section.images:
        parts.append(f'<div class="images">{"".join(map(image_html, section.images))}</div>')
    if section.commands:
        parts.append(f"<pre>{text(chr(10).join(section.commands), 20_000)}</pre>")
    return f"<section>{''.join(parts)}</section>"


def chart_html(title: str, figure: go.Figure, number: int) -> str:
    """The place of a chart, with buttons that save it."""
    named = f'data-chart="{number}" data-name="{escape(file_name(title))}"'
    buttons = "".join(f'<button {named} data-format="{kind}">{kind.upper()}</button> ' for kind in ("png", "svg"))
    height = int(figure.layout.height or 320)
    square = f"max-width:{height + 60}px" if any(trace.type == "heatmap" for trace in figure.data) else ""
    return (
        f'<h3>{text(title)}</h3><div class="chart" role="img" aria-label="{escape(cut(title))}" '
        f'style="height:{height}px;{square}"></div><p>{buttons}</p>'
    )


def file_name(title: str) -> str:
    """A title as the name of a file."""
    return "".join(sign if sign.isalnum() else "-" for sign in title)[:60]


def table_html(title: str, table: pd.DataFrame) -> str:
    """A table, its first rows."""
    heads = "".join(f"<th>{text(str(name).replace('_', ' '))}</th>" for name in table.columns)
    shares = PERCENT if not RATIOS & set(table.columns) else set()
    percent = [name in shares for name in table.columns]
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell_html(cell, is_share)}</td>" for cell, is_share in zip(row, percent, strict=True))
        + "</tr>"
        for row in plain_rows(table.head(MOST_ROWS))
    )  # fmt: skip
    more = f"<p>The first {MOST_ROWS} of {len(table):,} rows.</p>" if len(table) > MOST_ROWS else ""
    cells = f'<div class="scroll"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}'
    if len(table) > OPEN_ROWS:
        return f"<details><summary>{text(title or 'Table')} ({len(table):,} rows)</summary>{cells}</details>"
    return (f"<h3>{text(title)}</h3>" if title else "") + cells


def cell_html(cell: Any, is_share: bool) -> str:
    """A cell of a table."""
    if isinstance(cell, float):
        return f"{cell:.1%}" if is_share else f"{cell:.4g}"
    if isinstance(cell, bool) or cell is None:
        return {True: "yes", False: "no", None: ""}[cell]
    return f"{cell:,}" if isinstance(cell, int) else text(visible(cell))


def visible(symbol: str) -> str:
    """A text with nothing in it, or only blanks, made visible."""
    return symbol.replace(" ", "␣") if symbol and not symbol.strip() else symbol or style.NO_SYMBOL


def image_html(image: Thumbnail) -> str:
    """A thumbnail with what was read."""
    data = base64.b64encode(image.image).decode()
    return (
        f'<figure><img alt="true {escape(cut(image.text))}, read {escape(cut(image.predicted))}" '
        f'src="data:image/webp;base64,{data}"><figcaption>{text(visible(image.text))} → <span class="wrong">'
        f"{text(visible(image.predicted))}</span></figcaption></figure>"
    )


def text(value: str, most: int = MOST_SIGNS * 5) -> str:
    """A text as text: never markup, and its direction changes nothing around it."""
    return f"<bdi>{escape(cut(value, most))}</bdi>"


def cut(value: str, most: int = MOST_SIGNS) -> str:
    """A text with at most so many signs."""
    return value if len(value) <= most else f"{value[: most - 1]}…"
