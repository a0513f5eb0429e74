#include "blocking/loop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "base/pipe.hpp"
#include "base/without_signals.hpp"

namespace wheels::blocking {
namespace {

// Who it is for in the upper half, how in the lower: and whether those before it are meant, too.
constexpr int number_shift = 32;
constexpr std::uint32_t and_all_before = 0x80000000;
// Of no call: wakes the loop, and that is all.
constexpr std::uint32_t nobody = UINT32_MAX;

std::uint64_t message(std::uint32_t number, std::uint32_t how) {
    return (static_cast<std::uint64_t>(number) << number_shift) | how;
}

}  // namespace

Loop::Loop() : process_(::getpid()), keep_going_(loop_.get_executor()), stops_(loop_) {
    auto pipe = make_pipe(O_NONBLOCK);
    if (!pipe) throw Error(ErrorKind::process, "no pipe: " + std::system_category().message(errno));
    to_stops_ = std::move(pipe.write_end);
    stops_.assign(pipe.read_end.release());
    listen();
    const WithoutSignals quiet;  // the handlers of the program rely on what its own threads know
    thread_ = std::thread([this] { loop_.run(); });
    thread_id_ = thread_.get_id();
}

Loop::~Loop() {
    close();
}

void Loop::close() {
    if (is_elsewhere()) return;
    const auto begin = [this] {
        const std::lock_guard lock(mutex_);
        return !std::exchange(closed_, true);
    };
    if (begin()) {
        asio::post(loop_, [this] {
            ending_ = true;
            stop_everything(last_number_, ErrorKind::cancelled);
            keep_going_.reset();
            // The pipe stays open for who still writes: one without a reader kills.
            if (is_idle()) stops_.cancel();
        });
    }
    const std::lock_guard lock(joining_);  // whoever comes second waits, too
    if (!thread_.joinable()) return;
    thread_.join();
    joined_ = true;
}

std::shared_ptr<Loop::Reach> Loop::reach() {
    check_process();
    const std::lock_guard lock(mutex_);
    if (closed_) throw Error(ErrorKind::usage, "the project is closed");
    auto interrupt = std::make_shared<Interrupt>();
    const std::uint32_t number = last_number_ + 1;
    auto reach = std::make_shared<Reach>(*this, number, interrupt);
    interrupts_.emplace(number, std::move(interrupt));
    last_number_ = number;
    return reach;
}

void Loop::forget(std::uint32_t number) {
    if (is_elsewhere()) return;
    {
        const std::lock_guard lock(mutex_);
        interrupts_.erase(number);
    }
    if (!is_own_thread()) {
        stop(nobody, ErrorKind::cancelled);
    } else if (ending_ && is_idle()) {
        stops_.cancel();
    }
}

void Loop::stop(std::uint32_t number, ErrorKind kind) const noexcept {
    if (is_elsewhere()) return;  // the pipe is one with that of the parent
    const auto how = static_cast<std::uint32_t>(kind);
    // What is begun while this is on its way was not meant.
    const auto sent = number == 0 ? message(last_number_, how | and_all_before) : message(number, how);
    const int kept = errno;
    // A full pipe holds thousands of requests to stop.
    [[maybe_unused]] const auto written = ::write(to_stops_.get(), &sent, sizeof sent);
    errno = kept;
}

bool Loop::is_elsewhere() const noexcept {
    return ::getpid() != process_;
}

bool Loop::is_own_thread() const noexcept {
    // The number of a thread that has ended may be that of another one.
    return !joined_ && std::this_thread::get_id() == thread_id_;
}

void Loop::check_process() const {
    if (is_elsewhere())
        throw Error(ErrorKind::usage, "this process was forked from the one that the project works in",
                    "Load the project after the fork().");
}

void Loop::check_wait() const {
    check_process();
    if (is_own_thread())
        throw Error(ErrorKind::usage, "a callback of the project would wait here for itself",
                    "Call what waits from another thread.");
}

void Loop::listen() {
    asio::async_read(stops_, asio::buffer(&stop_, sizeof stop_), [this](asio::error_code error, std::size_t) {
        if (error) return;
        const auto number = static_cast<std::uint32_t>(stop_ >> number_shift);
        const auto how = static_cast<std::uint32_t>(stop_);
        const auto kind = static_cast<ErrorKind>(how & ~and_all_before);
        if ((how & and_all_before) != 0)
            stop_everything(number, kind);
        else
            stop_one(number, kind);
        if (ending_ && is_idle()) return;
        listen();
    });
}

void Loop::stop_one(std::uint32_t number, ErrorKind kind) {
    if (const auto interrupt = interrupt_of(number)) interrupt->request(kind);
}

void Loop::stop_everything(std::uint32_t up_to, ErrorKind kind) {
    std::vector<std::shared_ptr<Interrupt>> all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [number, interrupt] : interrupts_) {
            if (number <= up_to) all.push_back(interrupt);
        }
    }
    for (const auto& interrupt : all) interrupt->request(kind);
}

bool Loop::is_idle() {
    const std::lock_guard lock(mutex_);
    return interrupts_.empty();
}

std::shared_ptr<Interrupt> Loop::interrupt_of(std::uint32_t number) {
    const std::lock_guard lock(mutex_);
    const auto found = interrupts_.find(number);
    return found == interrupts_.end() ? nullptr : found->second;
}

}  // namespace wheels::blocking
