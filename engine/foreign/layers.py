"""The layers that a stranger's net may have, with the settings that are taken over; all else is refused or left out."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MOST_LAYERS = 500
LARGEST_NUMBER = 65_536  # in a setting: units, filters, sizes
ACTIVATIONS = {
    "elu", "exponential", "gelu", "hard_sigmoid", "leaky_relu", "linear", "relu", "relu6", "selu", "sigmoid", "silu",
    "softmax", "softplus", "softsign", "swish", "tanh",
}  # fmt: skip
CONVOLUTION = {"kernel_size", "strides", "padding", "data_format", "dilation_rate", "activation", "use_bias"}
POOLING = {"pool_size", "strides", "padding", "data_format"}
LAYERS: dict[str, set[str]] = {
    "Activation": {"activation"},
    "Add": set(),
    "AveragePooling2D": POOLING,
    "BatchNormalization": {"axis", "momentum", "epsilon", "center", "scale"},
    "Concatenate": {"axis"},
    "Conv2D": CONVOLUTION | {"filters", "groups"},
    "Dense": {"units", "activation", "use_bias"},
    "DepthwiseConv2D": CONVOLUTION | {"depth_multiplier"},
    "Dropout": {"rate"},
    "Flatten": {"data_format"},
    "GaussianNoise": {"stddev"},
    "GlobalAveragePooling2D": {"data_format", "keepdims"},
    "GlobalMaxPooling2D": {"data_format", "keepdims"},
    "InputLayer": {"batch_shape", "batch_input_shape", "shape"},
    "LayerNormalization": {"axis", "epsilon", "center", "scale"},
    "LeakyReLU": {"negative_slope", "alpha"},
    "MaxPooling2D": POOLING,
    "Multiply": set(),
    "Permute": {"dims"},
    "ReLU": {"max_value", "negative_slope", "threshold"},
    "Rescaling": {"scale", "offset"},
    "Reshape": {"target_shape"},
    "SeparableConv2D": CONVOLUTION | {"filters", "depth_multiplier"},
    "Softmax": {"axis"},
    "SpatialDropout2D": {"rate"},
    "ZeroPadding2D": {"padding", "data_format"},
}
PACKAGES = (None, "keras", "tf_keras")
NAME = re.compile(r"[A-Za-z0-9][\w.\- ]{0,99}")


class Layer(NamedTuple):
    """A layer: its kind (a key of LAYERS), its name, its settings, and the layers whose outputs it takes."""

    kind: str
    name: str
    settings: dict[str, Any]
    inputs: tuple[str, ...]


def layers_of(config: Any) -> list[Layer]:
    """The layers in the config of a Sequential or functional model, in order. Raises ValueError for what is refused."""
    kind, inner = kind_of(config), settings_of(config)
    if kind not in ("Sequential", "Functional", "Model"):
        raise refused(f"its outermost part is {shown(kind)}, and only Sequential and functional models are taken")
    listed = inner.get("layers")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_LAYERS:
        raise refused(f"it must have 1 to {MOST_LAYERS} layers")
    layers = [layer_of(entry) for entry in listed]
    if len({layer.name for layer in layers}) < len(layers):
        raise refused("two of its layers have the same name")
    if kind == "Sequential":
        layers = in_a_row(layers)
    return with_input(layers, inner)


def outputs_of(config: Any, layers: list[Layer]) -> tuple[str, ...]:
    """The layers whose outputs the net gives; the last one of a Sequential."""
    given = settings_of(config).get("output_layers")
    names = tuple(reference[0] for reference in references(given)) if given else (layers[-1].name,)
    unknown = set(names) - {layer.name for layer in layers}
    if unknown or not names:
        raise refused("its outputs name layers that it does not have")
    return names


def layer_of(entry: Any) -> Layer:
    """A layer of a config. Raises ValueError if it is not one that is taken."""
    kind, settings = kind_of(entry), settings_of(entry)
    if kind not in LAYERS:
        raise refused(f"it has the layer {shown(kind)}, which is not one of {', '.join(sorted(LAYERS))}")
    name = settings.get("name", entry.get("name"))
    if not isinstance(name, str) or not NAME.fullmatch(name) or ".." in name:
        raise refused(f"the name of a layer is {shown(name)}, and must consist of letters, digits, '_', '-' and '.'")
    kept = {key: setting(kind, key, value) for key, value in settings.items() if key in LAYERS[kind] | {"batch_shape"}}
    if kind != "InputLayer":
        kept.pop("batch_shape", None)
    first = settings.get("batch_input_shape", settings.get("batch_shape"))
    if first is not None:
        kept["batch_shape"] = setting(kind, "batch_shape", first)
    return Layer(kind, name, kept, inputs_of(entry))


def kind_of(entry: Any) -> str:
    """The class that an entry of a config names. Raises ValueError if it comes from a module that is not Keras'."""
    if not isinstance(entry, Mapping):
        raise refused(f"a layer must be an object; it is {shown(entry)}")
    module, registered, kind = entry.get("module"), entry.get("registered_name"), entry.get("class_name")
    package = module.partition(".")[0] if isinstance(module, str) else module
    if package not in PACKAGES or registered not in (None, "", kind):
        raise refused(f"it names {shown(kind)} of {shown(module)}, which is not a layer of Keras")
    return str(kind)


def settings_of(entry: Any) -> Mapping[str, Any]:
    """The settings of an entry; a Sequential of Keras 2 may have its layers instead."""
    settings = entry.get("config") if isinstance(entry, Mapping) else None
    if isinstance(settings, list):
        return {"layers": settings}
    if not isinstance(settings, Mapping):
        raise refused("a layer has no config")
    return settings


def setting(kind: str, key: str, value: Any) -> Any:
    """A setting that is taken over. Raises ValueError unless it is a plain value, or a list of such."""
    if key == "activation":
        if value is not None and not (isinstance(value, str) and value in ACTIVATIONS):
            raise refused(f"a layer {kind} has the activation {shown(value)}, which is not one of Keras' own")
        return value
    if key in ("batch_shape", "batch_input_shape", "shape", "target_shape") and isinstance(value, list):
        return [whole(side) for side in value]
    if isinstance(value, list) and len(value) <= 8:
        return [setting(kind, key, item) for item in value]
    if value is None or isinstance(value, bool | str | float | int):
        plain = value if isinstance(value, str) else whole(value) if isinstance(value, int) else value
        if plain is None or not isinstance(plain, str) or (plain.isascii() and len(plain) < 30):
            return plain
    raise refused(f"{key} of a layer {kind} is {shown(value)}, and must be a number or a word")


def whole(value: Any) -> Any:
    """A number in a setting. Raises ValueError if it is too large."""
    if isinstance(value, bool) or value is None:
        return value
    if not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
        raise refused(f"a setting is {shown(value)}; numbers may be up to {LARGEST_NUMBER:,}")
    return value


def inputs_of(entry: Any) -> tuple[str, ...]:
    """The layers whose outputs a layer takes; () in a Sequential, and for an input."""
    nodes = entry.get("inbound_nodes") or []
    if not isinstance(nodes, list) or len(nodes) > 1:
        raise refused("a layer is used several times, which is not taken over")
    return tuple(name for name, *_ in references(nodes))


def references(value: Any, depth: int = 0) -> list[tuple[str, int, int]]:
    """The references to outputs of layers within a part of a config: [name, 0, 0] or Keras 3's keras_history."""
    if depth > 8:
        raise refused("the connections of its layers are nested too deeply")
    if isinstance(value, Mapping):
        if value.get("class_name") == "__keras_tensor__":
            return references(settings_of(value).get("keras_history"), depth + 1)
        return references(value.get("args"), depth + 1)
    if not isinstance(value, list):
        return []
    if value and isinstance(value[0], str):
        if len(value) < 3 or value[1] != 0 or value[2] != 0:
            raise refused("a layer takes another output than the first one of a layer")
        return [(value[0], 0, 0)]
    return [item for part in value for item in references(part, depth + 1)]


def in_a_row(layers: list[Layer]) -> list[Layer]:
    """The layers of a Sequential, each with the one before as its input."""
    before = [(), *((layer.name,) for layer in layers[:-1])]
    return [layer._replace(inputs=inputs) for layer, inputs in zip(layers, before, strict=True)]


def with_input(layers: list[Layer], settings: Mapping[str, Any]) -> list[Layer]:
    """The layers with an InputLayer first. Raises ValueError if the input has no known shape."""
    inputs = [layer for layer in layers if layer.kind == "InputLayer"]
    if len(inputs) > 1:
        raise refused("it takes several inputs, and a model of the workbench takes one image")
    shape = layers[0].settings.get("batch_shape") or layers[0].settings.get("shape")
    if shape is None:
        shape = settings.get("build_input_shape")
        shape = shape and [whole(side) for side in shape]
    if not shape:
        raise refused("the shape of its input is not in the file")
    first = Layer("InputLayer", "glyphlab_input", {"batch_shape": list(shape)}, ())
    if inputs:
        name = inputs[0].name
        first = first._replace(name=name)
        return [first, *(layer for layer in layers if layer.kind != "InputLayer")]
    rest = [layers[0]._replace(inputs=(first.name,)), *layers[1:]]
    return [first, *rest]


def refused(reason: str) -> ValueError:
    """The error for a net that is not taken."""
    return ValueError(f"this net is refused: {reason}. Only plain image classifiers of Keras' own layers are imported.")


def shown(value: Any) -> str:
    """A value for a sentence, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
