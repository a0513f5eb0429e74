#pragma once

#include <string>

#include "api/load_config.hpp"
#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/temp_dir.hpp"

namespace wheels::test {

inline const std::string minimal_project =
    "service: app\n"
    "image: org/app\n"
    "servers: [10.0.0.1]\n"
    "registry: {username: bob, password: [REGISTRY_PASSWORD]}\n";

/// A project in a folder of its own, loaded with real child processes.
struct Project {
    TempDir folder;
    RecordingSink sink;
    ProjectOptions options;
    Surroundings surroundings;

    Project() {
        surroundings.project_root = folder.path();
        surroundings.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", folder.path()}};
        options.version = "v1";
    }

    /// Warnings go to `sink`.
    Config load() {
        asio::io_context loop;
        return run_loop(loop, api::load_config(options, surroundings, sink));
    }

    std::string error() {
        try {
            load();
        } catch (const Error& error) {
            return error.message();
        }
        return "no error";
    }
};

}  // namespace wheels::test
