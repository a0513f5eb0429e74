#include "config/report.hpp"

#include <doctest/doctest.h>

#include <string>

#include "load.hpp"

using wheels::test::load;
using wheels::test::Texts;

TEST_CASE("the report is the one of Kamal, with its order, its quotes and its redaction") {
    Texts texts(
        "service: app\n"
        "image: org/app\n"
        "servers:\n"
        "  workers: [10.0.0.2]\n"
        "  web: [10.0.0.1]\n"
        "registry: {server: \"reg.test:5000\", username: bob, password: [PASSWORD]}\n"
        "volumes: [\"data:/data\"]\n"
        "ssh: {user: deploy, port: 2222, keys: [~/.ssh/key], keys_only: true}\n"
        "sshkit: {dns_retries: 2}\n"
        "logging: {driver: local, options: {max-size: 5m}}\n"
        "builder:\n"
        "  arch: [amd64, arm64]\n"
        "  args: {EMPTY: \"\", RUBY: 3.3, ZERO: \"08\", BOOL: \"yes\", PERCENT: \"%\", TEXT: \"a: b\"}\n"
        "accessories:\n"
        "  db:\n"
        "    image: mysql\n"
        "    host: 10.0.0.3\n"
        "    cmd: run --token ${PASSWORD}\n"
        "    files: [{local: key, remote: /key, mode: \"0600\"}]\n");
    texts.secrets["PASSWORD"] = "hidden-password";

    const auto loaded = load(texts);

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(wheels::config::config_report(loaded.config) ==
          "---\n"
          ":roles:\n"
          "- web\n"
          "- workers\n"
          ":hosts:\n"
          "- 10.0.0.1\n"
          "- 10.0.0.2\n"
          "- 10.0.0.3\n"
          ":primary_host: 10.0.0.1\n"
          ":version: v1\n"
          ":repository: reg.test:5000/org/app\n"
          ":absolute_image: reg.test:5000/org/app:v1\n"
          ":service_with_version: app-v1\n"
          ":volume_args:\n"
          "- \"--volume\"\n"
          "- data:/data\n"
          ":ssh_options:\n"
          "  :user: deploy\n"
          "  :port: 2222\n"
          "  :keepalive: true\n"
          "  :keepalive_interval: 30\n"
          "  :keys_only: true\n"
          "  :keys:\n"
          "  - \"~/.ssh/key\"\n"
          "  :log_level: :fatal\n"
          ":sshkit:\n"
          "  dns_retries: 2\n"
          ":builder:\n"
          "  arch:\n"
          "  - amd64\n"
          "  - arm64\n"
          "  args:\n"
          "    EMPTY: ''\n"
          "    RUBY: 3.3\n"
          "    ZERO: '08'\n"
          "    BOOL: 'yes'\n"
          "    PERCENT: \"%\"\n"
          "    TEXT: 'a: b'\n"
          ":accessories:\n"
          "  db:\n"
          "    image: mysql\n"
          "    host: 10.0.0.3\n"
          "    cmd: \"[REDACTED]\"\n"
          "    files:\n"
          "    - local: key\n"
          "      remote: \"/key\"\n"
          "      mode: '0600'\n"
          ":logging:\n"
          "- \"--log-driver\"\n"
          "- '\"local\"'\n"
          "- \"--log-opt\"\n"
          "- max-size=\"5m\"\n");
}
