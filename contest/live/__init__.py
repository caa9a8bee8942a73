"""Messages: what each audience is sent, and no more. Knows the rules only: no row, no socket."""
