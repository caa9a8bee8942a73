"""A contest on stage: registration, judging, results, hall and stream."""
