"""Rows: what the database keeps. Knows no screen, no document and no permission."""
