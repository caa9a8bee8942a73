"""Documents and files that leave the house: values in, bytes out. Reads no database and asks nobody's permission."""
