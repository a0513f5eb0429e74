// What every key of deploy.yml does in the end. test/config/keys_test.cpp shows what is read; here is what
// comes of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "config/load.hpp"
#include "config/schema_paths.hpp"
#include "everything_told.hpp"

namespace {

using namespace wheels;

/// With `yaml` in place of the same keys of a small file, a line is told that was not told before, and it
/// holds `shows` (without the quotes of the shell).
struct Effect {
    std::string path;  ///< Of the key, with `*` for free names.
    std::string yaml;
    std::string shows;
};

const std::string small =
    "service: app\nimage: org/app\nregistry: {username: bob, password: \"registry-password\"}\n"
    "servers: {web: [10.0.0.1], jobs: {hosts: [10.0.0.2]}}\n"
    "builder: {arch: amd64}\naccessories: {db: {image: mysql, host: 10.0.0.3}}\n";

const std::string jobs = "servers: {web: [10.0.0.1], jobs: {hosts: [10.0.0.2], ";
const std::string db = "accessories: {db: {image: mysql, ";
const std::string built = "builder: {arch: amd64, ";
const std::string own_certificate = "proxy: {host: a.test, ssl: {certificate_pem: S, private_key_pem: KEY}}";

const std::vector<Effect> effects{
    {"service", "service: shop", "--name shop-web-v1 "},
    {"image", "image: org/shop", "docker pull org/shop:v1"},
    {"labels", "labels: {team: shop}", "--label team=shop"},
    {"volumes", "volumes: [\"storage:/data\"]", "--volume storage:/data"},
    {"servers", "servers: [10.0.0.8]", "[10.0.0.8] docker run "},
    {"env", "env: {A: 010}", "--env A=8"},
    {"env", "env: {secret: [S, OTHER:S]}", "<<< OTHER=s-value"},
    {"env", "env: {clear: {A: b}, tags: {t: {A: tagged}}}\nservers: [{10.0.0.1: t}]", "--env A=tagged"},
    {"asset_path", "asset_path: /app/assets", "docker container cp"},
    {"asset_path", "asset_path: \"/app/assets:ro\"", ":/app/assets:ro"},
    {"error_pages_path", "error_pages_path: public", "--error-pages="},
    {"primary_role", "primary_role: app\nservers: {app: [10.0.0.1]}", "kamal-proxy deploy app-app "},
    {"retain_containers", "retain_containers: 2", "tail -n +3"},
    {"deploy_timeout", "deploy_timeout: 99", "--deploy-timeout=99s"},
    {"drain_timeout", "drain_timeout: 99", "--drain-timeout=99s"},
    {"drain_timeout", "drain_timeout: 99", "[10.0.0.2] docker stop -t 99 "},
    {"stop_timeout", "stop_timeout: 99", "[10.0.0.1] docker stop -t 99 "},
    {"hooks_path", "hooks_path: ops", "[ops/pre-deploy] "},

    {"registry/server", "registry: {server: \"reg.test:5000\", username: u, password: p}",
     "docker pull reg.test:5000/org/app:v1"},
    {"registry/username", "registry: {username: alice, password: p}", "docker login -u alice"},
    {"registry/password", "registry: {username: alice, password: [S]}", "<<< s-value"},

    {"servers/*/hosts", "servers: {web: [10.0.0.1], jobs: {hosts: [10.0.0.7]}}", "[10.0.0.7] docker run "},
    {"servers/*/cmd", jobs + "cmd: bin/jobs}}", "org/app:v1 bin/jobs"},
    {"servers/*/stop_timeout", jobs + "stop_timeout: 98}}", "docker stop -t 98 "},
    {"servers/*/options", jobs + "options: {cpus: 2, mount: [a, b], init: true}}}",
     "--cpus 2 --mount a --mount b --init"},
    {"servers/*/options", jobs + "options: {restart: \"on-failure:3\"}}}", "--restart on-failure:3"},
    {"servers/*/logging", jobs + "logging: {driver: local}}}", "--log-driver local"},
    {"servers/*/proxy", jobs + "proxy: true}}", "kamal-proxy deploy app-jobs "},
    {"servers/*/proxy", jobs + "proxy: {app_port: 99}}}", "--target=<container id>:99"},
    {"servers/*/labels", jobs + "labels: {team: shop}}}", "--label team=shop"},
    {"servers/*/env", jobs + "env: {A: b}}}", "--env A=b"},
    {"servers/*/asset_path", jobs + "proxy: true, asset_path: /assets}}", "/assets"},

    {"boot/limit", "servers: [10.0.0.1, 10.0.0.2, 10.0.0.3]\nboot: {limit: 1}", "boot together: 10.0.0.2"},
    {"boot/limit", "servers: [10.0.0.1, 10.0.0.2, 10.0.0.3]\nboot: {limit: 70%}", "boot together: 10.0.0.3"},
    {"boot/wait", "boot: {wait: 9}", "pause 9 s"},
    {"logging/driver", "logging: {driver: local}", "--log-driver local"},
    {"logging/options", "logging: {options: {max-file: 5}}", "--log-opt max-file=5"},

    {"builder/arch", "builder: {arch: [amd64, arm64]}", "--platform linux/amd64,linux/arm64"},
    {"builder/remote", "builder: {arch: arm64, remote: \"ssh://b\"}", "--builder kamal-remote-ssh---b"},
    {"builder/local", "builder: {arch: amd64, remote: \"ssh://b\", local: false}", "kamal-remote-ssh---b"},
    {"builder/pack/builder", built + "pack: {builder: heroku}}", "--builder heroku"},
    {"builder/pack/buildpacks", built + "pack: {builder: heroku, buildpacks: [ruby]}}", "--buildpack ruby"},
    {"builder/cache/type", built + "cache: {type: gha}}", "--cache-to type=gha"},
    {"builder/cache/options", built + "cache: {type: gha, options: mode=max}}", "type=gha,mode=max"},
    {"builder/cache/image", built + "cache: {type: registry, image: kept}}", "ref=kept"},
    {"builder/context", built + "context: src}", "src"},
    {"builder/dockerfile", built + "dockerfile: Dockerfile.web}", "--file Dockerfile.web"},
    {"builder/target", built + "target: web}", "--target web"},
    {"builder/args", built + "args: {RUBY: 3.3}}", "--build-arg RUBY=3.3"},
    {"builder/secrets", built + "secrets: [S]}", "--secret id=S"},
    {"builder/secrets", built + "secrets: [S]}", "[local] S=s-value"},
    {"builder/ssh", built + "ssh: default}", "--ssh default"},
    {"builder/driver", built + "driver: docker}", "docker buildx build"},
    {"builder/driver", built + "driver: cloud org/one}", "--builder cloud-org-one"},
    {"builder/provenance", built + "provenance: mode=max}", "--provenance mode=max"},
    {"builder/sbom", built + "sbom: true}", "--sbom true"},

    {"proxy/host", "proxy: {host: \"a.test, b.test\"}", "--host=a.test --host=b.test"},
    {"proxy/hosts", "proxy: {hosts: [a.test, b.test]}", "--host=a.test --host=b.test"},
    {"proxy/app_port", "proxy: {app_port: 3000}", "--target=<container id>:3000"},
    {"proxy/ssl", "proxy: {host: a.test, ssl: true}", "--tls"},
    {"proxy/ssl/certificate_pem", own_certificate, "<<< s-value"},
    {"proxy/ssl/certificate_pem", own_certificate, "--tls-certificate-path="},
    {"proxy/ssl/private_key_pem", own_certificate, "<<< key-value"},
    {"proxy/ssl/private_key_pem", own_certificate, "--tls-private-key-path="},
    {"proxy/ssl_redirect", "proxy: {ssl_redirect: false}", "--tls-redirect=false"},
    {"proxy/forward_headers", "proxy: {forward_headers: true}", "--forward-headers"},
    {"proxy/response_timeout", "proxy: {response_timeout: 9}", "--target-timeout=9s"},
    {"proxy/path_prefix", "proxy: {path_prefix: \"/a,/b\"}", "--path-prefix=/a --path-prefix=/b"},
    {"proxy/path_prefixes", "proxy: {path_prefixes: [/a, /b]}", "--path-prefix=/a --path-prefix=/b"},
    {"proxy/strip_path_prefix", "proxy: {strip_path_prefix: false}", "--strip-path-prefix=false"},
    {"proxy/healthcheck/interval", "proxy: {healthcheck: {interval: 9}}", "--health-check-interval=9s"},
    {"proxy/healthcheck/path", "proxy: {healthcheck: {path: /h}}", "--health-check-path=/h"},
    {"proxy/healthcheck/timeout", "proxy: {healthcheck: {timeout: 9}}", "--health-check-timeout=9s"},
    {"proxy/buffering/requests", "proxy: {buffering: {requests: false}}", "--buffer-requests=false"},
    {"proxy/buffering/responses", "proxy: {buffering: {responses: false}}", "--buffer-responses=false"},
    {"proxy/buffering/max_request_body", "proxy: {buffering: {max_request_body: 9}}", "--max-request-body=9"},
    {"proxy/buffering/max_response_body", "proxy: {buffering: {max_response_body: 9}}",
     "--max-response-body=9"},
    {"proxy/buffering/memory", "proxy: {buffering: {memory: 9}}", "--buffer-memory=9"},
    {"proxy/logging/request_headers", "proxy: {logging: {request_headers: [X-A]}}",
     "--log-request-header=X-A"},
    {"proxy/logging/response_headers", "proxy: {logging: {response_headers: [X-A]}}",
     "--log-response-header=X-A"},
    {"proxy/run/http_port", "proxy: {run: {http_port: 8080}}", "--publish 8080:80"},
    {"proxy/run/https_port", "proxy: {run: {https_port: 8443}}", "--publish 8443:443"},
    {"proxy/run/metrics_port", "proxy: {run: {metrics_port: 9090}}", "--metrics-port"},
    {"proxy/run/debug", "proxy: {run: {debug: true}}", "--debug"},
    {"proxy/run/log_max_size", "proxy: {run: {log_max_size: 30m}}", "--log-opt max-size=30m"},
    {"proxy/run/publish", "proxy: {run: {publish: false}}", "docker run --name kamal-proxy"},
    {"proxy/run/bind_ips", "proxy: {run: {bind_ips: [\"::1\"]}}", "--publish '[::1]:80:80'"},
    {"proxy/run/registry", "proxy: {run: {registry: reg.test}}", "reg.test/basecamp/kamal-proxy:v0.9.2"},
    {"proxy/run/repository", "proxy: {run: {repository: own/proxy}}", "own/proxy:v0.9.2"},
    {"proxy/run/version", "proxy: {run: {version: v1.2.3}}", "basecamp/kamal-proxy:v1.2.3"},
    {"proxy/run/options", "proxy: {run: {options: {label: [a, b]}}}", "--label a --label b"},

    {"accessories/*/service", db + "host: 10.0.0.3, service: store}}", "--name store "},
    {"accessories/*/image", "accessories: {db: {image: \"redis:7\", host: 10.0.0.3}}", " redis:7"},
    {"accessories/*/registry",
     db + "host: 10.0.0.3, registry: {server: r.test, username: u, password: [S]}}}",
     "docker login r.test -u u"},
    {"accessories/*/host", db + "host: 10.0.0.9}}", "[10.0.0.9] docker run "},
    {"accessories/*/hosts", db + "hosts: [10.0.0.8, 10.0.0.9]}}", "[10.0.0.8] docker run "},
    {"accessories/*/role", db + "role: web}}", "[10.0.0.1] docker run --name app-db "},
    {"accessories/*/roles", db + "roles: [web]}}", "[10.0.0.1] docker run --name app-db "},
    {"accessories/*/tag", db + "tag: t}}\nservers: [{10.0.0.7: t}]", "[10.0.0.7] docker run --name app-db "},
    {"accessories/*/tags", db + "tags: [t]}}\nservers: [{10.0.0.7: t}]",
     "[10.0.0.7] docker run --name app-db "},
    {"accessories/*/cmd", db + "host: 10.0.0.3, cmd: bin/mysqld}}", "mysql bin/mysqld"},
    {"accessories/*/port", db + "host: 10.0.0.3, port: 3306}}", "--publish 3306:3306"},
    {"accessories/*/labels", db + "host: 10.0.0.3, labels: {team: data}}}", "--label team=data"},
    {"accessories/*/options", db + "host: 10.0.0.3, options: {cpus: 2, restart: always}}}", "--cpus 2"},
    {"accessories/*/options", db + "host: 10.0.0.3, options: {restart: always}}}", "--restart always"},
    {"accessories/*/env", db + "host: 10.0.0.3, env: {clear: {A: b}, secret: [S]}}}", "--env A=b"},
    {"accessories/*/env", db + "host: 10.0.0.3, env: {clear: {A: b}, secret: [S]}}}", "<<< S=s-value"},
    {"accessories/*/files", db + "host: 10.0.0.3, files: [\"my.cnf:/etc/my.cnf\"]}}",
     "<<< content of my.cnf"},
    {"accessories/*/files",
     db + "host: 10.0.0.3, files: [{local: l, remote: /r, mode: \"0600\", owner: \"1:2\", options: ro}]}}",
     "chown 1:2"},
    {"accessories/*/directories", db + "host: 10.0.0.3, directories: [\"data:/var/lib/mysql\"]}}",
     "mkdir -p "},
    {"accessories/*/volumes", db + "host: 10.0.0.3, volumes: [\"logs:/logs\"]}}", "--volume logs:/logs"},
    {"accessories/*/network", db + "host: 10.0.0.3, network: own}}", "--network own"},
    {"accessories/*/proxy", db + "host: 10.0.0.3, proxy: {host: db.test, app_port: 99}}}",
     "--target=<container id>:99"},

    {"x-wheels/hooks_env", "x-wheels: {hooks_env: kamal}", "KAMAL_SERVICE=app"},
};

/// Keys whose effect is no command: what they make of the configuration that a run goes by.
struct Setting {
    std::string path;
    std::string yaml;
    std::function<bool(const Config&)> holds;  ///< With the yaml, and not without it.
};

const std::vector<Setting> settings{
    {"hooks_output", "hooks_output: quiet",
     [](const Config& c) { return c.hooks.output_for("pre-deploy") == HookOutputMode::quiet; }},
    {"minimum_version", "minimum_version: 2.1.0",
     [](const Config& c) { return c.minimum_version == "2.1.0"; }},
    {"readiness_delay", "readiness_delay: 9", [](const Config& c) { return c.readiness_delay == 9; }},
    {"allow_empty_roles", "allow_empty_roles: true\nservers: {web: [10.0.0.1], jobs: {hosts: []}}",
     [](const Config& c) { return c.role("jobs").hosts.empty(); }},
    {"ssh/user", "ssh: {user: ann}", [](const Config& c) { return c.ssh.user == "ann"; }},
    {"ssh/port", "ssh: {port: 2222}", [](const Config& c) { return c.ssh.port == 2222; }},
    {"ssh/forward_agent", "ssh: {forward_agent: true}",
     [](const Config& c) { return c.ssh.forward_agent == true; }},
    {"ssh/keys", "ssh: {keys: [k]}", [](const Config& c) { return c.ssh.keys.size() == 1; }},
    {"ssh/config", "ssh: {config: [a, ~/b]}",
     [](const Config& c) { return c.ssh.config_files.size() == 2 && !c.ssh.read_default_config; }},
    {"ssh/proxy", "ssh: {proxy: gate}", [](const Config& c) { return c.ssh.proxy == "root@gate"; }},
    {"ssh/proxy_command", "ssh: {proxy_command: nc %h %p}",
     [](const Config& c) { return c.ssh.proxy_command == "nc %h %p"; }},
    {"ssh/keys_only", "ssh: {keys_only: true}", [](const Config& c) { return c.ssh.keys_only; }},
    {"ssh/key_data", "ssh: {key_data: [S]}",
     [](const Config& c) { return c.ssh.key_data.size() == 1 && c.ssh.key_data[0].reveal() == "s-value"; }},
    {"sshkit/max_concurrent_starts", "sshkit: {max_concurrent_starts: 9}",
     [](const Config& c) { return c.sshkit.max_concurrent_starts == 9; }},
    {"sshkit/dns_retries", "sshkit: {dns_retries: 9}",
     [](const Config& c) { return c.sshkit.dns_retries == 9; }},
    {"boot/parallel_roles", "boot: {parallel_roles: true}",
     [](const Config& c) { return c.boot.parallel_roles; }},
    {"x-wheels/hooks_timeout", "x-wheels: {hooks_timeout: 9}",
     [](const Config& c) { return c.hooks.timeout == std::chrono::seconds(9); }},
    {"x-wheels/accept_new_hosts", "x-wheels: {accept_new_hosts: true}",
     [](const Config& c) { return c.accept_new_hosts; }},
};

/// Keys about how the files are read: there is no configuration to look at.
const std::vector<std::string> about_reading{"secrets_path", "require_destination", "run_directory",
                                             "x-wheels/version", "x-wheels/interpolate"};

Config config_with(const std::string& yaml) {
    test::Texts texts(small + yaml + "\n");  // of two keys the last one counts
    texts.secrets = {{"S", "s-value"}, {"KEY", "key-value"}};
    const auto loaded = test::load(texts);
    CHECK(loaded.problems() == std::vector<std::string>());
    return loaded.config;
}

std::vector<std::string> told_with(const std::string& yaml) {
    return test::everything_told(config_with(yaml));
}

bool holds(const std::vector<std::string>& lines, const std::string& part) {
    return std::any_of(lines.begin(), lines.end(), [&](const std::string& line) {
        return text::replace_all(line, "\"", "").find(part) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("every key changes what hosts and docker are told") {
    const auto before = told_with("");
    for (const auto& effect : effects) {
        CAPTURE(effect.yaml);
        std::vector<std::string> news;

        for (const auto& line : told_with(effect.yaml)) {
            if (std::find(before.begin(), before.end(), line) == before.end()) news.push_back(line);
        }

        CAPTURE(effect.shows);
        CHECK_MESSAGE(holds(news, effect.shows), text::join(news, "\n"));
    }
}

TEST_CASE("a key without a command of its own changes what a run goes by") {
    const auto before = config_with("");
    for (const auto& setting : settings) {
        CAPTURE(setting.yaml);
        CHECK_FALSE(setting.holds(before));
        CHECK(setting.holds(config_with(setting.yaml)));
    }
}

TEST_CASE("there is no key without a test of its effect") {
    std::set<std::string> shown{"ssh/log_level", "sshkit/pool_idle_timeout",
                                "aliases"};  // they have none yet
    for (const auto& effect : effects) shown.insert(effect.path);
    for (const auto& setting : settings) shown.insert(setting.path);
    for (const auto& path : about_reading) shown.insert(path);
    const auto refused = test::config_with("output: {file: {path: log}}\n").not_supported_yet;

    for (const auto& path : test::schema_paths()) {
        CAPTURE(path);
        const bool is_shown = std::any_of(shown.begin(), shown.end(), [&](const std::string& known) {
            return path == known || known.starts_with(path + "/");  // a section has the effects of its keys
        });
        const bool is_refused = std::any_of(refused.begin(), refused.end(), [&](const Problem& problem) {
            return path == problem.key || path.starts_with(problem.key + "/");
        });
        CHECK((is_shown || is_refused));
    }
}
