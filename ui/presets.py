"""Looks to start from: a preset that fills in the form, and what was read off somebody's own images."""

from typing import Any

from engine.generate.spec import GenerateSpec
from ui.choices import choose


def preset() -> dict[str, Any]:
    """The values of the chosen preset; the first of them until somebody chooses."""
    about = "Fills in the settings below; what you change there stays as you set it."
    return dict(GenerateSpec.presets[choose("Preset", "preset", list(GenerateSpec.presets), help=about)])
