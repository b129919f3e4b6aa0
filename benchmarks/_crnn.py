"""The CRNN of the common kind, for comparison: two convolutions, a dense layer, two BiLSTMs, read by CTC."""

from engine.nets.backend import keras
from engine.nets.parts import HEAD, Shape, start

layers = keras.layers
# As in the example "OCR model for reading Captchas" of Keras: Adam with its default rate, 16 images per step.
SETTINGS = {
    "recipe": "ctc", "optimiser": "adam", "learning_rate": 1e-3, "schedule": "constant", "batch": 16, "ema": 0.0,
    "weight_decay": 0.0, "clipnorm": 0.0,
}  # fmt: skip


def crnn(shape: Shape, slots: int, classes: int) -> keras.Model:
    """Images (B, h, w, c) -> a softmax for each fourth column, (B, w / 4, classes); the last class is CTC's blank."""
    images, x = start(shape)
    for filters in (32, 64):
        x = layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer="he_normal")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Reshape((x.shape[2], -1))(layers.Permute((2, 1, 3))(x))  # (B, columns, rows * filters)
    x = layers.Dropout(0.2)(layers.Dense(64, activation="relu")(x))
    for width in (128, 64):
        x = layers.Bidirectional(layers.LSTM(width, return_sequences=True, dropout=0.25))(x)
    return keras.Model(images, layers.Dense(classes, activation="softmax", name=HEAD)(x))
