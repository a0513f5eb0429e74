#include "ssh/look_up.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <type_traits>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/pipe.hpp"
#include "base/without_signals.hpp"

namespace wheels::ssh {
namespace {

using asio::ip::tcp;
using Endpoints = std::vector<tcp::endpoint>;

/// What the thread and the coroutine share. Whoever is the last one destroys it.
struct Answer {
    Answer(std::string its_name, std::string its_service, UniqueFd pipe_end)
        : name(std::move(its_name)), service(std::move(its_service)), open_until_known(std::move(pipe_end)) {}

    const std::string name;
    const std::string service;
    UniqueFd
        open_until_known;  // of a pipe, whose other end is readable once this one is closed; the thread's
    std::mutex mutex;
    bool known = false;
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
        answer->known = true;
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
    answer->open_until_known.reset();
}

/// A question under way. `arrives` is readable once the answer is known. It is nobody else's: Asio leaves it
/// to the last close of a file to end its part in epoll, so a second descriptor of the same file would go on
/// telling of it, to whoever has come after.
struct Question {
    Question(std::shared_ptr<Answer> to_come, UniqueFd pipe_end)
        : answer(std::move(to_come)), arrives(std::move(pipe_end)) {}

    std::shared_ptr<Answer> answer;
    UniqueFd arrives;
};
static_assert(!std::is_aggregate_v<Question>);

Question ask(const Address& address) {
    auto pipe = make_pipe(O_NONBLOCK);
    if (!pipe) throw DialFailure(DialFailure::Kind::unreachable, std::strerror(errno));
    auto answer =
        std::make_shared<Answer>(address.host, std::to_string(address.port), std::move(pipe.write_end));
    std::string problem;
    try {
        const WithoutSignals quiet;
        std::thread(ask_system, answer).detach();
    } catch (const std::system_error& none) {
        problem = none.what();
    }
    if (!problem.empty()) throw DialFailure(DialFailure::Kind::name, std::move(problem));
    Question question(std::move(answer), std::move(pipe.read_end));
    return question;
}

bool is_known(Answer& answer) {
    const std::lock_guard<std::mutex> lock(answer.mutex);
    return answer.known;
}

awaitable<bool> wait_for(std::shared_ptr<Answer> answer, UniqueFd arrives) {
    auto on = co_await this_coro::executor;
    asio::posix::stream_descriptor arrived(on, arrives.release());
    do {
        co_await arrived.async_wait(asio::posix::descriptor_base::wait_read, use_awaitable);
    } while (!is_known(*answer));
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

    auto question = ask(address);
    auto arrival = wait_for(question.answer, std::move(question.arrives));
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    const auto arrived = co_await with_deadline(std::move(arrival), left);
    if (!arrived) throw DialFailure(DialFailure::Kind::unreachable, "looking up its name took too long");
    co_return taken(*question.answer);
}

}  // namespace wheels::ssh
