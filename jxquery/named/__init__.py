"""Named queries: SQL files with a header, parameters and examples, the program's own and the user's."""
