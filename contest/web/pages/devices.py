"""How a device is called in lists: browser and system, never an address."""

from __future__ import annotations

from werkzeug.user_agent import UserAgent


def device_name(agent: UserAgent) -> str:
    """Browser and system in a few words, for the list of devices: `Chrome · Android`."""
    text = agent.string
    browsers = (("Edg", "Edge"), ("OBS", "OBS"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"), ("iPad", "iPad"), ("iPhone", "iPhone"),
        ("Windows", "Windows"), ("Mac", "macOS"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((name for sign, name in browsers if sign in text), "Trình duyệt khác")
    system = next((name for sign, name in systems if sign in text), "")
    return f"{browser} · {system}" if system else browser
