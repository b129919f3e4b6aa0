"""A model as one file, for another machine: the zip of everything that is needed to use and repeat it."""

import io
import zipfile

from engine.core.models.card import FILES, model_folder, read_card
from engine.core.models.trust.stored import FOLDER
from engine.core.storage.files import read_bytes

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the date of every entry, so that equal models give equal bytes


def packed(name: str) -> bytes:
    """The bytes of a zip with the model's net (LiteRT and Keras), card, learning curve and calibrations.

    They are in a folder of its name. Raises ValueError or FileNotFoundError if the model is incomplete or absent.
    """
    read_card(name)
    packet = io.BytesIO()
    with zipfile.ZipFile(packet, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in [*FILES, *calibrations(name)]:
            entry = zipfile.ZipInfo(f"{name}/{file}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, read_bytes(model_folder(name) / file))
    return packet.getvalue()


def calibrations(name: str) -> list[str]:
    """The files of a model's calibrations, without which nothing can be promised, relative to its folder."""
    return sorted(path.relative_to(model_folder(name)).as_posix() for path in model_folder(name).glob(f"{FOLDER}/*"))
