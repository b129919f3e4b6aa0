"""Looks to start from: a preset that fills in the form."""

from typing import Any

from engine.spec import Spec
from ui.choices import choose


def preset(spec: type[Spec]) -> dict[str, Any]:
    """The values of the chosen preset; the first of them until somebody chooses."""
    about = "Fills in the settings below; what you change there stays as you set it."
    return dict(spec.presets[choose("Preset", "preset", list(spec.presets), help=about)])
