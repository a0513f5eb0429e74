"""Deploy containers to your own servers: the wheels library, through its C interface.

    import wheels

    with wheels.Project("/srv/shop") as project:
        report = project.deploy(version="v2", skip_push=True)

        run = project.start("deploy", version="v3", skip_push=True)     # does not wait
        for event in run.events():                                      # until its end
            print(event)
        report = run.result()                                           # run.cancel() from any thread

wheels.aio has the same for asyncio. The library is looked for in $WHEELS_LIBRARY, then where the system has its libraries.
"""

from ._calls import Event, Report
from ._core import HostResult
from ._errors import Cancelled, ConfigError, Error, HookFailed, LockHeld, UsageError
from ._project import Project, version
from ._run import Run

__all__ = [
    "Cancelled",
    "ConfigError",
    "Error",
    "Event",
    "HookFailed",
    "HostResult",
    "LockHeld",
    "Project",
    "Report",
    "Run",
    "UsageError",
    "version",
]
