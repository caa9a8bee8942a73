"""What `contest.services.record` checks, part by part: the chain, the sheets and points, the confirmed results."""
