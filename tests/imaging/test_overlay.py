"""Pictures to look at."""

import numpy as np

from engine.imaging.overlay import BOX, boxed, enlarged


def test_a_frame_lies_around_exactly_the_pixels_of_its_box_also_where_it_sticks_out():
    image = np.full((10, 20), 200, np.uint8)
    large = boxed(image, [(3, 2, 8, 9), (15, -4, 30, 5)], 4)
    assert large.shape == (40, 80, 3)
    rows, columns = np.nonzero((large == BOX).all(axis=2) & (np.arange(80) < 50))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (8, 35, 12, 31)
    assert (large[12:30, 14:30] == 200).all()
    assert (large[0:19, 60] == BOX).all()


def test_small_images_are_enlarged_pixel_by_pixel():
    image = np.arange(64, dtype=np.uint8).reshape(8, 8)
    large = enlarged(image, 96)
    assert large.shape == (96, 96) and (large[::12, ::12] == image).all()
    assert enlarged(image, 95).shape == (88, 88) and enlarged(image, 5).shape == (8, 8)
