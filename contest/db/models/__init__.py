"""Every table of the house, in one place for queries and for Alembic."""

from contest.db.models.contest import Contest, Group, ProgrammeItem, Slogan, Team
from contest.db.models.judging import (
    Absence,
    Adjustment,
    Conferral,
    Decision,
    Entry,
    Mark,
    Performance,
    PointsEntry,
    Sheet,
    SheetVersion,
)
from contest.db.models.people import Credential, Judge, WebSession
from contest.db.models.record import AuditEntry, IdempotentAnswer, TopicRev
from contest.db.models.rules import Award, Criterion, Round, RoundJudge, RulesVersion, Section, SectionJudge
from contest.db.models.show import Bus, Cue, StageClock, Take

__all__ = [
    "Absence",
    "Adjustment",
    "AuditEntry",
    "Award",
    "Bus",
    "Conferral",
    "Contest",
    "Credential",
    "Criterion",
    "Cue",
    "Decision",
    "Entry",
    "Group",
    "IdempotentAnswer",
    "Judge",
    "Mark",
    "Performance",
    "PointsEntry",
    "ProgrammeItem",
    "Round",
    "RoundJudge",
    "RulesVersion",
    "Section",
    "SectionJudge",
    "Sheet",
    "SheetVersion",
    "Slogan",
    "StageClock",
    "Take",
    "Team",
    "TopicRev",
    "WebSession",
]
