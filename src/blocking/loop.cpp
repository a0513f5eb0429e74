#include "blocking/loop.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <vector>

namespace wheels::blocking {
namespace {

// Who it is for in the upper half, how in the lower.
constexpr int number_shift = 32;

std::uint64_t message(std::uint32_t number, ErrorKind kind) {
    return (static_cast<std::uint64_t>(number) << number_shift) | static_cast<std::uint32_t>(kind);
}

/// The handlers of the program run in its own threads, and so may rely on what they know.
class WithoutSignals {
public:
    WithoutSignals() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~WithoutSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

Loop::Loop() : keep_going_(loop_.get_executor()), stops_(loop_) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        throw Error(ErrorKind::process, "no pipe: " + std::system_category().message(errno));
    to_stops_.reset(ends[1]);
    stops_.assign(ends[0]);
    listen();
    const WithoutSignals quiet;
    thread_ = std::thread([this] { loop_.run(); });
}

Loop::~Loop() {
    close();
}

void Loop::close() {
    if (!thread_.joinable()) return;
    asio::post(loop_, [this] {
        closing_ = true;
        stop_everything(ErrorKind::interrupted_term);
        keep_going_.reset();
        stops_.cancel();  // and stays open for who still writes: a pipe without a reader kills
    });
    thread_.join();
}

std::pair<std::uint32_t, std::shared_ptr<Interrupt>> Loop::new_interrupt() {
    const std::lock_guard lock(mutex_);
    auto interrupt = std::make_shared<Interrupt>();
    interrupts_.emplace(++last_number_, interrupt);
    return {last_number_, std::move(interrupt)};
}

void Loop::forget(std::uint32_t number) {
    const std::lock_guard lock(mutex_);
    interrupts_.erase(number);
}

void Loop::stop(std::uint32_t number, ErrorKind kind) const noexcept {
    const auto sent = message(number, kind);
    const int kept = errno;
    // A full pipe holds thousands of requests to stop.
    [[maybe_unused]] const auto written = ::write(to_stops_.get(), &sent, sizeof sent);
    errno = kept;
}

void Loop::listen() {
    asio::async_read(stops_, asio::buffer(&stop_, sizeof stop_), [this](asio::error_code error, std::size_t) {
        if (error || closing_) return;
        stop_now(static_cast<std::uint32_t>(stop_ >> number_shift),
                 static_cast<ErrorKind>(static_cast<std::uint32_t>(stop_)));
        listen();
    });
}

void Loop::stop_now(std::uint32_t number, ErrorKind kind) {
    if (number == 0) return stop_everything(kind);
    if (const auto interrupt = interrupt_of(number)) interrupt->request(kind);
}

void Loop::stop_everything(ErrorKind kind) {
    std::vector<std::shared_ptr<Interrupt>> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [number, interrupt] : interrupts_) all.push_back(interrupt);
    }
    for (const auto& interrupt : all) interrupt->request(kind);
    const auto signals = signals_;  // who is cancelled takes itself off the list
    for (const auto& signal : signals) signal->emit(asio::cancellation_type::terminal);
}

std::shared_ptr<Interrupt> Loop::interrupt_of(std::uint32_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = interrupts_.find(number);
    return found == interrupts_.end() ? nullptr : found->second;
}

}  // namespace wheels::blocking
