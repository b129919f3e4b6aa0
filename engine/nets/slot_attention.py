"""The layers of SlotNet: images standardised in contrast, and a query per slot that looks for its symbol."""

from typing import Any

from engine.nets.backend import keras

ops = keras.ops
MINIMUM_CONTRAST = 0.02  # keeps an empty image from becoming strong noise


@keras.saving.register_keras_serializable("glyphlab")
class Standardise(keras.layers.Layer):
    """(B, h, w, c) -> mean 0 and deviation 1 in each image, so that faint ink counts as much as strong ink."""

    def call(self, images: Any) -> Any:
        """Subtracts each image's mean and divides by its standard deviation."""
        centred = images - ops.mean(images, axis=(1, 2, 3), keepdims=True)
        spread = ops.sqrt(ops.mean(ops.square(centred), axis=(1, 2, 3), keepdims=True))
        return centred / (spread + MINIMUM_CONTRAST)


@keras.saving.register_keras_serializable("glyphlab")
class SlotAttention(keras.layers.Layer):
    """Learned queries, one per slot, over a feature map with a learned embedding for each row and column.

    (B, h, w, c) -> features (B, slots, width) and attention (B, slots, h, w), which sums to 1 over each map.
    """

    def __init__(self, slots: int, width: int, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.slots, self.width = slots, width
        self.key = keras.layers.Dense(width, name="key")
        self.value = keras.layers.Dense(width, name="value")

    def build(self, shape: tuple[int, ...]) -> None:
        """Makes the weights for a feature map of this shape."""
        _, self.rows, self.columns, channels = shape
        near_zero, normal = (keras.initializers.RandomNormal(stddev=deviation) for deviation in (0.02, 1.0))
        self.row_place = self.add_weight(shape=(self.rows, 1, channels), initializer=near_zero, name="row_place")
        self.column_place = self.add_weight(
            shape=(1, self.columns, channels), initializer=near_zero, name="column_place"
        )
        self.queries = self.add_weight(shape=(self.slots, self.width), initializer=normal, name="queries")
        self.key.build(shape)
        self.value.build(shape)

    def call(self, features: Any) -> tuple[Any, Any]:
        """Weights the places of the map by how well they match each query (Vaswani et al. 2017, one head)."""
        places = (-1, self.rows * self.columns, self.width)
        keys = ops.reshape(self.key(features + self.row_place + self.column_place), places)  # (B, h*w, width)
        values = ops.reshape(self.value(features), places)
        similarity = ops.matmul(keys, ops.transpose(self.queries)) / self.width**0.5  # (B, h*w, slots)
        attention = ops.softmax(ops.transpose(similarity, (0, 2, 1)), axis=-1)
        return ops.matmul(attention, values), ops.reshape(attention, (-1, self.slots, self.rows, self.columns))

    def compute_output_shape(self, shape: tuple[int, ...]) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
        """The shapes of features and attention."""
        return (shape[0], self.slots, self.width), (shape[0], self.slots, *shape[1:3])

    def get_config(self) -> dict[str, Any]:
        """The settings needed to rebuild the layer."""
        return {**super().get_config(), "slots": self.slots, "width": self.width}


def prediction_model(model: keras.Model) -> keras.Model:
    """The net with the outputs [probabilities, attention], or [probabilities] if it has no attention."""
    maps = [layer.output[1] for layer in model.layers if isinstance(layer, SlotAttention)]
    return keras.Model(model.inputs, [*model.outputs, *maps])
