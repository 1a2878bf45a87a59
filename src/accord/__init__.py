"""accord proves from source alone that servers and clients keep their API contract."""

from time import time_ns

__version__ = "0.1.0"
LOADED = time_ns()  # before any other module of accord was read
