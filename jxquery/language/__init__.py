"""A question to a `Query`: recognise mentions, read the best cover of them, resolve the reading, put it into words."""
