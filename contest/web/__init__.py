"""The web door: pages and the JSON interface. A route loads a form, calls one act, answers; rules live elsewhere."""
