"""Rows in, domain values out. Computes nothing and writes nothing."""
