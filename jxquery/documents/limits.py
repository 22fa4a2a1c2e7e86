"""How much of a file is read. A file may be broken or hostile: each of these ends it in an error, never in a crash."""

from __future__ import annotations

LARGEST_FILE = 200_000_000
"""Bytes of any file."""

LARGEST_UNPACKED = 400_000_000
"""Bytes of all parts of a .xlsx or .docx together, unpacked."""

LARGEST_PART = 200_000_000
"""Bytes of one part of a .xlsx or .docx, unpacked."""

LARGEST_TREE = 60_000_000
"""Bytes of the text of a .docx, unpacked: as a tree it takes ten times as much memory."""

LARGEST_STREAM = 60_000_000
"""Bytes of one stream of a PDF that is no picture, unpacked."""

LARGEST_PAGE = 4_000_000
"""Bytes of the drawing of one PDF page, unpacked: reading them takes some seconds a million."""

LARGEST_PAGES = 100_000_000
"""Bytes of the drawings of all pages of a PDF together, unpacked."""

MOST_CELLS = 1_000_000
"""Cells of a file, the empty ones between them counted."""

MOST_WRITTEN = 2_000_000
"""Cells that a sheet writes, though many may be empty."""

MOST_COLUMNS = 1_000
"""Columns of a table, and the most that one cell may span."""

MOST_PAGES = 3_000
"""Pages of a PDF."""

MOST_CHARACTERS = 50_000
"""Characters of one PDF page."""

MOST_CODES = 2_000_000
"""Characters that the tables of one font of a PDF name; there are no more than 1.1 million."""

MOST_RULES = 20_000
"""Lines and boxes of one PDF page: a page with more is a drawing, not a table."""

MOST_DRAWINGS = 20_000
"""Drawings inside drawings of one PDF page."""

DEEPEST = 5_000
"""Elements of a web page inside each other."""

DEEPEST_TABLES = 50
"""Tables inside each other."""
