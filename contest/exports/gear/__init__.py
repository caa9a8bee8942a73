"""Files for the station's own gear, with the contest's address filled in: shell page, SPX templates, OGraf package.

Responsible for putting them together from the few scripts beside this module. All of them frame the one overlay of the
server, so none draws anything itself and none can show what the overlay does not.
"""

from contest.exports.gear.files import Where, ograf_package, shell_page, spx_package
from contest.exports.gear.graphics import GRAPHICS, SCHEMA, manifest

__all__ = ["GRAPHICS", "SCHEMA", "Where", "manifest", "ograf_package", "shell_page", "spx_package"]
