"""Sound in other formats and in archives, made while it is read."""

from app.exports.encoding.archive import archive_blocks
from app.exports.encoding.encoder import encode
from app.exports.encoding.formats import FORMATS

__all__ = ["FORMATS", "archive_blocks", "encode"]
