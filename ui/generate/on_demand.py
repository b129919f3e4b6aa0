"""Datasets without stored images: only the settings are kept, and images are drawn on the fly."""

from engine.generate.spec import GenerateSpec
from engine.spec import read
from ui.jobs.starter import Other
from ui.text import plain

ABOUT = (
    "*Draw on the fly* stores only the settings. It takes no disk space: images are drawn on the fly, and each epoch "
    "sees new ones."
)


def draw_on_the_fly(spec: GenerateSpec | None) -> Other:
    """The button that stores only the settings. Where they cannot be drawn again, it is disabled and says why."""
    if spec is None:
        return Other("Draw on the fly", None, ABOUT)
    try:
        return Other("Draw on the fly", read(GenerateSpec, spec.model_dump() | {"store": "on-the-fly"}), ABOUT)
    except ValueError as reason:
        return Other("Draw on the fly", None, plain(reason))
