"""Who sits on a panel: a section's own judges where it has any, else the round's; and their labels on screens."""

from __future__ import annotations

from contest.db.models import Judge, Performance, Round


def panel_of(performance: Performance) -> list[Judge]:
    """The judges who owe this performance a sheet or an absence, in order; none for entered points."""
    if performance.section.kind != "judged":
        return []
    seats = performance.section.panel_judges or performance.round.panel
    return [seat.judge for seat in seats]


def labelled(row: Round) -> dict[str, tuple[str, Judge]]:
    """Every judge of the round by key, with the label `GK 1` …: its panel, then who sits only on a section's own."""
    every = {seat.judge.key: seat.judge for seat in row.panel}
    for section in row.sections:
        for seat in section.panel_judges:
            every.setdefault(seat.judge.key, seat.judge)
    return {key: (f"GK {number}", judge) for number, (key, judge) in enumerate(every.items(), 1)}
