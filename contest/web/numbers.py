"""Whole numbers in addresses: ids of rows. What no database could hold is an address that does not exist."""

from __future__ import annotations

from werkzeug.routing import IntegerConverter, Map

LARGEST_WHOLE = 2**53 - 1  # what JSON's readers keep exactly, and every database holds


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: from 0 to the largest whole number that everybody agrees on."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - the base class names it so
        super().__init__(map, min=0, max=LARGEST_WHOLE)
