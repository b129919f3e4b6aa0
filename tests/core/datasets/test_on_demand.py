"""A recipe is a dataset like any other: its rows are those that would have been stored."""

import numpy as np
import pandas as pd
import pytest

from engine.core.datasets import on_demand
from engine.core.datasets.dataset import open_dataset
from engine.core.datasets.on_demand import VERSION
from engine.core.datasets.write import write_on_the_fly
from engine.core.jobs import control
from engine.core.jobs.job import Job
from engine.core.storage.files import write_json
from engine.generate.run import run as generate
from engine.generate.spec import GenerateSpec
from engine.spec import read
from engine.verbs import run_function, spec_class

SMALL = {"count": 1100, "symbols": "012", "length": "1-2", "width": "40-48", "height": 24, "font_size": 20, "dots": 5}
KINDS = {
    "plain": {},
    "guarded": {"uncut": True, "minimum_contrast": 30, "count": 60},
    "experiment": {"experiment": "grid", "levels": ("dots=0,9", "blur=0,1.5"), "count": 20},
}


def made(name, **values):
    spec = GenerateSpec(name=name, workers=1, **(SMALL | values))
    generate(spec, Job(control.create("generate", spec.model_dump(mode="json"), spec.makes)))
    return open_dataset(name)


@pytest.mark.parametrize("kind", KINDS)
def test_its_rows_are_those_that_would_have_been_stored(home, kind):
    stored, recipe = made("stored", **KINDS[kind]), made("recipe", store="on-the-fly", **KINDS[kind])
    assert recipe.info.on_the_fly and not list(recipe.folder.glob("*.parquet"))
    assert recipe.info.count == stored.info.count and recipe.columns() == stored.columns()
    assert recipe.schema() == stored.schema()
    whole = stored.frame()
    pd.testing.assert_frame_equal(recipe.frame(), whole)
    for name in stored.columns():
        if name != "image":
            some = np.array([7, 3, stored.info.count - 1])
            pd.testing.assert_frame_equal(recipe.frame([name], some), stored.frame([name], some))
    ids = [1, stored.info.count - 1, 4]
    assert recipe.rows(ids).equals(stored.rows(ids))
    assert recipe.image_files(ids) == stored.image_files(ids) and recipe.paths(ids) == stored.paths(ids)
    assert len(recipe.frame(["text", "picture"], np.array([], np.int64))) == 0


def test_its_fingerprint_is_that_of_what_is_drawn(home):
    one, other = made("one", store="on-the-fly"), made("other", store="on-the-fly", seed=1)
    same = write_on_the_fly(home, "generate", one.info.spec | {"name": "same", "workers": 2})
    assert one.info.fingerprint == same.fingerprint != other.info.fingerprint


def test_a_version_that_draws_otherwise_says_so_instead_of_mixing(home):
    older = made("older", store="on-the-fly")
    write_json(older.folder / "dataset.json", older.info.model_dump(mode="json") | {"drawing": VERSION - 1})
    with pytest.raises(ValueError, match=r"'older' are drawn by version 1 of the drawing code, .* generate it again"):
        open_dataset("older").image_files([0])
    assert older.info.drawing == VERSION


def test_what_a_recipe_cannot_do_is_a_sentence(home):
    with pytest.raises(ValueError, match="drawn on the fly and not stored; to have files, export the dataset, or gen"):
        made("recipe", store="on-the-fly").shards()
    with pytest.raises(ValueError, match="the captcha package takes no seed; set store to images, or renderer to"):
        GenerateSpec(renderer="package", store="on-the-fly")
    with pytest.raises(ValueError, match="images from 'collect' cannot be drawn anew, only those of generate"):
        on_demand.drawer("collect", {})


def test_stages_do_with_a_recipe_what_they_do_with_stored_images(home):
    stored, recipe = (made(name, count=80, length=1, width=40, store=name) for name in ("images", "recipe"))
    for source in (stored, recipe):
        for verb, more in {
            "clean": {"leave_out": ("duplicate",), "near": 2},
            "split": {"seed": 3},
            "export": {"format": "npz", "output": str(home / source.name)},
            "compose": {"name": f"of {source.name}", "count": 9, "workers": 1, "length": 3},
            "merge": {"dataset": (source.name, f"of {source.name}"), "name": f"{source.name} and more"},
        }.items():
            spec = read(spec_class(verb), {"dataset": source.name} | more)
            run_function(verb)(spec, Job(control.create(verb, spec.model_dump(mode="json"))))
    pd.testing.assert_series_equal(recipe.split(), stored.split())
    pd.testing.assert_frame_equal(recipe.quarantine(), stored.quarantine())
    with np.load(home / "images" / "images.npz") as one, np.load(home / "recipe" / "recipe.npz") as other:
        assert all(np.array_equal(one[name], other[name]) for name in one.files)
    for one, other in (("of images", "of recipe"), ("images and more", "recipe and more")):
        pairs = [open_dataset(name).frame(["text", "picture"]) for name in (one, other)]
        pd.testing.assert_frame_equal(*pairs)
