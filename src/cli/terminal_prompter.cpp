#include "cli/terminal_prompter.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/unique_fd.hpp"

namespace wheels::cli {
namespace {

// Stops the echo, and gives the terminal back as it was.
class EchoOff {
public:
    explicit EchoOff(int fd) : fd_(fd), changed_(::tcgetattr(fd, &before_) == 0) {
        if (!changed_) return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL;
        ::tcsetattr(fd, TCSAFLUSH, &silent);
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;
    ~EchoOff() {
        if (changed_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    }

private:
    int fd_;
    termios before_{};
    bool changed_;
};

// In the background a read would stop the whole process: then there is none, too.
UniqueFd open_terminal() {
    UniqueFd fd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
    if (fd && ::tcgetpgrp(fd.get()) != ::getpgrp()) fd.reset();
    return fd;
}

/// The terminal of this process, opened anew: what asio does to its flags is not seen by anybody else.
class Terminal {
public:
    explicit Terminal(const executor& on) : stream_(on) {
        auto fd = open_terminal();
        if (!fd) return;
        asio::error_code failed;
        stream_.assign(fd.get(), failed);
        if (!failed) fd.release();
    }

    bool is_open() const { return stream_.is_open(); }
    int fd() { return stream_.native_handle(); }

    awaitable<void> write(std::string text) {
        asio::error_code ignored;
        co_await asio::async_write(stream_, asio::buffer(text), redirect_error(use_awaitable, ignored));
        if (ignored == asio::error::operation_aborted) throw asio::system_error(ignored);
    }

    /// A line without its newline; nothing at the end of the input.
    awaitable<std::optional<std::string>> read_line() {
        std::string line;
        asio::error_code ended;
        auto buffer = asio::dynamic_buffer(line, 64UL * 1024);
        const auto size =
            co_await asio::async_read_until(stream_, buffer, '\n', redirect_error(use_awaitable, ended));
        if (ended == asio::error::operation_aborted) throw asio::system_error(ended);
        if (ended) co_return std::nullopt;
        line.resize(size - 1);
        co_return line;
    }

private:
    asio::posix::stream_descriptor stream_;
};

}  // namespace

bool TerminalPrompter::has_terminal() {
    return static_cast<bool>(open_terminal());
}

TerminalPrompter::TerminalPrompter(executor on, std::function<void()> before_asking)
    : one_at_a_time_(std::move(on)), before_asking_(std::move(before_asking)) {}

awaitable<std::optional<bool>> TerminalPrompter::confirm(std::string question) {
    auto turn = co_await one_at_a_time_.lock();
    auto on = co_await this_coro::executor;
    Terminal terminal(on);
    if (!terminal.is_open()) co_return std::nullopt;
    before_asking_();
    auto text = question + " (yes/no) ";
    for (;;) {
        co_await terminal.write(std::move(text));
        const auto answer = co_await terminal.read_line();
        if (!answer) co_return std::nullopt;
        const auto word = text::trim(*answer);
        if (word == "yes") co_return true;
        if (word == "no") co_return false;
        text = "Please type yes or no: ";
    }
}

awaitable<std::optional<bool>> TerminalPrompter::proceed(std::string question) {
    auto turn = co_await one_at_a_time_.lock();
    auto on = co_await this_coro::executor;
    Terminal terminal(on);
    if (!terminal.is_open()) co_return std::nullopt;
    before_asking_();
    co_await terminal.write(question + " [y/N] ");
    const auto answer = co_await terminal.read_line();
    const auto word = text::lower(text::trim(answer.value_or("")));
    co_return word == "y" || word == "yes";
}

awaitable<std::optional<Secret>> TerminalPrompter::ask_secret(std::string question) {
    auto turn = co_await one_at_a_time_.lock();
    auto on = co_await this_coro::executor;
    Terminal terminal(on);
    if (!terminal.is_open()) co_return std::nullopt;
    before_asking_();
    const EchoOff silent(terminal.fd());
    co_await terminal.write(question + " ");
    auto answer = co_await terminal.read_line();
    if (!answer) co_return std::nullopt;
    Secret secret(std::move(*answer));
    co_return secret;
}

}  // namespace wheels::cli
