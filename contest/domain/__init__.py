"""The rules of a contest, as pure functions over frozen values."""
