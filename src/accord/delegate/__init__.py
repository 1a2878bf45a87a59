"""What is broken, handed to a coding agent in a place apart, judged by the same checker, brought home as a patch.

On top of everything else and removable: nothing below knows it. `session.delegate` is the whole run, `generate.generate`
one task of it.
"""
