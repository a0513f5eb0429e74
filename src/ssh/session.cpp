#include "ssh/session.hpp"

#include <libssh2.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/text.hpp"
#include "ssh/agent.hpp"
#include "ssh/agent_relay.hpp"
#include "ssh/socket_carrier.hpp"
#include "wheels/error.hpp"

namespace wheels::ssh {
namespace {

static_assert(Session::again == LIBSSH2_ERROR_EAGAIN);
static_assert(Session::lost == LIBSSH2_ERROR_SOCKET_DISCONNECT);
static_assert(Session::late == LIBSSH2_ERROR_TIMEOUT);

// Once per process, also when several embedders run in it.
void initialise_library() {
    static std::once_flag once;
    std::call_once(once, [] { libssh2_init(0); });
}

// What asks an agent asks one thing and goes.
constexpr std::size_t most_agent_relays = 64;

std::string spoken(int error) {
    switch (error) {
        case ECONNRESET:
        case EPIPE: return "the host closed the connection";
        case ETIMEDOUT: return "the host no longer answers";
        default: return std::strerror(error);
    }
}

void append(std::string& to, std::string_view bytes, std::size_t limit) {
    to.append(bytes.substr(0, limit - std::min(limit, to.size())));
}

template <typename Function>
libssh2_cb_generic* generic(Function* function) {
    return reinterpret_cast<libssh2_cb_generic*>(function);
}

}  // namespace

struct Session::Callbacks {
    static ssize_t send(libssh2_socket_t, const void* bytes, std::size_t size, int, void** session) {
        return static_cast<Session*>(*session)->send({static_cast<const char*>(bytes), size});
    }
    static ssize_t receive(libssh2_socket_t, void* to, std::size_t size, int, void** session) {
        return static_cast<Session*>(*session)->receive(static_cast<char*>(to), size);
    }
    static void disconnected(
        LIBSSH2_SESSION*, int, const char* message, int size, const char*, int, void** session) {
        std::string said;
        if (message != nullptr && size > 0) said.assign(message, static_cast<std::size_t>(size));
        static_cast<Session*>(*session)->drop("the host closed the connection" +
                                              (said.empty() ? "" : ": " + text::one_line(said)));
    }
    // In the middle of one of libssh2's calls, which has to end before there may be another.
    static void asked_for_agent(LIBSSH2_SESSION*, LIBSSH2_CHANNEL* channel, void** session) {
        auto& self = *static_cast<Session*>(*session);
        asio::post(self.on_, [weak = self.weak_from_this(), channel] {
            const auto alive = weak.lock();
            if (alive && !alive->dead_) alive->carry_to_agent(channel);
        });
    }
};

std::shared_ptr<Session> Session::over(asio::ip::tcp::socket socket) {
    const executor on = socket.get_executor();
    return over(on, std::make_unique<SocketCarrier>(std::move(socket)));
}

std::shared_ptr<Session> Session::over(executor on, std::unique_ptr<Carrier> carrier) {
    return std::shared_ptr<Session>(new Session(on, std::move(carrier)));
}

Session::Session(const executor& on, std::unique_ptr<Carrier> carrier)
    : on_(on), carrier_(std::move(carrier)), control_(on), keepalive_timer_(on) {
    initialise_library();
    native_ = libssh2_session_init_ex(nullptr, nullptr, nullptr, this);
    if (native_ == nullptr) throw std::bad_alloc();
    libssh2_session_set_blocking(native_, 0);
    // Deadlines are ours.
    libssh2_session_set_read_timeout(native_, 24L * 3600);
    libssh2_session_callback_set2(native_, LIBSSH2_CALLBACK_SEND, generic(&Callbacks::send));
    libssh2_session_callback_set2(native_, LIBSSH2_CALLBACK_RECV, generic(&Callbacks::receive));
    libssh2_session_callback_set2(native_, LIBSSH2_CALLBACK_DISCONNECT, generic(&Callbacks::disconnected));
}

bool Session::set(Eagerness what, int value) {
    return libssh2_session_flag(native_, static_cast<int>(what), value) == 0;
}

Session::~Session() {
    drop("closed");
    // Nothing can be sent or received any more, so this does not ask to wait for long.
    for (int attempt = 0; attempt < 16 && libssh2_session_free(native_) == LIBSSH2_ERROR_EAGAIN; ++attempt) {
    }
}

void Session::drop(std::string cause) noexcept {
    if (std::exchange(dead_, true)) return;
    cause_ = carrier_->trouble();
    if (cause_.empty()) cause_ = std::move(cause);
    carrier_->close();
    keepalive_timer_.cancel();
    wake();
}

awaitable<bool> Session::wait(Clock::time_point deadline) {
    struct Place {
        Place(std::list<asio::steady_timer*>& all, asio::steady_timer& one)
            : list(all), place(all.insert(all.end(), &one)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() { list.erase(place); }
        std::list<asio::steady_timer*>& list;
        std::list<asio::steady_timer*>::iterator place;
    };
    if (dead_) co_return true;
    await_readable();
    auto self = shared_from_this();
    asio::steady_timer timer(on_, deadline);
    Place place(waiters_, timer);
    asio::error_code woken;
    co_await timer.async_wait(redirect_error(use_awaitable, woken));
    co_return static_cast<bool>(woken);
}

void Session::wake() {
    for (auto* timer : waiters_) timer->cancel();
    for (auto& heard : std::exchange(listeners_, {})) {
        auto tell = [heard = std::move(heard)] { heard(true); };
        asio::post(on_, std::move(tell));
    }
}

int Session::begin_opening() {
    if (!free_openings_.empty()) {
        const int opening = free_openings_.back();
        free_openings_.pop_back();
        return opening;
    }
    if (!set(Eagerness::opening, last_opening_ + 1)) return 0;
    select(0);
    return ++last_opening_;
}

void Session::on_arrival(std::function<void(bool)> heard, bool now) {
    listeners_.push_back(std::move(heard));
    if (now || dead_) {
        wake();
    } else {
        await_readable();
    }
}

Session::Opening Session::take_opening() {
    auto opening = std::exchange(opening_, std::nullopt);
    return std::move(opening).value_or(Opening());
}

long Session::send(std::string_view bytes) {
    if (dead_) return -EPIPE;
    if (opening_) append(opening_->ours, bytes, opening_limit);
    std::size_t taken = 0;
    if (queue_.empty()) {
        const auto count = carrier_->send(bytes);
        if (count < 0 && count != -EAGAIN) {
            drop(spoken(static_cast<int>(-count)));
            return -EPIPE;
        }
        if (count > 0) taken = static_cast<std::size_t>(count);
    }
    if (taken < bytes.size()) {
        queue_.append(bytes.substr(taken));
        await_writable();
    }
    return static_cast<long>(bytes.size());
}

long Session::receive(char* to, std::size_t size) {
    if (dead_) return -ECONNRESET;
    const bool small = size < inbox_.size();
    if (inbox_begin_ == inbox_end_) {
        char* into = small ? inbox_.data() : to;
        const auto count = carrier_->receive(into, small ? inbox_.size() : size);
        if (count == -EAGAIN) return -EAGAIN;
        if (count <= 0) {
            drop(count == 0 ? "the host closed the connection" : spoken(static_cast<int>(-count)));
            return -ECONNRESET;
        }
        received_ = true;
        heard_at_ = Clock::now();
        if (opening_) append(opening_->theirs, {into, static_cast<std::size_t>(count)}, opening_limit);
        ++arrivals_;
        if (!small) return count;
        inbox_begin_ = 0;
        inbox_end_ = static_cast<std::size_t>(count);
    }
    const auto count = std::min(size, inbox_end_ - inbox_begin_);
    std::memcpy(to, inbox_.data() + inbox_begin_, count);
    inbox_begin_ += count;
    return static_cast<long>(count);
}

void Session::await_readable() {
    if (dead_ || std::exchange(reading_, true)) return;
    auto on_ready = [weak = weak_from_this()](bool open) {
        auto self = weak.lock();
        if (!self) return;
        self->reading_ = false;
        if (open) self->wake();
    };
    carrier_->when_readable(std::move(on_ready));
}

void Session::await_writable() {
    if (dead_ || std::exchange(writing_, true)) return;
    auto on_ready = [weak = weak_from_this()](bool open) {
        auto self = weak.lock();
        if (!self) return;
        self->writing_ = false;
        if (open) self->flush();
    };
    carrier_->when_writable(std::move(on_ready));
}

void Session::flush() {
    if (dead_) return;
    const auto rest = std::string_view(queue_).substr(sent_);
    const auto count = carrier_->send(rest);
    if (count < 0 && count != -EAGAIN) {
        drop(spoken(static_cast<int>(-count)));
        return;
    }
    if (count > 0) sent_ += static_cast<std::size_t>(count);
    if (sent_ == queue_.size()) {
        queue_.clear();
        sent_ = 0;
    } else if (sent_ > queue_limit) {
        queue_.erase(0, sent_);
        sent_ = 0;
    }
    if (!queue_.empty()) await_writable();
    if (has_room()) wake();
}

namespace {

// Once more whenever it asks to wait; nothing else opens channels then.
long try_open(NativeSession* session, NativeChannel*& channel) {
    channel = libssh2_channel_open_session(session);
    return channel != nullptr ? 0 : libssh2_session_last_errno(session);
}

}  // namespace

// Dropbear from 2022.82 to 2024.85 closes a channel on which nothing was started yet as soon as any command
// of the connection ends, and gives up the connection when one starts there all the same.
bool Session::keeps_channels() const {
    const char* version = libssh2_session_banner_get(native_);
    return version == nullptr || !std::string_view(version).starts_with("SSH-2.0-dropbear");
}

void Session::prepare_channel() {
    if (dead_ || preparing_ || prepared_ != nullptr || one_at_a_time_ || !keeps_channels()) return;
    auto call = [this] { return try_open(native_, prepared_); };
    preparing_ = step(call) == again;
}

awaitable<long> Session::settle(Clock::time_point deadline) {
    if (!preparing_) co_return 0;
    auto call = [this] { return try_open(native_, prepared_); };
    const long result = co_await drive(call, deadline);
    preparing_ = false;
    if (result != LIBSSH2_ERROR_CHANNEL_FAILURE) co_return result;
    one_at_a_time_ = true;
    co_return 0;
}

awaitable<long> Session::open_channel(NativeChannel*& channel, Clock::time_point deadline) {
    const long settled = co_await settle(deadline);
    if (settled != 0) co_return settled;
    channel = std::exchange(prepared_, nullptr);
    if (channel != nullptr) co_return 0;
    auto call = [this, &channel] { return try_open(native_, channel); };
    const long result = co_await drive(call, deadline);
    co_return result;
}

void Session::keep_alive(Keepalive settings) {
    keepalive_ = settings;
    // A cable that is out is noticed while something is under way, long before it is time to ask.
    carrier_->limit_unacknowledged(settings.limit / 2);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(settings.interval).count();
    // A little less than our own rhythm, else rounding to seconds would leave out every other one.
    libssh2_keepalive_config(native_, settings.answered ? 1 : 0,
                             static_cast<unsigned>(std::max<long>(2, seconds - 1)));
    await_keepalive();
}

void Session::await_keepalive() {
    if (dead_) return;
    keepalive_timer_.expires_after(keepalive_.interval);
    auto on_time = [weak = weak_from_this()](asio::error_code failed) {
        auto self = weak.lock();
        if (!self || failed) return;
        self->check_peer();
        self->await_keepalive();
    };
    keepalive_timer_.async_wait(std::move(on_time));
}

// A peer that is merely silent shows no error: keepalives are written, and the carrier knows when it last had
// something, or nobody has read for so long.
void Session::check_peer() {
    if (dead_) return;
    if (!carrier_->silence() && carrier_->has_unread()) heard_at_ = Clock::now();
    if (dead_) return;
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - heard_at_);
    const auto silence = carrier_->silence().value_or(since);
    if (keepalive_.answered && silence > keepalive_.limit) {
        drop("nothing was heard of the host for " + std::to_string(silence.count() / 1000) + " s");
        return;
    }
    if (carrier_->has_ended()) {
        drop("the host closed the connection");
        return;
    }
    int next = 0;
    auto ask = [&] { return libssh2_keepalive_send(native_, &next); };
    step(ask);
}

void Session::forward_agent(std::string socket) {
    agent_socket_ = std::move(socket);
    set(Eagerness::agent_at_once, 1);
    libssh2_session_callback_set2(native_, LIBSSH2_CALLBACK_AUTHAGENT, generic(&Callbacks::asked_for_agent));
}

void Session::carry_to_agent(NativeChannel* channel) {
    auto binding = agent::session_binding(proof_.host_key, proof_.id, proof_.signature, true);
    auto relay = std::make_shared<AgentRelay>(*this, channel, std::move(binding));
    const auto place = agent_relays_.insert(agent_relays_.end(), relay);
    auto ended = [weak = weak_from_this(), place] {
        if (const auto self = weak.lock()) self->agent_relays_.erase(place);
    };
    // One that is too many finds no agent.
    const bool too_many = agent_relays_.size() > most_agent_relays;
    relay->start(too_many ? std::string() : agent_socket_, std::move(ended));
}

awaitable<void> Session::close() {
    auto self = shared_from_this();
    if (dead_) co_return;
    const auto deadline = Clock::now() + std::chrono::seconds(1);
    auto disconnect = [this] { return libssh2_session_disconnect(native_, "done"); };
    step(disconnect);
    while (!dead_ && !queue_.empty()) {
        const bool in_time = co_await wait(deadline);
        if (!in_time) break;
    }
    drop("closed");
}

}  // namespace wheels::ssh
