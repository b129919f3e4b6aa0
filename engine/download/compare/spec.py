"""The parameters of comparing."""

from engine.core.specs.field_types import AbsolutePath, OptionalPath
from engine.spec import Spec, knob


class CompareSpec(Spec):
    """A list of files, and the folder that should contain them."""

    list: AbsolutePath = knob(
        ..., "A CSV, JSON or text list of addresses or file names.", label="List of files", names="file"
    )
    folder: AbsolutePath = knob(
        ..., "The folder that should contain the files.", label="Folder to compare", names="file"
    )
    base: str = knob(
        "",
        "If the list has file names: the address they are appended to in the list of missing files.",
        label="Base address",
    )
    column: str = knob(
        "",
        "The heading or number of the column with the files. Leave it empty to find the column of addresses or file "
        "names.",
        label="Column of the list",
    )
    output: OptionalPath = knob(
        "",
        "The CSV file to write missing files to; Download accepts it as its list. Leave it empty to write none.",
        label="List of missing files to write",
        names="file",
    )
