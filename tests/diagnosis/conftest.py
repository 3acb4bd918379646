"""A busy machine is not a failure: properties have no deadline."""

from hypothesis import settings

settings.register_profile("maillon", deadline=None)
settings.load_profile("maillon")
