"""A contest file on its way into rows: what rows can't hold, the rules, the records, and the state they leave."""
