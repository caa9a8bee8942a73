"""Scenes: what the hall and the stream can be shown, as values. Both draw the same data, so they can't disagree."""

from contest.live.scenes.base import Scene, SceneName, Step, TeamName, cut_to_step
from contest.live.scenes.ceremony import (
    Draw,
    Favourite,
    Jury,
    JuryMember,
    Programme,
    ProgrammeDay,
    ProgrammeLine,
)
from contest.live.scenes.figures import (
    Advancing,
    Detail,
    JudgeFigure,
    JudgeState,
    LineKind,
    Score,
    ScoreLine,
    StandingRow,
    Standings,
    reveal_stops,
)
from contest.live.scenes.honours import Award, Podium, PodiumStep
from contest.live.scenes.inserts import Media, MediaFile, Message, TestCard
from contest.live.scenes.params import PARAMS, Param, ParamKind, SceneParams
from contest.live.scenes.waiting import Blank, Holding, Performing, Scoring, Slogan, TeamIntro

__all__ = [
    "PARAMS",
    "Advancing",
    "Award",
    "Blank",
    "Detail",
    "Draw",
    "Favourite",
    "Holding",
    "JudgeFigure",
    "JudgeState",
    "Jury",
    "JuryMember",
    "LineKind",
    "Media",
    "MediaFile",
    "Message",
    "Param",
    "ParamKind",
    "Performing",
    "Podium",
    "PodiumStep",
    "Programme",
    "ProgrammeDay",
    "ProgrammeLine",
    "Scene",
    "SceneName",
    "SceneParams",
    "Score",
    "ScoreLine",
    "Scoring",
    "Slogan",
    "StandingRow",
    "Standings",
    "Step",
    "TeamIntro",
    "TeamName",
    "TestCard",
    "cut_to_step",
    "reveal_stops",
]
