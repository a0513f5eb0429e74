#pragma once

#include <doctest/doctest.h>

#include <string>

#include "engine/hooks.hpp"
#include "process/child_runner.hpp"
#include "support/cancellable.hpp"
#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/sample_config.hpp"
#include "support/temp_dir.hpp"

namespace wheels::test {

/// Real hooks in a directory of their own.
struct HookBench {
    void add(const std::string& name, const std::string& script, unsigned mode = 0755) {
        project.write(".kamal/hooks/" + name, "#!/bin/sh\n" + script, mode);
    }
    engine::Hooks hooks(Verbosity verbosity = Verbosity::normal) {
        return {config, project.path(), {{"PATH", "/usr/bin:/bin"}}, processes, sink, redactor, verbosity};
    }
    static commands::HookContext context(const std::string& name) {
        commands::HookContext told;
        told.hook = name;
        told.version = "v2";
        told.error = "broken";
        return told;
    }
    /// The message of the error that ended the hook; empty without one.
    std::string run(const std::string& name, Verbosity verbosity = Verbosity::normal) {
        auto runner = hooks(verbosity);
        try {
            run_loop(loop, runner.run(context(name)));
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::hook_failed);
            return error.message();
        }
        return {};
    }

    asio::io_context loop;
    TempDir project;
    Config config = sample_config();
    Redactor redactor{sample_config().sensitive()};
    ChildRunner processes;
    RecordingSink sink;
};

}  // namespace wheels::test
