"""Each view by the verb, its tables as files, and the finders: groups, weak segments, queries, two models."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from engine.analyze import comparison, groups, query
from engine.analyze.run import run
from engine.analyze.segments import segments
from engine.analyze.spec import AnalyzeSpec
from engine.analyze.views import VIEWS
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.properties import NAMES, measured, properties_of
from engine.core.models.predictions import predictions_path
from tests.support.readings import write_readings


@pytest.fixture
def known(home):
    """2,000 predictions of the model net on the dataset known."""
    return write_readings("known", "net", 2000, symbols="abcdef")


def analyze(**fields):
    return run(AnalyzeSpec(model="net", dataset="known", part="all", **fields))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_json_and_files(known, tmp_path, view):
    result = analyze(view=view, tables=str(tmp_path / "tables"))
    assert json.loads(json.dumps(result)) == result and result["model"] == "net"
    names = {path.name for path in (tmp_path / "tables").iterdir()}
    assert names == set(result["written"]) and names
    for name in names:
        if name.endswith(".parquet"):
            assert pq.read_table(tmp_path / "tables" / name).num_rows == len(result[name.removesuffix(".parquet")])


def test_the_factors_of_the_verb_have_coefficients(known):
    rows = analyze(view="factors", factors="noise,kind", cluster="group")["coefficients"]
    assert [list(row)[:7] for row in rows] == [["term", "coefficient", "se", "z", "p", "low", "high"]] * 4
    assert rows[1]["term"] == "noise" and rows[1]["high"] < 0


def test_a_query_selects_as_pandas_does(known):
    frame = known.assign(id=range(len(known)), correct=known["text"] == known["predicted"])
    chosen = query.select(frame, 'noise>=0.3 kind!=none correct=no text~ab writer="writer 3"')
    both = frame["text"].str.contains("ab") & (frame["writer"] == "writer 3")
    assert chosen.equals(frame[both & (frame["noise"] >= 0.3) & (frame["kind"] != "none") & ~frame["correct"]])
    assert query.select(frame, "  ").equals(frame)
    for wrong in ("noise", "noise>", "noise>x", "gone=1", "correct=maybe", "__import__('os')", "noise>0.1;"):
        with pytest.raises(ValueError):
            query.select(frame, wrong)
    with pytest.raises(ValueError, match="no prediction meets"):
        analyze(query="noise>9")


def test_strangers_stand_beside_the_groups_that_were_learned_from(known):
    source = open_dataset("known")
    strange = known["writer"].isin(["writer 1", "writer 2"]).to_numpy()
    source.write_split(pd.Series(np.where(strange, "test", "train")), {})
    frame = known.assign(correct=~strange, group=known["writer"])
    result = groups.by_group(frame, "group", source)
    assert set(result.table.loc[result.table["in_training"] == False, "group"]) == {"writer 1", "writer 2"}  # noqa: E712
    assert any("Strangers, which the training part has no images of: 0.0%" in words for words in result.sentences)
    with pytest.raises(ValueError, match="groups must be a column of texts that repeat"):
        groups.by_group(frame, "noise", source)


def test_a_planted_weak_segment_is_found_and_nothing_where_there_is_none():
    rng = np.random.default_rng(0)
    count = 4000
    data = pd.DataFrame(
        {
            "id": range(count), "text": [f"t{number}" for number in range(count)], "x": rng.uniform(0, 100, count),
            "kind": rng.choice(list("abc"), count), "other": rng.normal(size=count),
        }
    )  # fmt: skip
    weak = (data["x"] < 30) & (data["kind"] == "b")
    data["right"] = rng.random(count) < np.where(weak, 0.6, 0.96)
    table = segments(data, ["x", "kind", "other"])
    best = table.loc[table["difference"].idxmin()]
    inside = query.select(data, best["query"])
    assert "kind is b" in best["segment"] and "x at most" in best["segment"]
    assert weak[inside.index].mean() > 0.95 and best["low"] < 0.6 - 0.96 < best["high"] + 0.03
    assert not data.set_index("id").loc[best["ids"], "right"].any()
    even = data.assign(right=rng.random(count) < 0.9)
    assert segments(even, ["x", "kind", "other"]).empty
    assert segments(data.assign(right=True), ["x"]).empty and segments(data.head(9), ["x"]).empty


def test_two_models_are_compared_on_the_images_of_both(known):
    write_readings("other", "second", 2000, seed=1, symbols="abcdef")
    frame = known.assign(id=range(2000), correct=known["text"] == known["predicted"])
    worse = frame.assign(correct=frame["correct"] & (frame["id"] % 4 > 0), predicted="-")
    result = comparison.compare({"net": frame, "copy": worse}, 3)
    assert result.result.only == (frame["correct"] & (frame["id"] % 4 == 0)).sum() and result.result.other_only == 0
    assert "net reads" in result.sentence and "holds after correction for 3 pairs" in result.sentence
    assert list(result.only["other"].unique()) == ["-"] and result.other_only.empty
    with pytest.raises(ValueError, match="no predictions of the same images"):
        comparison.compare({"net": frame, "copy": worse.assign(id=worse["id"] + 9999)})


def test_predictions_of_a_dataset_that_changed_or_of_nan_confidence(known, home):
    path = predictions_path("net", "known")
    table = pq.read_table(path)
    nothing = np.full(table.num_rows, np.nan, np.float32)
    place = table.schema.get_field_index("confidence")
    pq.write_table(table.set_column(place, table.schema.field(place), [nothing]), path)
    assert analyze(view="samples")["worst"][0]["confidence"] is None
    pq.write_table(table.replace_schema_metadata({"dataset_fingerprint": "another"}), path)
    with pytest.raises(ValueError, match="belong to another dataset"):
        analyze()


def test_what_is_measured_of_an_image():
    flat = properties_of(np.full((20, 30), 200, np.uint8))
    assert flat.image_contrast == flat.image_sharpness == flat.image_entropy == 0 and flat.image_brightness == 200
    board = np.indices((20, 20)).sum(axis=0) % 2 * 255
    sharp = properties_of(board.astype(np.uint8))
    assert (sharp.image_contrast, sharp.image_entropy, sharp.image_brightness) == pytest.approx((255, 1, 127.5))
    striped = np.full((20, 20), 255, np.uint8)
    striped[:, 9:11] = 0
    assert properties_of(striped).image_ink == pytest.approx(0.1)


def test_nothing_is_measured_until_it_is_asked_for(known):
    source = open_dataset("known")
    assert measured(source, range(5)).isna().all(axis=None) and list(measured(source, range(5))) == list(NAMES)
