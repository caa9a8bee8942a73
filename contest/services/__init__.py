"""Acts: one transaction each. Permission, change, audit, idempotent answer and touched topics are written together.

Web, socket and command line all come through here, so none of them can forget one of these.
"""
