#include "cli/standard_input.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <utility>

#include "base/unique_fd.hpp"

namespace wheels::cli {
namespace {

constexpr std::size_t piece_size = 128UL * 1024;

// Of a descriptor that counts wishes.
bool is_set(int fd) {
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, 0) == 1;
}

void set(int fd) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(fd, &one, sizeof one);
}

void reset(int fd) {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(fd, &count, sizeof count);
}

}  // namespace

struct StandardInput::State {
    State(executor e, int f, std::function<void()> c) : on(std::move(e)), fd(f), changed(std::move(c)) {}

    executor on;
    int fd;
    std::function<void()> changed;
    std::string piece;  // the loop's
    std::size_t taken = 0;
    bool ended = false;
    UniqueFd wanted{::eventfd(0, EFD_CLOEXEC)};
    UniqueFd stopped{::eventfd(0, EFD_CLOEXEC)};
    std::thread thread;

    // False when it is to stop.
    bool wait_for(int other) const {
        std::array<pollfd, 2> both{pollfd{other, POLLIN, 0}, pollfd{stopped.get(), POLLIN, 0}};
        while (::poll(both.data(), both.size(), -1) < 0 && errno == EINTR) {
        }
        return !is_set(stopped.get());
    }

    static void run(const std::shared_ptr<State>& self) {
        std::string buffer(piece_size, '\0');
        for (;;) {
            if (!self->wait_for(self->fd)) return;
            const auto count = ::read(self->fd, buffer.data(), buffer.size());
            if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
            auto read = count > 0 ? buffer.substr(0, static_cast<std::size_t>(count)) : std::string();
            auto deliver = [weak = std::weak_ptr<State>(self), read = std::move(read)]() mutable {
                if (const auto state = weak.lock()) state->deliver(std::move(read));
            };
            asio::post(self->on, std::move(deliver));
            if (count <= 0) return;
            if (!self->wait_for(self->wanted.get())) return;
            reset(self->wanted.get());
        }
    }

    void deliver(std::string read) {
        ended = read.empty();
        piece = std::move(read);
        taken = 0;
        if (changed) changed();
    }
};

StandardInput::StandardInput(executor on, int fd, std::function<void()> changed)
    : state_(std::make_shared<State>(std::move(on), fd, std::move(changed))) {
    // Signals are for the thread that runs the loop.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    // It is joined before the state goes.
    state_->thread = std::thread([state = state_] { State::run(state); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

StandardInput::~StandardInput() {
    set(state_->stopped.get());
    state_->thread.join();
    state_->changed = nullptr;
}

std::string_view StandardInput::rest() const {
    return std::string_view(state_->piece).substr(state_->taken);
}

void StandardInput::taken(std::size_t bytes) {
    state_->taken += bytes;
    if (state_->taken == state_->piece.size() && !state_->ended) set(state_->wanted.get());
}

bool StandardInput::ended() const {
    return state_->ended;
}

}  // namespace wheels::cli
