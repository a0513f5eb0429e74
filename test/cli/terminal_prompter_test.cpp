#include "cli/terminal_prompter.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <string>

#include "base/unique_fd.hpp"

using wheels::awaitable;
using wheels::UniqueFd;
using wheels::cli::TerminalPrompter;

namespace {

using Asks = awaitable<std::string> (*)(TerminalPrompter& prompter);

awaitable<std::string> secret(TerminalPrompter& prompter) {
    const auto answer = co_await prompter.ask_secret("Passphrase:");
    co_return answer ? "secret=" + answer->reveal() : std::string("nobody");
}

awaitable<std::string> confirmation(TerminalPrompter& prompter) {
    const auto answer = co_await prompter.confirm("Sure?");
    if (!answer) co_return "nobody";
    co_return *answer ? "sure" : "not sure";
}

// What the coroutine returns; `cancelled` when it is stopped after `limit`.
std::string run(Asks asks, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
    asio::io_context loop;
    TerminalPrompter prompter(loop.get_executor(), [] {});
    asio::cancellation_signal stop;
    asio::steady_timer timer(loop, limit);
    std::string result = "cancelled";
    timer.async_wait([&stop](const asio::error_code& ended) {
        if (!ended) stop.emit(asio::cancellation_type::terminal);
    });
    auto on_end = [&](std::exception_ptr error, std::string said) {
        if (!error) result = std::move(said);
        timer.cancel();
    };
    asio::co_spawn(loop, asks(prompter), asio::bind_cancellation_slot(stop.slot(), on_end));
    loop.run();
    return result;
}

/// A child process with a terminal of its own, on which it asks; it prints `<result>` at the end.
class Asking {
public:
    explicit Asking(Asks asks, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
        int master = -1;
        pid_ = ::forkpty(&master, nullptr, nullptr, nullptr);
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            const auto said = "<" + run(asks, limit) + ">\n";
            const auto written = ::write(STDOUT_FILENO, said.data(), said.size());
            // The other end reads what is written before it sees the end.
            ::tcdrain(STDOUT_FILENO);
            ::_exit(written > 0 ? 0 : 1);
        }
        master_.reset(master);
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;
    ~Asking() {
        master_.reset();
        ::waitpid(pid_, nullptr, 0);
    }

    /// All that was written so far, once `text` is in it; what there is when it does not come.
    std::string read_until(const std::string& text) {
        std::array<char, 4096> buffer{};
        while (said_.find(text) == std::string::npos) {
            pollfd ready{master_.get(), POLLIN, 0};
            if (::poll(&ready, 1, 20000) <= 0) break;
            const auto count = ::read(master_.get(), buffer.data(), buffer.size());
            if (count <= 0) break;
            said_.append(buffer.data(), static_cast<std::size_t>(count));
        }
        return said_;
    }
    void type(const std::string& text) const {
        REQUIRE(::write(master_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    bool echoes() const {
        termios now{};
        return ::tcgetattr(master_.get(), &now) == 0 && (now.c_lflag & ECHO) != 0;
    }

private:
    pid_t pid_ = -1;
    UniqueFd master_;
    std::string said_;
};

}  // namespace

TEST_CASE("a secret is asked for without an echo, and the terminal is given back") {
    Asking child(secret);
    CHECK(child.read_until("Passphrase: ").find("Passphrase: ") != std::string::npos);
    CHECK_FALSE(child.echoes());

    child.type("open sesame\n");

    const auto said = child.read_until(">");
    CHECK(said.find("<secret=open sesame>") != std::string::npos);
    CHECK(said.find("open sesame") == said.rfind("open sesame"));
    CHECK(child.echoes());
}

TEST_CASE("a yes has to be typed in full") {
    Asking child(confirmation);
    child.read_until("(yes/no) ");
    child.type("y\n");
    child.read_until("Please type yes or no: ");

    child.type("yes\n");

    CHECK(child.read_until(">").find("<sure>") != std::string::npos);
}

TEST_CASE("a no is a no, and the end of the input is nobody") {
    {
        Asking child(confirmation);
        child.read_until("(yes/no) ");
        child.type("no\n");
        CHECK(child.read_until(">").find("<not sure>") != std::string::npos);
    }
    Asking child(secret);
    child.read_until("Passphrase: ");
    child.type("\x04");
    CHECK(child.read_until(">").find("<nobody>") != std::string::npos);
}

TEST_CASE("a question that is cancelled gives the terminal back") {
    Asking child(secret, std::chrono::milliseconds(300));
    child.read_until("Passphrase: ");
    CHECK_FALSE(child.echoes());

    CHECK(child.read_until(">").find("<cancelled>") != std::string::npos);
    CHECK(child.echoes());
}

TEST_CASE("without a terminal there is nobody to ask") {
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        ::setsid();
        ::_exit(run(secret) == "nobody" && run(confirmation) == "nobody" ? 0 : 1);
    }
    int status = -1;
    ::waitpid(pid, &status, 0);

    CHECK(status == 0);
}
