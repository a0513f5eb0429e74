#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/line_splitter.hpp"
#include "ssh/ssh_connector.hpp"
#include "ssh/sshd.hpp"
#include "wheels/error.hpp"

namespace wheels::test {

/// Notes what the observer hears, as text.
class Heard final : public CommandObserver {
public:
    void started(const Command& command) noexcept override { log.push_back("started " + command.name); }
    void heard(const Command& command, Stream stream, std::string_view bytes) noexcept override {
        LineSplitter lines([&](const LineSplitter::Piece& piece) {
            log.push_back(command.name + (stream == Stream::out ? " out " : " err ") +
                          std::string(piece.text));
        });
        lines.feed(bytes);
        lines.flush();
    }
    void finished(const Command& command, const ExecResult& result) noexcept override {
        log.push_back("finished " + command.name + " " + std::to_string(result.status));
    }
    std::vector<std::string> log;
};

/// Runs the work on the loop and returns its result. Unlike run_loop() it leaves the loop's other work where
/// it is: a session waits for its next keepalive.
template <typename T>
T await(asio::io_context& loop, awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr error;
    auto done = [&](std::exception_ptr e, T value) {
        error = e;
        if (!e) result = std::move(value);
        loop.stop();
    };
    asio::co_spawn(loop, std::move(work), done);
    loop.restart();
    loop.run();
    if (error) std::rethrow_exception(error);
    if (!result) throw std::logic_error("the loop ran dry: deadlock");
    return std::move(*result);
}

inline void await(asio::io_context& loop, awaitable<void> work) {
    bool ended = false;
    std::exception_ptr error;
    auto done = [&](std::exception_ptr e) {
        error = e;
        ended = true;
        loop.stop();
    };
    asio::co_spawn(loop, std::move(work), done);
    loop.restart();
    loop.run();
    if (error) std::rethrow_exception(error);
    if (!ended) throw std::logic_error("the loop ran dry: deadlock");
}

/// A host that knows our key, and a home that knows the host.
struct SshBench {
    explicit SshBench(const std::string& sshd_configuration = {},
                      std::vector<std::string> host_key_types = {"ed25519"},
                      const std::vector<std::string>& accounts = {})
        : sshd(sshd_configuration, host_key_types, accounts), types(std::move(host_key_types)) {
        key = make_key(sshd.home() + "/.ssh/id_ed25519", {"-t", "ed25519", "-N", ""});
        sshd.authorize(key + ".pub");
        know_host();
        options.user = Sshd::user();
        options.port = sshd.port();
        options.home = sshd.home();
    }

    void know_host() const { write_known_hosts(sshd.known_hosts_line("127.0.0.1", types.front())); }
    void write_known_hosts(const std::string& text) const {
        std::ofstream(sshd.home() + "/.ssh/known_hosts") << text;
    }

    std::unique_ptr<Runner> connect(const std::string& host = "127.0.0.1") {
        connector = std::make_unique<SshConnector>(loop.get_executor(), options);
        return await(loop, connector->connect(host));
    }

    std::vector<ExecResult> run(Runner& runner, Sequence sequence) {
        return await(loop, runner.run(std::move(sequence), heard));
    }
    ExecResult run(Runner& runner, const Command& command) { return run(runner, Sequence{command}).at(0); }
    ExecResult run(Runner& runner, const std::string& line) { return run(runner, Command("test", line)); }

    /// What stops the work, or a failure of the test when nothing does.
    template <typename Work>
    static Error error_of(Work work) {
        try {
            work();
        } catch (const Error& error) {
            return error;
        }
        throw std::logic_error("nothing stopped it");
    }

    Sshd sshd;
    std::vector<std::string> types;
    std::string key;
    SshOptions options;
    asio::io_context loop;
    Heard heard;
    std::unique_ptr<SshConnector> connector;
};

}  // namespace wheels::test
