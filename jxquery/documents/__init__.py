"""Files to records: a reader for each format, descriptions of forms as data, one form reader for all."""
