"""Where data lives: generations of the database in a folder, how documents get into them, and the sample."""

from jxquery.store.folders import cache_folder, chosen_folder, default_folder
from jxquery.store.generation import Generation
from jxquery.store.generations import Store, open_ahead
from jxquery.store.sample import open_sample

__all__ = [
    "Generation",
    "Store",
    "cache_folder",
    "chosen_folder",
    "default_folder",
    "open_ahead",
    "open_sample",
]
