"""Points on their way to the disk and back: exact, never rounded, and absence is never zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from contest.db.models import Adjustment, Performance, Section
from contest.db.types import PointsTooFineError
from contest.services.house import House


def adjustment(session: Session, points: Decimal) -> Adjustment:
    first = session.scalars(select(Performance).order_by(Performance.id)).first()
    assert first is not None
    row = Adjustment(
        round_id=first.round_id,
        team_id=first.team_id,
        performance_id=first.id,
        points=points,
        reason="Vì thử",
        by="Thư ký",
        at=0,
    )
    session.add(row)
    session.flush()
    session.expire(row)
    return row


def test_ten_times_a_tenth_are_exactly_one(house: House) -> None:
    with house.database.writing() as session:
        for _ in range(10):
            adjustment(session, Decimal("0.10"))
        assert session.scalar(select(func.sum(Adjustment.points))) == Decimal(1)
        assert str(session.scalar(select(func.sum(Adjustment.points)))) == "1"


@pytest.mark.parametrize("figure", ["0.1", "-0.25", "27", "0.000001", "-0.000001", "100000", "43.58", "1200"])
def test_a_figure_comes_back_as_it_went(house: House, figure: str) -> None:
    with house.database.writing() as session:
        found = adjustment(session, Decimal(figure)).points
        assert found == Decimal(figure)
        assert format(found, "f") == figure


def test_trailing_zeros_are_not_kept(house: House) -> None:
    with house.database.writing() as session:
        assert str(adjustment(session, Decimal("9.250")).points) == "9.25"
        assert str(adjustment(session, Decimal("10.00")).points) == "10"


@pytest.mark.parametrize("figure", ["0.0000001", "-1.2345678", "1.0000000000000000000000000000000000001"])
def test_what_is_finer_than_the_scale_is_refused_not_rounded(house: House, figure: str) -> None:
    with house.database.writing() as session, pytest.raises((PointsTooFineError, StatementError), match="6 places"):
        adjustment(session, Decimal(figure))


def test_none_stays_none_and_zero_stays_zero(house: House) -> None:
    with house.database.writing() as session:
        row = session.scalars(select(Section).where(Section.kind == "points")).one()
        assert row.floor is None
        row.floor = Decimal(0)
        session.flush()
        session.expire(row)
        assert row.floor == Decimal(0)
        assert row.floor is not None
        assert session.scalar(text("SELECT floor FROM section WHERE kind = 'points'")) == 0


def test_the_disk_holds_whole_numbers(house: House) -> None:
    with house.database.writing() as session:
        adjustment(session, Decimal("-0.25"))
        assert session.execute(text("SELECT points, typeof(points) FROM adjustment")).one() == (-250_000, "integer")
