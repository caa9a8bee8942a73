"""The demo contest, Quảng Ngãi 2024: true facts of the official letter, and assumed rules that say so in the README."""
