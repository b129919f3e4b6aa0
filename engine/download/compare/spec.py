"""The parameters of comparing."""

import os

from pydantic import field_validator

from engine.spec import Spec, knob


class CompareSpec(Spec):
    """A list of files against the folder that should hold them."""

    list: str = knob(..., "A list of addresses or file names.")
    folder: str = knob(..., "The folder that should hold them.")
    base: str = knob("", "For file names: the address that stands before them, for the list of what is missing.")
    column: str = knob("", "The column's heading or number; empty takes the one that holds addresses or file names.")
    output: str = knob("", "Where to write what is missing, as a CSV that can be downloaded from; empty writes none.")

    @field_validator("list", "folder", "output")
    @classmethod
    def absolute(cls, path: str) -> str:
        """The full path."""
        return os.path.abspath(os.path.expanduser(path)) if path else path
