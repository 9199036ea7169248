"""Settings of the whole suite."""

from hypothesis import HealthCheck, settings

# a slow machine is no fault of the code: nothing in the suite decides by the clock
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("patient")
