"""The pre-trained model reads styles of its own before any training, with constraints, and its files are small."""

import numpy as np

from engine.core.models.base import FOLDER, base_card
from engine.core.models.card import BASE, model_names, read_card
from engine.core.models.decoding.constraint import Constraint
from engine.core.models.lineage import origins
from engine.core.models.predictor import Predictor, possible_for
from engine.core.storage.folders import files_in
from engine.generate.painting import images
from engine.generate.spec import GenerateSpec
from engine.spec import Span


def test_it_reads_captchas_before_any_training_once_it_is_asked_for(home):
    assert model_names() == []
    predictor = Predictor(BASE)
    assert model_names() == [BASE] and read_card(BASE) == base_card()
    samples = list(images(GenerateSpec(seed=11), range(40)))
    prepared = np.stack([predictor.prepare(sample.image) for sample in samples])
    known = possible_for(predictor.card, Constraint("0123456789", Span(4, 4)))
    texts = [sample.columns["text"] for sample in samples]
    read = predictor.predict(prepared, known).texts
    assert (
        np.mean([a == b for text, guess in zip(texts, read, strict=True) for a, b in zip(text, guess, strict=True)])
        > 0.8
    )


def test_its_card_says_how_it_was_made_and_its_files_stay_small(home):
    card = base_card()
    assert card.spec["command"] == "python -m benchmarks.pretrain" and len(card.spec["fonts"]) > 100
    assert not [font for font in card.spec["fonts"] if font.lower().startswith("dejavuserif")]
    assert origins({BASE: card})[BASE].phrase == "trained on generated images"
    assert sum(path.stat().st_size for path in files_in(FOLDER)) < 1_500_000
