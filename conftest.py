"""What every test may use."""

from hypothesis import HealthCheck, settings

pytest_plugins = ["pytester"]

# A busy machine is slow at times: a property fails for what it found, never for the clock.
settings.register_profile("accord", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("accord")
