"""What delegation costs and saves: session meters, the performance log, the signals, and the skills that are
installed for agents.
"""
