"""The language of an answer: what rules and acts say, told in the words of whoever asks.

Responsible for the three ways out: what templates print, what JSON holds, and the faults of a refusal. The texts are
Vietnamese until here; only a request knows another language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, has_request_context
from flask.json.provider import DefaultJSONProvider
from flask_babel import get_locale, gettext
from jinja2 import pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from werkzeug.sansio.response import Response

from contest.domain.errors import Fault
from contest.domain.said import Said, told
from contest.i18n import DEFAULT


def spoken(value: Any) -> Any:
    """The value with every text that rules and acts say in it, told in the language of the request."""
    return told(value, gettext) if _is_foreign() else value


def words_of(fault: Fault) -> str:
    """The fault in the language of the request. Faults of a contest file bring their own English."""
    if not _is_foreign():
        return fault.message
    if isinstance(fault.message, Said):
        return fault.message.in_words_of(gettext)
    return fault.english or fault.message


class SpokenJson(DefaultJSONProvider):
    """JSON whose answers are told in the language of the request. Cookies and what is stored stay as they are."""

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """The answer that holds this."""
        return super().response(*spoken(list(args)), **spoken(kwargs))


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], between: str = "", attribute: str | int | None = None) -> str:
    """Jinja's own `join` for texts that are told before they are joined."""
    text: str = do_join(context, [spoken(each) for each in value], between, attribute)
    return text  # perhaps marked as markup, and left so


def _is_foreign() -> bool:
    return has_request_context() and str(get_locale() or DEFAULT) != DEFAULT


def register(app: Flask) -> None:
    """Has templates and JSON of the application speak the language of the request. Before any template is loaded."""
    app.json = SpokenJson(app)
    app.jinja_env.finalize = spoken
    app.jinja_env.filters["join"] = _join
    app.jinja_env.filters["spoken"] = spoken  # for what fills a slot of a text of the page
    app.jinja_env.policies["json.dumps_function"] = lambda value, **options: app.json.dumps(spoken(value), **options)
