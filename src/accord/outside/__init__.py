"""The doors to the world: programs, files and locks. Nothing else in accord starts a program or writes a file."""
