"""One setting for every property test: no deadline, for a busy machine is not a wrong answer."""

from hypothesis import settings

settings.register_profile("tillmesh", deadline=None, print_blob=True)
if settings.get_current_profile_name() == "default":  # a build server brings its own profile
    settings.load_profile("tillmesh")
