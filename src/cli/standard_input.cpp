#include "cli/standard_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "base/pipe.hpp"
#include "base/without_signals.hpp"

namespace wheels::cli {
namespace {

constexpr std::size_t piece_size = 128UL * 1024;

/// What one thread tells another: it is set until it is reset.
class Notice {
public:
    Notice() {
        if (!pipe_) throw std::system_error(errno, std::system_category(), "no pipe");
    }
    void set() const { [[maybe_unused]] const auto written = ::write(pipe_.write_end.get(), "", 1); }
    void reset() const {
        std::array<char, 64> as_often{};
        [[maybe_unused]] const auto taken = ::read(pipe_.read_end.get(), as_often.data(), as_often.size());
    }
    bool is_set() const {
        pollfd one{descriptor(), POLLIN, 0};
        return ::poll(&one, 1, 0) == 1;
    }
    /// Readable while it is set.
    int descriptor() const { return pipe_.read_end.get(); }

private:
    Pipe pipe_ = make_pipe();
};

}  // namespace

struct StandardInput::State {
    State(executor e, int f, std::function<void()> c) : on(std::move(e)), fd(f), changed(std::move(c)) {}

    executor on;
    int fd;
    std::function<void()> changed;
    std::string piece;  // the loop's
    std::size_t taken = 0;
    bool ended = false;
    Notice wanted;
    Notice stopped;
    std::thread thread;

    // False when it is to stop.
    bool wait_for(int other) const {
        std::array<pollfd, 2> both{pollfd{other, POLLIN, 0}, pollfd{stopped.descriptor(), POLLIN, 0}};
        while (::poll(both.data(), both.size(), -1) < 0 && errno == EINTR) {
        }
        return !stopped.is_set();
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
            if (!self->wait_for(self->wanted.descriptor())) return;
            self->wanted.reset();
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
    const WithoutSignals quiet;
    // It is joined before the state goes.
    state_->thread = std::thread([state = state_] { State::run(state); });
}

StandardInput::~StandardInput() {
    state_->stopped.set();
    state_->thread.join();
    state_->changed = nullptr;
}

std::string_view StandardInput::rest() const {
    return std::string_view(state_->piece).substr(state_->taken);
}

void StandardInput::taken(std::size_t bytes) {
    state_->taken += bytes;
    if (state_->taken == state_->piece.size() && !state_->ended) state_->wanted.set();
}

bool StandardInput::ended() const {
    return state_->ended;
}

}  // namespace wheels::cli
