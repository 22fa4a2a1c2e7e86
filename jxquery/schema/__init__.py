"""What the data means, as data: tables, columns and their roles, units, words; and the loader that proves them."""
