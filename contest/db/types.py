"""Column types with one meaning each. Never a float: points are integers in the database and Decimal in Python."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from sqlalchemy import BigInteger, Dialect, String
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import JSON, TypeDecorator

POINTS_SCALE = 6
_UNIT = Decimal(1).scaleb(-POINTS_SCALE)
_UNITS_IN_ONE: int = 10**POINTS_SCALE


class PointsTooFineError(ValueError):
    """A figure has more than six places after the point; nothing is rounded silently on its way to the disk."""


class Points(TypeDecorator[Decimal]):
    """Decimal points, kept as whole millionths (`Numeric` on SQLite would add ten 0.10 to 0.9999999999999999)."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Whole millionths for the database; `None` stays `None`: absence is never zero."""
        if value is None:
            return None
        numerator, denominator = value.as_integer_ratio()
        whole, rest = divmod(numerator * _UNITS_IN_ONE, denominator)
        if rest:
            raise PointsTooFineError(f"{value}: more than {POINTS_SCALE} places")
        return whole

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """The figure as it was given, without trailing zeros after the point."""
        if value is None:
            return None
        figure = Decimal(value) * _UNIT
        return figure.quantize(Decimal(1)) if figure == figure.to_integral_value() else figure.normalize()


PointsValue = Annotated[Decimal, mapped_column(Points)]
Key = Annotated[str, mapped_column(String(120))]
Title = Annotated[str, mapped_column(String(300))]
Words = Annotated[str, mapped_column(String(2000))]
Instant = Annotated[int, mapped_column(BigInteger)]  # epoch milliseconds, UTC
Document = Annotated[Any, mapped_column(JSON)]
