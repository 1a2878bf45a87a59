"""accord proves from source alone that servers and clients keep their API contract."""

__version__ = "0.1.0"
