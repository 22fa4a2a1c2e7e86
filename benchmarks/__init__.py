"""How fast things are. Run each file with `python -m`."""
