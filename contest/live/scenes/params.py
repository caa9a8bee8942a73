"""What a cue of each scene may be told: the parameters by name and kind, from which a form is built and checked.

Responsible for which parameters there are. Whether a team, a prize or a file of that key exists, the house says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contest.live.scenes.base import SceneName

MOST_WORDS = 240  # a message stands on every wall in one of its three sizes


class ParamKind(StrEnum):
    """What a parameter holds."""

    WORDS = "words"  # text of at most `longest` characters
    FLAG = "flag"
    NUMBER = "number"  # a whole number from 1
    DAY = "day"  # ISO date of the programme
    MEDIA = "media"  # key of a stored file
    AWARD = "award"  # key of a prize
    TEAMS = "teams"  # keys of teams in order
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a scene's cue."""

    name: str
    kind: ParamKind
    required: bool = False
    longest: int = 0
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneParams:
    """What a cue of the scene hangs on besides its own parameters, and those parameters."""

    params: tuple[Param, ...] = ()
    of_round: bool = False
    of_performance: bool = False


K = ParamKind
_TITLE = Param("title", K.WORDS, longest=60)
_PERFORMANCE = SceneParams(of_performance=True)

PARAMS: dict[SceneName, SceneParams] = {
    SceneName.BLANK: SceneParams(),
    SceneName.HOLDING: SceneParams((Param("wait_for_round", K.FLAG), Param("present", K.FLAG)), of_round=True),
    SceneName.PROGRAMME: SceneParams((_TITLE, Param("day", K.DAY), Param("by_day", K.FLAG))),
    SceneName.JURY: SceneParams((_TITLE, Param("one_by_one", K.FLAG)), of_round=True),
    SceneName.DRAW: SceneParams(
        (
            _TITLE,
            Param("order", K.TEAMS),
            Param("seed_digest", K.WORDS, longest=64),
            Param("seed", K.WORDS, longest=300),
        ),
        of_round=True,
    ),
    SceneName.TEAM: SceneParams((Param("section", K.FLAG),), of_performance=True),
    SceneName.PERFORMING: _PERFORMANCE,
    SceneName.SCORING: _PERFORMANCE,
    SceneName.SCORE: SceneParams((Param("reveal", K.CHOICE, choices=("at_once",)),), of_performance=True),
    SceneName.STANDINGS: SceneParams(
        (Param("top", K.NUMBER), Param("reveal", K.CHOICE, choices=("bottom_up", "row_by_row"))), of_round=True
    ),
    SceneName.ADVANCING: SceneParams(of_round=True),
    SceneName.AWARD: SceneParams((Param("award", K.AWARD, required=True), Param("winner", K.NUMBER)), of_round=True),
    SceneName.PODIUM: SceneParams(of_round=True),
    SceneName.FAVOURITE: SceneParams((Param("award", K.AWARD), Param("votes", K.WORDS, longest=12))),
    SceneName.MESSAGE: SceneParams(
        (Param("text", K.WORDS, required=True, longest=MOST_WORDS), Param("second", K.WORDS, longest=120))
    ),
    SceneName.MEDIA: SceneParams(
        (
            Param("media", K.MEDIA, required=True),
            Param("fill", K.FLAG),
            Param("loop", K.FLAG),
            Param("sound", K.FLAG),
        )
    ),
    SceneName.TESTCARD: SceneParams(),
}
"""Every scene. A cue of a scene `of_round` or `of_performance` needs that row; `favourite` without an award takes the
first prize that is named by hand, `draw` without an order the recorded one of its round."""
