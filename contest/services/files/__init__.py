"""Files that people hand in: checked in a process of their own, kept in the data folder, served by permission."""
