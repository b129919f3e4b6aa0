"""What was drawn for each symbol is a table of its own."""

from engine.core.synthesis.sample import symbol_table


def test_columns_of_symbols_become_a_row_for_each():
    drawn = {"text": "ab", "noise": 0.5, "symbol_left": [1, 9], "symbol_angle": [0.25, -3.0]}
    table = symbol_table(drawn)
    assert list(table.columns) == ["symbol", "left", "angle"]
    assert table.to_numpy().tolist() == [["a", 1, 0.25], ["b", 9, -3.0]]
    assert symbol_table({"text": "ab", "noise": 0.5}) is None
