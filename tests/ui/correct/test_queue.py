"""What counts as doubtful: texts that differ from their label first, then the most unsure."""

import pandas as pd

from ui.correct.queue import doubt_of


def test_wrong_texts_come_before_unsure_ones():
    lines = pd.DataFrame({"prediction": ["1", "2", "3"], "confidence": [0.9, 0.2, 0.99]})
    assert doubt_of(lines).argsort()[::-1].tolist() == [1, 0, 2]
    assert doubt_of(lines.assign(label=["1", "2", "4"])).argsort()[::-1].tolist() == [2, 1, 0]
