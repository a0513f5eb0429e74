#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "describe.hpp"
#include "load.hpp"
#include "schema_paths.hpp"

namespace {

using namespace wheels;

/// What a key does: with `yaml` added to a minimal file, the Config has the line `shows`.
struct Effect {
    std::string path;  ///< Of the key, with `*` for free names.
    std::string yaml;
    std::string shows;
};

const std::vector<Effect> effects{
    {"labels", "labels: {team: 7}", "roles.web.labels.team = 7"},
    {"volumes", "volumes: [\"a:/b\"]", "volumes = a:/b"},
    {"env", "env: {A: 010, B: yes}", "roles.web.env.10.0.0.1.clear.A = 8"},
    {"env", "env: {clear: {A: x}, secret: [S, T:S]}", "roles.web.env.10.0.0.1.secret.T = secret s-value"},
    {"asset_path", "asset_path: \"/assets:ro\"", "roles.web.asset_path.options = ro"},
    {"hooks_path", "hooks_path: hooks", "hooks.path = hooks"},
    {"hooks_output", "hooks_output: :quiet", "hooks.output = quiet"},
    {"hooks_output", "hooks_output: {pre-deploy: :verbose}", "hooks.output.pre-deploy = verbose"},
    {"error_pages_path", "error_pages_path: public", "error_pages_path = public"},
    {"retain_containers", "retain_containers: 3", "retain_containers = 3"},
    {"minimum_version", "minimum_version: 2.1", "minimum_version = 2.1"},
    {"readiness_delay", "readiness_delay: 1", "readiness_delay = 1"},
    {"deploy_timeout", "deploy_timeout: 1_000", "deploy_timeout = 1000"},
    {"drain_timeout", "drain_timeout: 5", "drain_timeout = 5"},
    {"stop_timeout", "stop_timeout: 60", "roles.web.stop_timeout = 60"},
    {"aliases", "aliases: {console: app exec bash}", "aliases.console = app exec bash"},

    {"ssh/user", "ssh: {user: app}", "ssh.user = app"},
    {"ssh/port", "ssh: {port: \"2222\"}", "ssh.port = 2222"},
    {"ssh/proxy", "ssh: {proxy: bastion}", "ssh.proxy = root@bastion"},
    {"ssh/proxy_command", "ssh: {proxy_command: nc %h %p}", "ssh.proxy_command = nc %h %p"},
    {"ssh/log_level", "ssh: {log_level: Debug}", "ssh.log_level = debug"},
    {"ssh/keys_only", "ssh: {keys_only: yes}", "ssh.keys_only = true"},
    {"ssh/keys", "ssh: {keys: [~/.ssh/key]}", "ssh.keys = ~/.ssh/key"},
    {"ssh/key_data", "ssh: {key_data: [S]}", "ssh.key_data = secret s-value"},
    {"ssh/config", "ssh: {config: false}", "ssh.read_default_config = false"},
    {"ssh/config", "ssh: {config: [a, b]}", "ssh.config_files = b"},
    {"ssh/forward_agent", "ssh: {forward_agent: true}", "ssh.forward_agent = true"},
    {"sshkit/max_concurrent_starts", "sshkit: {max_concurrent_starts: 4}",
     "sshkit.max_concurrent_starts = 4"},
    {"sshkit/pool_idle_timeout", "sshkit: {pool_idle_timeout: 4}", "sshkit.pool_idle_timeout = 4"},
    {"sshkit/dns_retries", "sshkit: {dns_retries: 4}", "sshkit.dns_retries = 4"},
    {"boot/limit", "boot: {limit: 25%}", "boot.limit_is_percentage = true"},
    {"boot/limit", "boot: {limit: 3}", "boot.limit = 3"},
    {"boot/limit", "boot: {limit: \" 33.3%\"}", "boot.limit = 33"},
    {"boot/limit", "boot: {limit: 200%}", "boot.limit = 100"},
    {"boot/wait", "boot: {wait: 3}", "boot.wait = 3"},
    {"boot/parallel_roles", "boot: {parallel_roles: true}", "boot.parallel_roles = true"},
    {"logging/driver", "logging: {driver: local}", "roles.web.logging.driver = local"},
    {"logging/options", "logging: {options: {max-size: 5m}}", "roles.web.logging.options.max-size = 5m"},
    {"output/otel/endpoint", "output: {otel: {endpoint: \"http://o\"}}", "output.otel_endpoint = http://o"},
    {"output/file/path", "output: {file: {path: log}}", "output.file_path = log"},

    {"builder/arch", "builder: {arch: [amd64, arm64]}", "builder.arches = arm64"},
    {"builder/remote", "builder: {arch: amd64, remote: \"ssh://b\"}", "builder.remote = ssh://b"},
    {"builder/local", "builder: {arch: amd64, remote: \"ssh://b\", local: false}", "builder.local = false"},
    {"builder/pack/builder", "builder: {arch: amd64, pack: {builder: b}}", "builder.pack.builder = b"},
    {"builder/pack/buildpacks", "builder: {arch: amd64, pack: {builder: b, buildpacks: [c]}}",
     "builder.pack.buildpacks = c"},
    {"builder/cache/type", "builder: {arch: amd64, cache: {type: gha}}", "builder.cache.type = gha"},
    {"builder/cache/options", "builder: {arch: amd64, cache: {type: gha, options: mode=max}}",
     "builder.cache.options = mode=max"},
    {"builder/cache/image", "builder: {arch: amd64, cache: {type: registry, image: c}}",
     "builder.cache.image = c"},
    {"builder/context", "builder: {arch: amd64, context: .}", "builder.context = ."},
    {"builder/dockerfile", "builder: {arch: amd64, dockerfile: D}", "builder.dockerfile = D"},
    {"builder/target", "builder: {arch: amd64, target: t}", "builder.target = t"},
    {"builder/args", "builder: {arch: amd64, args: {A: 3.3}}", "builder.args.A = 3.3"},
    {"builder/secrets", "builder: {arch: amd64, secrets: [S]}", "builder.secrets.S = secret s-value"},
    {"builder/ssh", "builder: {arch: amd64, ssh: default}", "builder.ssh = default"},
    {"builder/driver", "builder: {arch: amd64, driver: docker}", "builder.driver = docker"},
    {"builder/provenance", "builder: {arch: amd64, provenance: no}", "builder.provenance = false"},
    {"builder/sbom", "builder: {arch: amd64, sbom: true}", "builder.sbom = true"},

    {"proxy/host", "proxy: {host: \"a.test, b.test\"}", "roles.web.proxy.hosts = b.test"},
    {"proxy/hosts", "proxy: {hosts: [a.test, b.test]}", "roles.web.proxy.hosts = b.test"},
    {"proxy/app_port", "proxy: {app_port: 3000}", "roles.web.proxy.app_port = 3000"},
    {"proxy/ssl", "proxy: {ssl: true, host: a.test}", "roles.web.proxy.ssl = true"},
    {"proxy/ssl/certificate_pem", "proxy: {ssl: {certificate_pem: S, private_key_pem: KEY}, host: a.test}",
     "roles.web.proxy.certificate_pem = secret s-value"},
    {"proxy/ssl/private_key_pem", "proxy: {ssl: {certificate_pem: S, private_key_pem: KEY}, host: a.test}",
     "roles.web.proxy.private_key_pem = secret key-value"},
    {"proxy/ssl_redirect", "proxy: {ssl_redirect: false}", "roles.web.proxy.ssl_redirect = false"},
    {"proxy/forward_headers", "proxy: {forward_headers: true}", "roles.web.proxy.forward_headers = true"},
    {"proxy/response_timeout", "proxy: {response_timeout: 9}", "roles.web.proxy.response_timeout = 9"},
    {"proxy/path_prefix", "proxy: {path_prefix: \"/a,/b\"}", "roles.web.proxy.path_prefixes = /b"},
    {"proxy/path_prefixes", "proxy: {path_prefixes: [/a, /b]}", "roles.web.proxy.path_prefixes = /b"},
    {"proxy/strip_path_prefix", "proxy: {strip_path_prefix: false}",
     "roles.web.proxy.strip_path_prefix = false"},
    {"proxy/healthcheck/interval", "proxy: {healthcheck: {interval: 9}}",
     "roles.web.proxy.healthcheck_interval = 9"},
    {"proxy/healthcheck/path", "proxy: {healthcheck: {path: /h}}", "roles.web.proxy.healthcheck_path = /h"},
    {"proxy/healthcheck/timeout", "proxy: {healthcheck: {timeout: 9}}",
     "roles.web.proxy.healthcheck_timeout = 9"},
    {"proxy/buffering/requests", "proxy: {buffering: {requests: false}}",
     "roles.web.proxy.buffer_requests = false"},
    {"proxy/buffering/responses", "proxy: {buffering: {responses: off}}",
     "roles.web.proxy.buffer_responses = false"},
    {"proxy/buffering/max_request_body", "proxy: {buffering: {max_request_body: 40_000_000}}",
     "roles.web.proxy.max_request_body = 40000000"},
    {"proxy/buffering/max_response_body", "proxy: {buffering: {max_response_body: 0}}",
     "roles.web.proxy.max_response_body = 0"},
    {"proxy/buffering/memory", "proxy: {buffering: {memory: 9}}", "roles.web.proxy.buffer_memory = 9"},
    {"proxy/logging/request_headers", "proxy: {logging: {request_headers: [X-A]}}",
     "roles.web.proxy.log_request_headers = X-A"},
    {"proxy/logging/response_headers", "proxy: {logging: {response_headers: [X-A]}}",
     "roles.web.proxy.log_response_headers = X-A"},
    {"proxy/run/http_port", "proxy: {run: {http_port: 8080}}", "roles.web.proxy.run.http_port = 8080"},
    {"proxy/run/https_port", "proxy: {run: {https_port: 8443}}", "roles.web.proxy.run.https_port = 8443"},
    {"proxy/run/metrics_port", "proxy: {run: {metrics_port: 9090}}",
     "roles.web.proxy.run.metrics_port = 9090"},
    {"proxy/run/debug", "proxy: {run: {debug: true}}", "roles.web.proxy.run.debug = true"},
    {"proxy/run/log_max_size", "proxy: {run: {log_max_size: 30m}}", "roles.web.proxy.run.log_max_size = 30m"},
    {"proxy/run/publish", "proxy: {run: {publish: false}}", "roles.web.proxy.run.publish = false"},
    {"proxy/run/bind_ips", "proxy: {run: {bind_ips: [\"::1\"]}}", "roles.web.proxy.run.bind_ips = ::1"},
    {"proxy/run/bind_ips", "proxy: {run: {bind_ips: []}}", "roles.web.proxy.run.publish = false"},
    {"proxy/run/registry", "proxy: {run: {registry: r}}", "roles.web.proxy.run.registry = r"},
    {"proxy/run/repository", "proxy: {run: {repository: r}}", "roles.web.proxy.run.repository = r"},
    {"proxy/run/version", "proxy: {run: {version: v1}}", "roles.web.proxy.run.version = v1"},
    {"proxy/run/options", "proxy: {run: {options: {label: [a, b]}}}",
     "roles.web.proxy.run.options.label = b"},

    {"accessories/*/service", "accessories: {db: {image: i, host: h, service: sql}}",
     "accessories.db.service = sql"},
    {"accessories/*/image", "accessories: {db: {image: i, host: h}}", "accessories.db.image = i"},
    {"accessories/*/registry/server",
     "accessories: {db: {image: i, host: h, registry: {server: r, username: u, password: [S]}}}",
     "accessories.db.image = r/i"},
    {"accessories/*/host", "accessories: {db: {image: i, host: h}}", "accessories.db.hosts = h"},
    {"accessories/*/hosts", "accessories: {db: {image: i, hosts: [g, h]}}", "accessories.db.hosts = h"},
    {"accessories/*/role", "accessories: {db: {image: i, role: web}}", "accessories.db.hosts = 10.0.0.1"},
    {"accessories/*/roles", "accessories: {db: {image: i, roles: [web]}}", "accessories.db.hosts = 10.0.0.1"},
    {"accessories/*/cmd", "accessories: {db: {image: i, host: h, cmd: c}}", "accessories.db.cmd = c"},
    {"accessories/*/port", "accessories: {db: {image: i, host: h, port: 6379}}",
     "accessories.db.port = 6379:6379"},
    {"accessories/*/port", "accessories: {db: {image: i, host: h, port: 53:53}}",
     "accessories.db.port = 53:53"},
    {"accessories/*/labels", "accessories: {db: {image: i, host: h, labels: {a: b}}}",
     "accessories.db.labels.a = b"},
    {"accessories/*/options",
     "accessories: {db: {image: i, host: h, options: {restart: \"no\", cpus: 2, init: true}}}",
     "accessories.db.options.init = (bare)"},
    {"accessories/*/options/restart", "accessories: {db: {image: i, host: h, options: {restart: \"no\"}}}",
     "accessories.db.restart = no"},
    {"accessories/*/env", "accessories: {db: {image: i, host: h, env: {A: b}}}",
     "accessories.db.env.clear.A = b"},
    {"accessories/*/files", "accessories: {db: {image: i, host: h, files: [\"l:/r:ro,Z\"]}}",
     "accessories.db.file = l /r 755 - ro,Z"},
    {"accessories/*/files",
     "accessories: {db: {image: i, host: h, files: [{local: l, remote: /r, mode: 0600, owner: \"1:2\"}]}}",
     "accessories.db.file = l /r 0600 1:2 -"},
    {"accessories/*/directories",
     "accessories: {db: {image: i, host: h, directories: [{local: l, remote: /r, mode: \"0750\"}]}}",
     "accessories.db.directory = l /r 0750 - -"},
    {"accessories/*/volumes", "accessories: {db: {image: i, host: h, volumes: [\"v:/v\"]}}",
     "accessories.db.volumes = v:/v"},
    {"accessories/*/network", "accessories: {db: {image: i, host: h, network: n}}",
     "accessories.db.network = n"},
    {"accessories/*/proxy", "accessories: {db: {image: i, host: h, proxy: {app_port: 7700}}}",
     "accessories.db.proxy.app_port = 7700"},

    {"x-wheels/hooks_env", "x-wheels: {hooks_env: kamal}", "hooks.full_kamal_env = true"},
    {"x-wheels/hooks_timeout", "x-wheels: {hooks_timeout: 60}", "hooks.timeout = 60"},
    {"x-wheels/accept_new_hosts", "x-wheels: {accept_new_hosts: true}", "accept_new_hosts = true"},
};

const std::vector<Effect> role_effects{
    {"servers/*/hosts", "hosts: [10.0.0.7]", "roles.jobs.hosts = 10.0.0.7"},
    {"servers/*/cmd", "cmd: bin/jobs", "roles.jobs.cmd = bin/jobs"},
    {"servers/*/stop_timeout", "stop_timeout: 9", "roles.jobs.stop_timeout = 9"},
    {"servers/*/options", "options: {cpus: 2, mount: [a, b]}", "roles.jobs.options.mount = b"},
    {"servers/*/options/restart", "options: {restart: \"on-failure:3\"}",
     "roles.jobs.restart = on-failure:3"},
    {"servers/*/logging", "logging: {driver: local}", "roles.jobs.logging.driver = local"},
    {"servers/*/proxy", "proxy: true", "roles.jobs.proxy.app_port = 80"},
    {"servers/*/proxy", "proxy: {app_port: 90}", "roles.jobs.proxy.app_port = 90"},
    {"servers/*/labels", "labels: {a: b}", "roles.jobs.labels.a = b"},
    {"servers/*/env", "env: {A: b}", "roles.jobs.env.10.0.0.2.clear.A = b"},
    {"servers/*/asset_path", "{asset_path: /a, proxy: true}", "roles.jobs.asset_path.path = /a"},
};

// Keys that other tests are about: required ones, and those that are read before the Config is made.
const std::set<std::string> elsewhere{"service",
                                      "image",
                                      "registry",
                                      "servers",
                                      "registry/server",
                                      "registry/username",
                                      "registry/password",
                                      "secrets_path",
                                      "require_destination",
                                      "primary_role",
                                      "allow_empty_roles",
                                      "run_directory",
                                      "x-wheels/version",
                                      "x-wheels/interpolate",
                                      "accessories/*/tag",
                                      "accessories/*/tags"};

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

std::string description_with(const std::string& deploy_yml) {
    test::Texts texts(deploy_yml);
    texts.secrets = {{"S", "s-value"}, {"KEY", "key-value"}};
    const auto loaded = test::load(texts);
    CHECK(loaded.problems() == std::vector<std::string>());
    return test::describe(loaded.config);
}

}  // namespace

TEST_CASE("every key has its effect on the configuration") {
    const auto without = description_with(test::minimal);
    for (const auto& effect : effects) {
        CAPTURE(effect.yaml);

        const auto with = description_with(test::minimal + effect.yaml + "\n");

        CHECK_MESSAGE(has_line(with, effect.shows), with);
        CHECK_FALSE(has_line(without, effect.shows));
    }
}

TEST_CASE("every key of a role has its effect on the configuration") {
    const std::string head =
        "service: app\nimage: i\nregistry: {username: u, password: p}\nservers:\n  web: [10.0.0.1]\n";
    const auto without = description_with(head + "  jobs: {hosts: [10.0.0.2]}\n");
    for (const auto& effect : role_effects) {
        CAPTURE(effect.yaml);
        auto keys = effect.yaml[0] == '{' ? effect.yaml.substr(1, effect.yaml.size() - 2) : effect.yaml;
        if (keys.rfind("hosts:", 0) != 0) keys += ", hosts: [10.0.0.2]";

        const auto with = description_with(head + "  jobs: {" + keys + "}\n");

        CHECK_MESSAGE(has_line(with, effect.shows), with);
        CHECK_FALSE(has_line(without, effect.shows));
    }
}

TEST_CASE("no key is accepted without a test that shows what it does") {
    std::set<std::string> tested = elsewhere;
    for (const auto& effect : effects) tested.insert(effect.path);
    for (const auto& effect : role_effects) tested.insert(effect.path);

    for (const auto& path : test::schema_paths()) {
        CAPTURE(path);
        const bool known =
            tested.count(path) > 0 || path == "accessories" || path == "accessories/*/registry";
        CHECK(known);
    }
}
