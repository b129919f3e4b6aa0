"""The parameters of a report."""

from typing import get_args

from pydantic import field_validator

from engine.analyze.spec import View
from engine.core.specs.field_types import AbsolutePath, Part
from engine.spec import Spec, knob

ENDINGS = (".html", ".md")


class ReportSpec(Spec):
    """Which predictions a report is about, what it shows of them, and the file that it is written to."""

    model: str = knob(..., "The model that the report is about.", names="model")
    dataset: str = knob(..., "The dataset on which its predictions were made.", names="dataset")
    output: AbsolutePath = knob(
        ...,
        "The file to write: .html for a page that opens without a network, .md for a model card with the metadata of "
        "Hugging Face.",
        names="file",
    )
    part: Part = knob("test", "The part of the dataset.")
    views: tuple[str, ...] = knob((), "A view to show, such as overview. Without any, all are shown.", item="view")
    other: str = knob("", "Another model to compare with, on the same images.", names="model", label="Compare with")
    factors: str = knob("", "The terms of a regression, such as noise,rotation^2. Without any, there is none.")
    cluster: str = knob("auto", "Readings with the same value of this column fail together: text, id, or another one.")
    thumbnails: bool = knob(True, "Show images that were read wrongly.")

    @field_validator("output")
    @classmethod
    def known_ending(cls, output: str) -> str:
        """Refuses files of other kinds."""
        if not output.lower().endswith(ENDINGS):
            raise ValueError(f"must end with {' or '.join(ENDINGS)}")
        return output

    @field_validator("views")
    @classmethod
    def known_views(cls, views: tuple[str, ...]) -> tuple[str, ...]:
        """Refuses views that do not exist."""
        unknown = [view for view in views if view not in get_args(View)]
        if unknown:
            raise ValueError(f"must be among {', '.join(get_args(View))}")
        return views
