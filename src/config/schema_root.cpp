#include "config/schema.hpp"

namespace wheels::config::schema {
namespace {

Shape map_of(Shape values) {
    Shape shape;
    shape.accepts = map;
    shape.values = std::make_shared<const Shape>(std::move(values));
    return shape;
}

Shape servers_value() {
    return map_of(role_value()) | host_list();
}

}  // namespace

const Section& root() {
    static const Section section{
        "configuration",
        "config/deploy.yml says what is deployed, and where to. With `--destination NAME` the keys of "
        "config/deploy.NAME.yml are merged over it: maps are merged, everything else is replaced.\n"
        "Keys that begin with `x-` are yours, for anchors; only `x-wheels` is read.",
        {
            {"service", string_value(),
             "Name of the app: letters, digits, `-` and `_`. Containers begin with it. Required.", "myapp",
             ""},
            {"image", text_value(),
             "Name of the image in the registry, without server and tag. Required, unless the registry is a "
             "local one.",
             "my-name/myapp", "the service, with a local registry"},
            {"labels", in_shell(map_of_texts()), "More labels for the app's containers.", "{team: shop}",
             "none"},
            {"volumes", in_shell(list_of_texts()),
             "Volumes of the app's containers, as for `docker run --volume`.", "[\"storage:/app/storage\"]",
             "none"},
            {"registry", section_value(registry()), "Where the image is kept; see `docs registry`. Required.",
             "", ""},
            {"servers", servers_value(), "The hosts, as a list or by role; see `docs servers`.",
             "[10.0.0.1, 10.0.0.2]", ""},
            {"env", root_env_value(), "Environment of the app's containers; see `docs env`.",
             "{RAILS_ENV: production}", "none"},
            {"asset_path", in_shell(or_nothing(string_value())),
             "Folder of the assets in the image. Both versions' files are kept there during a deploy. Mount "
             "options may follow after a colon.",
             "/app/public/assets", "no asset bridging"},
            {"hooks_path", or_nothing(string_value()), "Folder of the hooks.", ".kamal/hooks",
             ".kamal/hooks"},
            {"hooks_output", or_nothing(one_of({"quiet", "verbose"})) | map_of(one_of({"quiet", "verbose"})),
             "Whether the output of hooks is shown: for all, or by hook. Output of a hook that fails is "
             "always shown.",
             "verbose", "shown"},
            {"secrets_path", text_value(),
             "The secrets file. Read are PATH-common, then PATH, or PATH.DESTINATION in its place.",
             ".kamal/secrets", ".kamal/secrets"},
            {"error_pages_path", text_value(),
             "Folder with pages that the proxy shows for errors: 404.html, 502.html and so on.", "public",
             "the proxy's own pages"},
            {"require_destination", boolean_value(), "Whether `--destination` has to be given.", "true",
             "false"},
            {"primary_role", text_value(),
             "The role that is booted first, and on whose first host the lock is kept.", "web", "web"},
            {"allow_empty_roles", boolean_value(), "Whether a role may have no hosts.", "true", "false"},
            {"retain_containers", integer_value(),
             "How many old containers and images are kept on each host; at least 1.", "5", "5"},
            {"minimum_version", text_value(),
             "The Kamal version that this file needs at least. We are compatible with 2.12.0.", "2.0.0",
             "any"},
            {"readiness_delay", integer_value(),
             "Seconds that a container without a proxy and without a health check has to run to count as "
             "booted.",
             "7", "7"},
            {"deploy_timeout", integer_value(), "Seconds that a container may take to become ready.", "30",
             "30"},
            {"drain_timeout", integer_value(), "Seconds that open requests get to finish.", "30", "30"},
            {"stop_timeout", integer_value(),
             "Seconds that a container gets between SIGTERM and SIGKILL. A role may have its own.", "30",
             "10 behind the proxy, else drain_timeout"},
            {"run_directory", one_of({".kamal"}),
             "Folder of our files in the home of the SSH user. Kamal 2.12 knows one value only.", ".kamal",
             ".kamal"},
            {"ssh", section_value(ssh()), "How to log in to the hosts; see `docs ssh`.", "", ""},
            {"builder", section_value(builder()), "How to build the image; see `docs builder`.", "", ""},
            {"accessories", map_of(section_value(accessory())),
             "Other containers, such as databases; see `docs accessory`.", "", "none"},
            {"proxy", section_value(proxy()), "How kamal-proxy serves the app; see `docs proxy`.", "", ""},
            {"sshkit", section_value(sshkit()), "Limits for connections; see `docs sshkit`.", "", ""},
            {"boot", section_value(boot()), "In which groups hosts get the new version; see `docs boot`.", "",
             ""},
            {"logging", section_value(logging()), "Docker's logging; see `docs logging`.", "", ""},
            {"output", section_value(output()), "Where else a run is logged; see `docs output`.", "", ""},
            {"aliases", in_shell(map_of_texts()), "Names for commands; see `docs alias`.",
             "{console: app exec -i \"bin/console\"}", "none"},
            {"x-wheels", section_value(x_wheels()), "Settings that Kamal does not have; see `docs x-wheels`.",
             "", ""},
        },
        true};
    return section;
}

const Section& registry() {
    static const Section section{
        "registry",
        "The container registry. A value in brackets is the name of a secret, anything else is the value "
        "itself.\n"
        "A server `localhost:PORT` is a local registry: it runs on this machine, and hosts reach it over "
        "SSH.",
        {
            {"server", string_value(), "Host and port of the registry.", "registry.example.com:5000",
             "Docker Hub"},
            {"username", string_value() | list_of_strings(), "Required, unless the registry is a local one.",
             "deployer", ""},
            {"password", string_value() | list_of_strings(), "Required, unless the registry is a local one.",
             "[KAMAL_REGISTRY_PASSWORD]", ""},
        }};
    return section;
}

const Section& role() {
    static const Section section{
        "role",
        "A role is a list of hosts, or a map with `hosts` and settings. The primary role (`web`) is served "
        "by the "
        "proxy; other roles are, when they say so.",
        {
            {"hosts", host_list(),
             "Names or addresses, also as USER@HOST:PORT. `HOST: TAG` or `HOST: [TAG, …]` gives a host the "
             "environment of tags.",
             "[10.0.0.3, {10.0.0.4: nightly}]", "none"},
            {"cmd", in_shell(text_value()), "Command that the containers run.", "bin/jobs",
             "the image's command"},
            {"stop_timeout", integer_value(), "As at the root.", "60", "the root's"},
            {"options", in_shell(any_map()),
             "More options for `docker run`. A list repeats the option, `true` stands for an option without "
             "a value. `restart` has to be a text.",
             "{memory: 2g, cpus: 4}", "restart: unless-stopped"},
            {"logging", section_value(logging()), "Merged over the root's.", "", "the root's"},
            {"proxy", boolean_value() | section_value(proxy()),
             "Whether the proxy serves the role; or settings, merged over the root's.", "true",
             "true for the primary role"},
            {"labels", in_shell(map_of_texts()),
             "More labels, merged over the root's. `service`, `role` and `destination` are taken.",
             "{team: jobs}", "the root's"},
            {"env", env_value(), "Merged over the root's. Has no `tags`.", "{THREADS: 5}", "the root's"},
            {"asset_path", in_shell(or_nothing(string_value())), "As at the root.", "/app/public/assets",
             "the root's"},
        }};
    return section;
}

const Section& boot() {
    static const Section section{
        "boot",
        "Without settings all hosts get the new version at once.",
        {
            {"limit", integer_value() | text_value(),
             "How many hosts at a time: a number, or a percentage of all hosts.", "25%", "all at once"},
            {"wait", integer_value(), "Seconds after every group of hosts.", "10", "0"},
            {"parallel_roles", boolean_value(), "Whether the roles of one host boot at the same time.",
             "true", "false"},
        }};
    return section;
}

const Section& logging() {
    static const Section section{
        "logging",
        "For Docker. Without `driver` and `options` the log of a container is kept to 10 MB.",
        {
            {"driver", in_shell(text_value()), "Docker's log driver.", "json-file", "Docker's default"},
            {"options", in_shell(any_map()), "Options of the driver.", "{max-size: 100m}", "max-size: 10m"},
        }};
    return section;
}

const Section& x_wheels() {
    static const Section section{
        "x-wheels",
        "What Kamal does not have. Kamal leaves keys that begin with `x-` alone, so one file serves both.",
        {
            {"hooks_env", one_of({"subset", "kamal"}),
             "`kamal` gives the hooks pre-deploy, post-deploy and post-deploy-failure all variables of "
             "Kamal, and the secrets.",
             "kamal", "subset"},
            {"hooks_timeout", integer_value(), "Seconds that a hook may take.", "60", "no limit"},
            {"version", one_of({"short", "full"}),
             "The version when none is given: git's short or full commit id.", "full", "short"},
            {"accept_new_hosts", boolean_value(),
             "Whether the key of an unknown host is accepted and remembered. A changed key never is.", "true",
             "false"},
            {"interpolate", boolean_value(), "Whether `${VAR}` in values is replaced.", "false", "true"},
        }};
    return section;
}

}  // namespace wheels::config::schema
