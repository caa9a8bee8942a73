"""The rules of a round as the organiser sets them: read, checked, tried out, written, frozen, changed with a reason."""
