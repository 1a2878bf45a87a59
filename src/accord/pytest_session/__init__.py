"""What `pytest --accord` does once it is asked for: one run, its items, its summary."""
