"""Scenes: what the hall and the stream can be shown, as values. Both draw the same data, so they can't disagree."""

from contest.live.scenes.base import Scene, SceneName, Step, TeamName, cut_to_step
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
)
from contest.live.scenes.honours import Award, Podium, PodiumStep
from contest.live.scenes.waiting import Blank, Holding, Performing, Scoring, Slogan, TeamIntro

__all__ = [
    "Advancing",
    "Award",
    "Blank",
    "Detail",
    "Holding",
    "JudgeFigure",
    "JudgeState",
    "LineKind",
    "Performing",
    "Podium",
    "PodiumStep",
    "Scene",
    "SceneName",
    "Score",
    "ScoreLine",
    "Scoring",
    "Slogan",
    "StandingRow",
    "Standings",
    "Step",
    "TeamIntro",
    "TeamName",
    "cut_to_step",
]
