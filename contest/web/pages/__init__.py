"""Pages for people and screens. Each package answers for one kind of user and knows nothing of the others."""

from __future__ import annotations

from flask import Flask

from contest.web.pages import (
    auth,
    broadcast,
    cards,
    corrections,
    decisions,
    director,
    draws,
    explanations,
    feeds,
    founding,
    gear,
    install,
    judge,
    mc,
    media,
    minutes,
    organiser,
    panel,
    paper,
    personal_data,
    public,
    register_files,
    register_steps,
    registering,
    registrations,
    rehearsal,
    rules,
    screens,
    secretary,
    sound,
    timetable,
    versions,
)


def register(app: Flask) -> None:
    """Adds every page."""
    for room in (
        public,
        auth,
        organiser,
        rules,
        founding,
        secretary,
        cards,
        minutes,
        paper,
        versions,
        panel,
        decisions,
        draws,
        corrections,
        timetable,
        judge,
        install,
        director,
        mc,
        media,
        screens,
        feeds,
        gear,
        broadcast,
        rehearsal,
        explanations,
        registering,
        register_steps,
        register_files,
        registrations,
        personal_data,
        sound,
    ):
        app.register_blueprint(room.blueprint)
