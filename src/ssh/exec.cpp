#include "ssh/exec.hpp"

#include <libssh2.h>

#include <algorithm>
#include <array>
#include <utility>

#include "async/shielded.hpp"
#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "ssh/script.hpp"

namespace wheels::ssh {
namespace {

// A chatty host must not keep the others from their turn.
constexpr std::size_t bytes_per_turn = 1024 * 1024;

constexpr std::chrono::milliseconds closing_patience{5000};
constexpr std::chrono::milliseconds late_patience{2000};
constexpr std::chrono::milliseconds cancelled_patience{500};
constexpr std::chrono::milliseconds freeing_patience{2000};
constexpr std::chrono::milliseconds first_pause{5};

awaitable<bool> is_cancelled() {
    const auto state = co_await this_coro::cancellation_state;
    co_return state.cancelled() != asio::cancellation_type::none;
}

std::string last_error(const Session& session) {
    char* text = nullptr;
    libssh2_session_last_error(session.native(), &text, nullptr, 0);
    return text::one_line(text == nullptr ? "" : text);
}

// As shells count it; 255 for what they have no number for.
int status_of_signal(std::string_view name) {
    static constexpr std::array<std::string_view, 15> names{"HUP",  "INT",  "QUIT", "ILL",  "TRAP",
                                                            "ABRT", "BUS",  "FPE",  "KILL", "USR1",
                                                            "SEGV", "USR2", "PIPE", "ALRM", "TERM"};
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? 255 : 129 + static_cast<int>(found - names.begin());
}

/// One channel of a session, with one command.
class Channel {
public:
    explicit Channel(std::shared_ptr<Session> session) : session_(std::move(session)) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel() {
        if (native_ != nullptr) session_->channel_closed();
    }

    awaitable<long> open(Clock::time_point deadline) {
        const long result = co_await session_->open_channel(native_, deadline);
        if (result == 0) session_->channel_opened();
        co_return result;
    }

    /// Before the command is started.
    awaitable<long> give_terminal(const Conversation& conversation, Clock::time_point deadline) {
        size_ = conversation.terminal();
        if (!size_) co_return 0;
        const auto kind = conversation.terminal_kind();
        auto call = [this, &kind]() -> long {
            return libssh2_channel_request_pty_ex(native_, kind.data(), static_cast<unsigned>(kind.size()),
                                                  nullptr, 0, static_cast<int>(size_->columns),
                                                  static_cast<int>(size_->rows), 0, 0);
        };
        const long result = co_await session_->drive(call, deadline);
        co_return result;
    }

    /// Before the command is started. What the host says to that is no reason not to start it.
    awaitable<void> give_agent(Clock::time_point deadline) {
        if (!session_->forwards_agent()) co_return;
        auto call = [this]() -> long { return libssh2_channel_request_auth_agent(native_); };
        co_await session_->drive(call, deadline);
    }

    awaitable<long> start(const std::string& line, Clock::time_point deadline) {
        auto call = [this, &line]() -> long {
            return libssh2_channel_process_startup(native_, "exec", 4, line.data(),
                                                   static_cast<unsigned>(line.size()));
        };
        // The channel of the next command is asked for in the same breath.
        const long begun = session_->step(call);
        session_->prepare_channel();
        if (begun != Session::again) co_return begun;
        const long result = co_await session_->drive(call, deadline);
        co_return result;
    }

    /// Reads and writes what is possible without waiting. Returns how much it was.
    std::size_t talk(Conversation& conversation) {
        resize(conversation);
        std::size_t moved = say(conversation);
        moved += hear(conversation, Stream::out, 0);
        moved += hear(conversation, Stream::err, SSH_EXTENDED_DATA_STDERR);
        return moved;
    }

    bool at_end() const { return libssh2_channel_eof(native_) == 1; }

    /// Until the host has closed the channel, which it does after it told the status.
    awaitable<ExecEnd::Kind> wait_closed(Clock::time_point deadline) {
        auto call = [this]() -> long { return libssh2_channel_wait_closed(native_); };
        for (;;) {
            const long result = session_->step(call);
            if (!session_->alive()) co_return ExecEnd::Kind::lost;
            if (result != Session::again) co_return ExecEnd::Kind::ended;
            const bool in_time = co_await session_->wait(deadline);
            const bool cancelled = co_await is_cancelled();
            if (cancelled) co_return ExecEnd::Kind::cancelled;
            if (!in_time) co_return ExecEnd::Kind::late;
        }
    }

    ExecEnd end() const {
        ExecEnd end(ExecEnd::Kind::ended);
        char* signal = nullptr;
        libssh2_channel_get_exit_signal(native_, &signal, nullptr, nullptr, nullptr, nullptr, nullptr);
        end.status = libssh2_channel_get_exit_status(native_);
        if (signal != nullptr) {
            end.signal = signal;
            end.status = status_of_signal(signal);
            libssh2_free(session_->native(), signal);
        }
        return end;
    }

    /// Tells the host that we are done with it, and forgets it.
    awaitable<void> close(Clock::time_point deadline) {
        if (native_ == nullptr) co_return;
        auto call = [this]() -> long { return libssh2_channel_free(native_); };
        const long result = co_await session_->drive(call, deadline);
        if (result != 0) co_return;
        native_ = nullptr;
        session_->channel_closed();
    }

private:
    std::size_t say(Conversation& conversation) {
        std::size_t moved = 0;
        while (!said_all_ && session_->has_room() && session_->alive() && !at_end()) {
            const auto rest = conversation.input();
            if (rest.empty()) {
                if (!conversation.input_ended()) break;
                auto call = [this]() -> long { return libssh2_channel_send_eof(native_); };
                const long result = session_->step(call);
                if (result == Session::again) break;
                said_all_ = true;
                break;
            }
            auto call = [this, rest]() -> long {
                return libssh2_channel_write(native_, rest.data(), rest.size());
            };
            const long count = session_->step(call);
            if (count == Session::again || count == 0) break;
            if (count < 0) {
                said_all_ = true;  // it does not want to hear more; how it ends is told by its status
                break;
            }
            conversation.said(static_cast<std::size_t>(count));
            moved += static_cast<std::size_t>(count);
        }
        return moved;
    }

    // No answer is asked for, and what does not go out now is asked again the next time.
    void resize(const Conversation& conversation) {
        const auto wanted = conversation.terminal();
        if (!size_ || !wanted || wanted == size_) return;
        auto call = [this, &wanted]() -> long {
            return libssh2_channel_request_pty_size(native_, static_cast<int>(wanted->columns),
                                                    static_cast<int>(wanted->rows));
        };
        if (session_->step(call) != Session::again) size_ = wanted;
    }

    std::size_t hear(Conversation& conversation, Stream stream, int id) {
        std::array<char, 32768> buffer;
        std::size_t moved = 0;
        while (moved < bytes_per_turn && session_->alive() && conversation.listens(stream)) {
            auto call = [this, id, &buffer]() -> long {
                return libssh2_channel_read_ex(native_, id, buffer.data(), buffer.size());
            };
            const long count = session_->step(call);
            if (count <= 0) break;
            conversation.heard(stream, std::string_view(buffer.data(), static_cast<std::size_t>(count)));
            moved += static_cast<std::size_t>(count);
        }
        return moved;
    }

    std::shared_ptr<Session> session_;
    NativeChannel* native_ = nullptr;
    bool said_all_ = false;
    std::optional<TerminalSize> size_;  // of the terminal that the command has
};

awaitable<Mutex::Lock> turn_for(Session& session, Clock::time_point deadline) {
    if (!session.control().locked()) {
        auto lock = co_await session.control().lock();
        co_return lock;
    }
    auto waiting = session.control().lock();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    auto lock = co_await with_deadline(std::move(waiting), left);
    co_return lock ? std::move(*lock) : Mutex::Lock();
}

// A host allows so many sessions on a connection (MaxSessions, 10 as a rule). One too many waits for another
// to end, which sshd may notice a moment after we do.
awaitable<long> open(Session& session, Channel& channel, Clock::time_point deadline) {
    auto give_up = Clock::now() + freeing_patience;
    for (auto pause = first_pause;; pause *= 2) {
        const long result = co_await channel.open(deadline);
        if (result != LIBSSH2_ERROR_CHANNEL_FAILURE || Clock::now() >= give_up) co_return result;
        const bool others = session.channels() > 0;
        const auto retry = others ? deadline : std::min(deadline, Clock::now() + pause);
        for (const int seen = session.channels(); session.alive() && Clock::now() < retry;) {
            co_await session.wait(retry);
            const bool cancelled = co_await is_cancelled();
            if (cancelled) throw asio::system_error(asio::error::operation_aborted);
            if (session.channels() < seen) break;
        }
        if (Clock::now() >= deadline) co_return Session::late;
        if (others) give_up = Clock::now() + freeing_patience;
    }
}

awaitable<long> begin(Session& session,
                      Channel& channel,
                      const std::string& line,
                      const Conversation& conversation,
                      Clock::time_point deadline) {
    long result = co_await open(session, channel, deadline);
    if (result == 0) result = co_await channel.give_terminal(conversation, deadline);
    if (result == 0) co_await channel.give_agent(deadline);
    if (result == 0) result = co_await channel.start(line, deadline);
    co_return result;
}

awaitable<ExecEnd::Kind> start(Session& session,
                               Channel& channel,
                               const std::string& line,
                               const Conversation& conversation) {
    const auto deadline = conversation.deadline();
    // One at a time: libssh2 keeps one state for opening, and takes another command's answer for its own.
    auto turn = co_await turn_for(session, deadline);
    if (!turn) co_return ExecEnd::Kind::late;
    if (!session.alive()) co_return ExecEnd::Kind::lost;
    long result = co_await begin(session, channel, line, conversation, deadline);
    if (result == LIBSSH2_ERROR_CHANNEL_REQUEST_DENIED) {
        // It was prepared long ago, and the host has closed it since (ChannelTimeout).
        co_await channel.close(deadline);
        result = co_await begin(session, channel, line, conversation, deadline);
    }
    if (result == 0) co_return ExecEnd::Kind::ended;
    if (result == Session::late) co_return ExecEnd::Kind::late;
    co_return session.alive() ? ExecEnd::Kind::refused : ExecEnd::Kind::lost;
}

awaitable<ExecEnd::Kind> converse(Session& session, Channel& channel, Conversation& conversation) {
    for (;;) {
        const auto moved = channel.talk(conversation);
        if (!session.alive()) co_return ExecEnd::Kind::lost;
        if (conversation.complete()) co_return ExecEnd::Kind::complete;
        if (moved == 0 && channel.at_end()) co_return ExecEnd::Kind::ended;
        const bool cancelled = co_await is_cancelled();
        if (cancelled) co_return ExecEnd::Kind::cancelled;
        if (Clock::now() >= conversation.deadline()) co_return ExecEnd::Kind::late;
        if (moved > 0) {
            co_await asio::post(use_awaitable);
        } else {
            co_await session.wait(conversation.deadline());
        }
    }
}

/// Says nothing, and has a limit.
class Silent final : public Conversation {
public:
    explicit Silent(Clock::time_point deadline) : deadline_(deadline) {}
    std::string_view input() const override { return {}; }
    void said(std::size_t) override {}
    void heard(Stream, std::string_view) override {}
    Clock::time_point deadline() const override { return deadline_; }

private:
    Clock::time_point deadline_;
};

// In a cancellation state of its own, see shielded().
awaitable<void> abandon(std::shared_ptr<Session> session,
                        Channel& channel,
                        std::optional<long> pid,
                        Clock::time_point deadline) {
    co_await this_coro::throw_if_cancelled(false);
    if (pid && session->alive()) {
        Silent silent(deadline);
        auto line = kill_line(*pid);
        co_await exec(session, std::move(line), silent);
    }
    if (session->alive()) co_await channel.close(deadline);
}

}  // namespace

awaitable<ExecEnd> exec(std::shared_ptr<Session> session, std::string line, Conversation& conversation) {
    if (!session->alive()) co_return ExecEnd(ExecEnd::Kind::lost);
    const bool cancelled = co_await is_cancelled();
    if (cancelled) co_return ExecEnd(ExecEnd::Kind::cancelled);
    Channel channel(session);
    ExecEnd end;
    try {
        end.kind = co_await start(*session, channel, line, conversation);
        if (end.kind == ExecEnd::Kind::refused) end.cause = last_error(*session);
        if (end.kind == ExecEnd::Kind::ended) end.kind = co_await converse(*session, channel, conversation);
        if (end.kind == ExecEnd::Kind::ended)
            end.kind = co_await channel.wait_closed(conversation.deadline());
        if (end.kind == ExecEnd::Kind::ended) end = channel.end();
        if (end.kind == ExecEnd::Kind::late || end.kind == ExecEnd::Kind::cancelled) {
            const auto patience = end.kind == ExecEnd::Kind::late ? late_patience : cancelled_patience;
            auto last_steps = abandon(session, channel, conversation.pid(), Clock::now() + patience);
            co_await shielded(std::move(last_steps));
        } else if (session->alive()) {
            co_await channel.close(Clock::now() + closing_patience);
        }
    } catch (const asio::system_error&) {
        // Cancelled in the middle of one of libssh2's calls, or while waiting for the turn to make it.
        end.kind = ExecEnd::Kind::cancelled;
    }
    co_return end;
}

}  // namespace wheels::ssh
