#include "output/writer.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

namespace wheels::output {
namespace {

struct Chunk {
    Channel channel;
    std::string text;
};

std::size_t index(Channel channel) {
    return channel == Channel::results ? 0 : 1;
}

// The errno that stopped it, 0 when all is written.
int write_all(int fd, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count = ::write(fd, text.data() + written, text.size() - written);
        if (count >= 0) {
            written += static_cast<std::size_t>(count);
        } else if (errno == EAGAIN) {
            // Somebody else made the stream non-blocking. Rare, and not worth a poll().
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}  // namespace

struct Writer::State {
    State(int results, int progress, Limits given) : fds{results, progress}, limits(given) {}

    bool idle() const { return queue.empty() && !writing; }

    // Appends, waits for room, or leaves the text out. Called with the mutex held.
    void accept(std::unique_lock<std::mutex>& held, Channel channel, std::string text) {
        const auto room = [&] { return kept == 0 || kept + text.size() <= limits.kept; };
        if (!room()) {
            if (!limits.patience) {
                changed.wait(held, room);
            } else if (left_out > 0 || !changed.wait_for(held, *limits.patience, room)) {
                left_out += std::max<std::size_t>(
                    1, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
                return;
            }
        }
        if (left_out > 0) {
            push(channel,
                 "\n(" + std::to_string(left_out) + " lines are missing here: nobody read them in time)\n");
            left_out = 0;
        }
        push(channel, std::move(text));
    }

    void push(Channel channel, std::string text) {
        kept += text.size();
        if (!queue.empty() && queue.back().channel == channel && queue.back().text.size() < 65536) {
            queue.back().text += text;
        } else {
            queue.push_back({channel, std::move(text)});
        }
        changed.notify_all();
    }

    void run() {
        std::unique_lock held(mutex);
        for (;;) {
            changed.wait(held, [this] { return ending || !queue.empty(); });
            if (queue.empty()) return;
            auto chunk = std::move(queue.front());
            queue.pop_front();
            auto& failed = errors[index(chunk.channel)];
            if (failed == 0) {
                writing = true;
                held.unlock();
                const auto error = write_all(fds[index(chunk.channel)], chunk.text);
                held.lock();
                writing = false;
                failed = error;
            }
            kept -= chunk.text.size();
            changed.notify_all();
            if (written) written();
        }
    }

    const std::array<int, 2> fds;
    Limits limits;
    std::mutex mutex;
    std::condition_variable changed;
    std::deque<Chunk> queue;
    std::array<int, 2> errors{};
    std::function<void()> written;  // called with the mutex held
    std::size_t kept = 0;
    std::size_t left_out = 0;
    bool writing = false;
    bool ending = false;
    std::thread thread;
};

Writer::Writer(int results, int progress) : Writer(results, progress, Limits()) {}

Writer::Writer(int results, int progress, Limits limits)
    : state_(std::make_unique<State>(results, progress, limits)) {}

Writer::~Writer() {
    if (!state_->thread.joinable()) return;
    {
        const std::lock_guard held(state_->mutex);
        state_->ending = true;
        state_->changed.notify_all();
    }
    state_->thread.join();
}

void Writer::write(Channel channel, std::string text) noexcept {
    if (text.empty()) return;
    try {
        std::unique_lock held(state_->mutex);
        if (state_->errors[index(channel)] != 0) return;
        if (!state_->thread.joinable()) {
            // Signals are for the thread that runs the loop.
            sigset_t all;
            sigset_t before;
            ::sigfillset(&all);
            ::pthread_sigmask(SIG_SETMASK, &all, &before);
            state_->thread = std::thread([state = state_.get()] { state->run(); });
            ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        }
        state_->accept(held, channel, std::move(text));
    } catch (const std::exception&) {
        // No memory or no thread: what is said is not worth stopping a deploy.
    }
}

void Writer::wait_for_ever() noexcept {
    const std::lock_guard held(state_->mutex);
    state_->limits.patience.reset();
}

bool Writer::has_room() const noexcept {
    const std::lock_guard held(state_->mutex);
    return state_->kept < state_->limits.kept / 2;
}

void Writer::when_written(std::function<void()> again) noexcept {
    const std::lock_guard held(state_->mutex);
    state_->written = std::move(again);
}

void Writer::drain(std::optional<std::chrono::milliseconds> limit) noexcept {
    std::unique_lock held(state_->mutex);
    const auto idle = [this] { return state_->idle(); };
    if (limit) {
        state_->changed.wait_for(held, *limit, idle);
    } else {
        state_->changed.wait(held, idle);
    }
}

int Writer::error(Channel channel) const noexcept {
    const std::lock_guard held(state_->mutex);
    return state_->errors[index(channel)];
}

}  // namespace wheels::output
