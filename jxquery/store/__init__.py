"""Where data lives: generations of the database in a folder, how documents get into them, and the sample."""

from jxquery.store.folders import cache_folder, chosen_folder, default_folder
from jxquery.store.generations import Generation, Store
from jxquery.store.plan import Loaded, Report
from jxquery.store.sample import open_sample
from jxquery.store.tables import loaded_sources

__all__ = [
    "Generation",
    "Loaded",
    "Report",
    "Store",
    "cache_folder",
    "chosen_folder",
    "default_folder",
    "loaded_sources",
    "open_sample",
]
