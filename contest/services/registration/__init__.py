"""Registration by the units: rules, drafts, review, letters, and what becomes of personal data."""
