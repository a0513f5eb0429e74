"""Deploy containers to your own servers: the wheels library, through its C interface.

    import wheels

    with wheels.Project("/srv/shop") as project:
        report = project.deploy(version="v2", skip_push=True)

    run = project.start("deploy", version="v3")     # does not wait
    for event in run.events(): ...                  # until its end
    run.cancel()                                    # from any thread
    report = await run                              # in asyncio; a cancelled task stops the run

The library is looked for in $WHEELS_LIBRARY, then where the system has its libraries.
"""

from ._errors import ConfigError, Error, HookFailed, Interrupted, LockHeld, UsageError
from ._project import Event, HostResult, Project, Report, Run, version

__all__ = [
    "ConfigError",
    "Error",
    "Event",
    "HookFailed",
    "HostResult",
    "Interrupted",
    "LockHeld",
    "Project",
    "Report",
    "Run",
    "UsageError",
    "version",
]
