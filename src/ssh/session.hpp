#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"
#include "async/mutex.hpp"
#include "ssh/native.hpp"
#include "transport/carrier.hpp"

namespace wheels::ssh {

using Clock = std::chrono::steady_clock;

class AgentRelay;

/// One SSH connection: a socket, libssh2's session on it, and all who wait for something to arrive.
///
/// libssh2 is never told that the socket is full: what does not fit waits in a queue of ours. A packet that
/// libssh2 believes half sent would have to be finished by the very call that began it, which several
/// coroutines on one session cannot promise. Whatever arrives wakes all who wait, because one coroutine's
/// call may read another's packets.
class Session : public std::enable_shared_from_this<Session> {
public:
    /// What the peer is asked when nothing is heard of it.
    struct Keepalive {
        std::chrono::milliseconds interval{15000};
        std::chrono::milliseconds limit{60000};  ///< Silence that long, although asked, is a lost connection,
                                                 ///< and so is half of it without TCP's acknowledgement.
        /// Whether the host has to answer. libssh2 keeps such an answer, and takes it for the one to a later
        /// request to forward a port. Without answers, only what TCP does not get acknowledged tells of a
        /// lost one.
        bool answered = true;
    };

    /// What libssh2 does without waiting for the host; only with our patches (packagefiles/libssh2).
    enum class Eagerness : int { handshake = 101, sign_at_once = 102, opening = 103, agent_at_once = 104 };

    /// `socket` is connected. Its executor must outlive the session.
    static std::shared_ptr<Session> over(asio::ip::tcp::socket socket);
    /// The same with whatever carries bytes.
    static std::shared_ptr<Session> over(executor on, std::unique_ptr<Carrier> carrier);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// What both sides have said since the connection began, up to the limit of what is kept. Nothing more is
    /// kept from then on.
    struct Opening {
        std::string ours;
        std::string theirs;
    };
    Opening take_opening();

    /// Returns false where libssh2 does not know how.
    bool set(Eagerness what, int value);

    NativeSession* native() const { return native_; }
    const executor& on() const { return on_; }
    int descriptor() { return carrier_->descriptor(); }
    bool alive() const { return !dead_; }
    /// Why it is not alive, as far as is known: "the host closed the connection".
    const std::string& cause() const { return cause_; }
    /// The session is dead from now on; everybody who waits is told. The first cause counts.
    void drop(std::string cause) noexcept;

    /// Repeats a call of libssh2 until it no longer asks to wait, and returns its result. Past the deadline
    /// the session is dropped, and so it is when the caller is cancelled: libssh2 cannot give up a call.
    /// Throws operation_aborted then, also where throw_if_cancelled is off.
    template <typename Call>
    awaitable<long> drive(Call call, Clock::time_point deadline) {
        MidCall mid_call(*this);
        const long result = co_await drive_apart(std::move(call), deadline);
        if (result != late) mid_call.finished();
        co_return result;
    }

    /// The same for a call that can be given up: then the session goes on.
    template <typename Call>
    awaitable<long> drive_apart(Call call, Clock::time_point deadline) {
        for (;;) {
            if (dead_) co_return lost;
            const long result = step(call);
            if (result != again) co_return result;
            const bool in_time = co_await wait(deadline);
            const auto state = co_await this_coro::cancellation_state;
            if (state.cancelled() != asio::cancellation_type::none)
                throw asio::system_error(asio::error::operation_aborted);
            if (!in_time) co_return late;
        }
    }

    /// One call, without waiting. Others are woken when it received something.
    template <typename Call>
    long step(Call& call) {
        const long result = call();
        if (std::exchange(received_, false)) wake();
        return result;
    }

    /// Until something arrived or there is room to send again; false when the deadline passed.
    awaitable<bool> wait(Clock::time_point deadline);

    /// Whoever waits looks again: something here has changed.
    void wake();

    /// Grows whenever something arrives.
    std::uint64_t arrivals() const { return arrivals_; }

    /// Whoever writes much waits while this is false.
    bool has_room() const { return queue_.size() - sent_ < queue_limit; }

    /// libssh2 can open one channel at a time, and start one command.
    Mutex& control() { return control_; }

    /// How many channels are open. Who waits is woken when one closes.
    int channels() const { return channels_; }
    void channel_opened() { ++channels_; }
    void channel_closed() {
        --channels_;
        wake();
    }

    /// Asks the host for the channel of the next command, while nobody waits for it. Does nothing when there
    /// is such a one already, or when the host has refused one: it allows one command at a time. The caller
    /// holds control().
    void prepare_channel();
    /// The prepared channel, or a new one. The caller holds control(). libssh2's result; `channel` is set
    /// when that is 0.
    awaitable<long> open_channel(NativeChannel*& channel, Clock::time_point deadline);
    /// Until libssh2 can open a channel of another kind. The caller holds control(). libssh2's result.
    awaitable<long> settle(Clock::time_point deadline);

    /// For a channel that leads to another host, several of which may be on their way at the same time: what
    /// tells them apart, to be selected around each call that opens it. 0 when libssh2 can only do one.
    int begin_opening();
    void select(int opening) { set(Eagerness::opening, opening); }
    /// Only when the call that opens it has ended: one that was given up keeps its number.
    void end_opening(int opening) { free_openings_.push_back(opening); }

    /// `heard` is called once, later: when something arrives, or now; with false when there is no session
    /// any more by then.
    void on_arrival(std::function<void(bool)> heard, bool now);

    void keep_alive(Keepalive settings);

    /// Hosts behind this one are reached through it: whoever is done with it leaves it open.
    void share() { shared_ = true; }
    bool shared() const { return shared_; }

    /// By what an agent may know to which host the connection leads; empty where it has not come to that.
    struct Proof {
        std::string host_key;
        std::string signature;  ///< The host's, of `id`.
        std::string id;         ///< What both sides know the connection by.
    };
    Proof& proof() { return proof_; }

    /// Lets what runs on the host use the agent at `socket` from now on: each command has to ask for it.
    void forward_agent(std::string socket);
    bool forwards_agent() const { return !agent_socket_.empty(); }

    /// Sends what is queued and closes. Never throws.
    awaitable<void> close();

    static constexpr long again = -37;  ///< libssh2 asks to wait.
    static constexpr long lost = -13;   ///< The connection is gone.
    static constexpr long late = -9;    ///< The deadline passed.

private:
    class MidCall {
    public:
        explicit MidCall(Session& session) : session_(&session) {}
        MidCall(const MidCall&) = delete;
        MidCall& operator=(const MidCall&) = delete;
        ~MidCall() {
            if (session_ != nullptr) session_->drop("the connection was given up");
        }
        void finished() { session_ = nullptr; }

    private:
        Session* session_;
    };

    struct Callbacks;
    friend struct Callbacks;

    Session(const executor& on, std::unique_ptr<Carrier> carrier);

    long send(std::string_view bytes);
    long receive(char* to, std::size_t size);
    bool keeps_channels() const;
    void await_readable();
    void await_writable();
    void flush();
    void await_keepalive();
    void check_peer();
    void carry_to_agent(NativeChannel* channel);

    static constexpr std::size_t queue_limit = 256 * 1024;
    static constexpr std::size_t opening_limit = 64 * 1024;

    executor on_;
    std::unique_ptr<Carrier> carrier_;
    NativeSession* native_ = nullptr;
    Mutex control_;
    std::list<asio::steady_timer*> waiters_;
    asio::steady_timer keepalive_timer_;
    Keepalive keepalive_;
    std::vector<std::function<void(bool)>> listeners_;
    Proof proof_;
    std::string agent_socket_;
    std::list<std::shared_ptr<AgentRelay>> agent_relays_;
    Clock::time_point heard_at_ = Clock::now();
    std::vector<int> free_openings_;
    int last_opening_ = 0;
    std::optional<Opening> opening_{Opening()};
    std::string queue_;  // what the socket did not take yet, from `sent_` on
    std::size_t sent_ = 0;
    std::array<char, 4096> inbox_{};  // libssh2 reads a banner byte by byte
    std::size_t inbox_begin_ = 0;
    std::size_t inbox_end_ = 0;
    std::string cause_;
    std::uint64_t arrivals_ = 0;
    int channels_ = 0;
    NativeChannel* prepared_ = nullptr;  // as all channels, libssh2's session frees it
    bool preparing_ = false;             // the host was asked for it, and has not answered
    bool one_at_a_time_ = false;
    bool shared_ = false;
    bool dead_ = false;
    bool received_ = false;
    bool reading_ = false;
    bool writing_ = false;
};

}  // namespace wheels::ssh
