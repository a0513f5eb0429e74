#include "commands/probe.hpp"

#include <string>

#include "base/shell.hpp"

namespace wheels::commands {
namespace {

// Reads `SERVICE/ID/NAMES` of every container, prints the ids of the service's and of the proxy's.
std::string pick_ids(const Config& config) {
    return "sed -n " + shell::quote("s|^" + config.service +
                                    "/\\([0-9a-f]*\\)/.*|\\1|p; s|^[^/]*/\\([0-9a-f]*\\)/kamal-proxy$|\\1|p");
}

const std::string inspect_format =
    "container|{{.Id}}|{{.Name}}|{{.Image}}|{{.Config.Image}}|{{.State.Status}}|"
    "{{index .Config.Labels \"service\"}}|{{index .Config.Labels \"role\"}}|{{index .Config.Labels "
    "\"destination\"}}";
// `.Id` is in no field of Docker's own, so it reads a map, in which a container without a check has no
// health.
const std::string more_to_inspect =
    "|{{.Created}}|{{.State.StartedAt}}|{{with index .State \"Health\"}}{{.Status}}{{end}}";

Command probe(const Config& config, const std::string& format) {
    // Each answer is kept in a variable first, because a pipe would hide that Docker failed. The second try
    // is for a container that somebody removes between the list and the inspection.
    const std::string line =
        "(containers() { all=$(docker ps -a --format '{{.Label \"service\"}}/{{.ID}}/{{.Names}}') && "
        "printf '%s\\n' \"$all\" | " +
        pick_ids(config) + " | xargs -r docker inspect --format " + shell::quote(format) +
        "; }; "
        "containers=$(containers 2> /dev/null || containers) && "
        "networks=$(docker network ls --format '{{.Name}}') && "
        "latest=$(docker image ls -q --no-trunc --filter " +
        shell::quote("reference=" + config.latest_image()) +
        ") && "
        "printf '%s\\n' \"$containers\" \"latest|$latest\" && "
        "{ printf '%s\\n' \"$networks\" | grep -x kamal > /dev/null && echo 'network|kamal'; echo end; })";
    Command command("look at the host", line);
    command.probe = true;
    command.dry_reply = "<what runs on the host>";
    return command;
}

}  // namespace

Command probe_host(const Config& config) {
    return probe(config, inspect_format);
}

Command probe_closely(const Config& config) {
    return probe(config, inspect_format + more_to_inspect);
}

}  // namespace wheels::commands
