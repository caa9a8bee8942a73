"""Measurements of the running product, each beside its floor in the same run: ratios and percentiles, no verdicts."""
