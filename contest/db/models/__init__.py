"""Every table of the house, in one place for queries and for Alembic."""

from contest.db.models.arrivals import Arrival
from contest.db.models.contest import Contest, Group, ProgrammeItem, Slogan, Team
from contest.db.models.desk import (
    JudgeCall,
    PaperEntry,
    Replacement,
    RoundMinutes,
    SheetRefusal,
)
from contest.db.models.draws import Draw
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
from contest.db.models.posters import Poster
from contest.db.models.publishing import Correction, Publication
from contest.db.models.record import AuditEntry, IdempotentAnswer, TopicRev
from contest.db.models.registration import (
    Contact,
    Member,
    OutgoingMail,
    PerformanceEntry,
    Registration,
    RegistrationChange,
    RegistrationRules,
    ReviewRemark,
    StoredFile,
    UnitType,
)
from contest.db.models.rules import Award, Criterion, Round, RoundJudge, RulesVersion, Section, SectionJudge
from contest.db.models.show import Bus, Cue, ScreenSetting, StageClock, Take

__all__ = [
    "Absence",
    "Adjustment",
    "Arrival",
    "AuditEntry",
    "Award",
    "Bus",
    "Conferral",
    "Contact",
    "Contest",
    "Correction",
    "Credential",
    "Criterion",
    "Cue",
    "Decision",
    "Draw",
    "Entry",
    "Group",
    "IdempotentAnswer",
    "Judge",
    "JudgeCall",
    "Mark",
    "Member",
    "OutgoingMail",
    "PaperEntry",
    "Performance",
    "PerformanceEntry",
    "PointsEntry",
    "Poster",
    "ProgrammeItem",
    "Publication",
    "Registration",
    "RegistrationChange",
    "RegistrationRules",
    "Replacement",
    "ReviewRemark",
    "Round",
    "RoundJudge",
    "RoundMinutes",
    "RulesVersion",
    "ScreenSetting",
    "Section",
    "SectionJudge",
    "Sheet",
    "SheetRefusal",
    "SheetVersion",
    "Slogan",
    "StageClock",
    "StoredFile",
    "Take",
    "Team",
    "TopicRev",
    "UnitType",
    "WebSession",
]
