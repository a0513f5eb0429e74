#include "ssh/look_up.hpp"

#include <netdb.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/unique_fd.hpp"

namespace wheels::ssh {
namespace {

using asio::ip::tcp;
using Endpoints = std::vector<tcp::endpoint>;

/// What the thread and the coroutine share. Whoever is the last one destroys it.
struct Answer {
    Answer(std::string its_name, std::string its_service, UniqueFd event)
        : name(std::move(its_name)), service(std::move(its_service)), arrived(std::move(event)) {}

    const std::string name;
    const std::string service;
    const UniqueFd arrived;  // an eventfd, readable once the answer is there
    std::mutex mutex;
    int error = 0;
    Endpoints endpoints;
};

void ask_system(const std::shared_ptr<Answer>& answer) {
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(answer->name.c_str(), answer->service.c_str(), &wanted, &found);
    {
        const std::lock_guard<std::mutex> lock(answer->mutex);
        answer->error = error;
        for (const auto* one = found; one != nullptr; one = one->ai_next) {
            tcp::endpoint endpoint;
            if (one->ai_addrlen > endpoint.capacity()) continue;
            std::memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
            endpoint.resize(one->ai_addrlen);
            answer->endpoints.push_back(endpoint);
        }
    }
    if (found != nullptr) ::freeaddrinfo(found);
    const std::uint64_t once = 1;
    [[maybe_unused]] const auto written = ::write(answer->arrived.get(), &once, sizeof once);
}

std::shared_ptr<Answer> ask(const Address& address) {
    UniqueFd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!event) throw DialFailure(DialFailure::Kind::unreachable, std::strerror(errno));
    auto answer = std::make_shared<Answer>(address.host, std::to_string(address.port), std::move(event));
    // Signals are for the program's own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    std::string problem;
    try {
        std::thread(ask_system, answer).detach();
    } catch (const std::system_error& none) {
        problem = none.what();
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (!problem.empty()) throw DialFailure(DialFailure::Kind::name, std::move(problem));
    return answer;
}

awaitable<bool> wait_for(std::shared_ptr<Answer> answer) {
    asio::posix::stream_descriptor arrived(co_await this_coro::executor, ::dup(answer->arrived.get()));
    co_await arrived.async_wait(asio::posix::descriptor_base::wait_read, use_awaitable);
    co_return true;
}

Endpoints taken(Answer& answer) {
    const std::lock_guard<std::mutex> lock(answer.mutex);
    if (answer.error != 0)
        throw DialFailure(DialFailure::Kind::name,
                          std::string("its name is not known (") + ::gai_strerror(answer.error) + ")");
    return std::move(answer.endpoints);
}

}  // namespace

awaitable<Endpoints> look_up(Address address, Clock::time_point deadline) {
    asio::error_code no_number;
    const auto number = asio::ip::make_address(address.host, no_number);
    if (!no_number) co_return Endpoints(1, tcp::endpoint(number, address.port));

    auto answer = ask(address);
    auto arrival = wait_for(answer);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const auto arrived = co_await with_deadline(std::move(arrival), left);
    if (!arrived) throw DialFailure(DialFailure::Kind::unreachable, "looking up its name took too long");
    co_return taken(*answer);
}

}  // namespace wheels::ssh
