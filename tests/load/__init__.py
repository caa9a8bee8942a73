"""Faults made on purpose: servers killed, disks filled, networks cut.

Each has a short form in the suite (test_faults.py) and a full one by hand:

    python3 -m tests.load.kills         the server killed 200 times while nine judges submit
    python3 -m tests.load.starts        the very first start killed 40 times
    python3 -m tests.load.storage       the database in use, the disk full, full in the middle of a checkpoint
    python3 -m tests.load.bad_network   a tablet on a bad network, twelve sheets

Each prints what it counted and measured, ends with 0 when everything held, and is bounded in count and in time.
"""
