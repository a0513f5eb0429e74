// A deploy service: takes deploys over HTTP, one at a time, and streams their events to who asked for them.
//
//     service DIRECTORY PORT
//
//     curl -N -X POST localhost:PORT/deploys/v42
//     curl -N -X POST localhost:PORT/deploys/v42?dry_run
//     curl localhost:PORT/status
//
// A line of JSON comes for each event, and the report at the end.
//
// Whoever hangs up stops the deploy: the lock goes back, and the failure hook runs. On loopback alone: who
// may deploy is a question for what stands before it.
#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/experimental/awaitable_operators.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/read_until.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "wheels/json.hpp"
#include "wheels/project.hpp"

namespace {

using asio::ip::tcp;

/// Lines on their way to one client. Kept in order; a client that is slow does not slow the deploy down.
class Lines : public wheels::Sink {
public:
    explicit Lines(const asio::any_io_executor& on) : more_(on, asio::steady_timer::time_point::max()) {}

    void on_event(const wheels::Event& event) noexcept override { push(wheels::to_json(event)); }

    void push(std::string line) {
        waiting_.push_back(std::move(line) + "\n");
        more_.cancel();
    }
    void end() {
        ended_ = true;
        more_.cancel();
    }

    /// Writes what comes, until the end, or until nobody reads any more.
    asio::awaitable<void> write_to(tcp::socket& client) {
        while (!ended_ || !waiting_.empty()) {
            asio::error_code woken;
            if (waiting_.empty()) co_await more_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
            while (!waiting_.empty()) {
                const auto line = std::move(waiting_.front());
                waiting_.pop_front();
                co_await asio::async_write(client, asio::buffer(line), asio::use_awaitable);
            }
        }
    }

private:
    asio::steady_timer more_;
    std::deque<std::string> waiting_;
    bool ended_ = false;
};

/// Returns when the client has hung up.
asio::awaitable<void> hung_up(tcp::socket& client) {
    char byte = 0;
    asio::error_code gone;
    while (!gone) {
        co_await client.async_read_some(asio::buffer(&byte, 1),
                                        asio::redirect_error(asio::use_awaitable, gone));
    }
}

class Service {
public:
    explicit Service(wheels::Project project) : project_(std::move(project)) {}

    asio::awaitable<void> answer(tcp::socket client) {
        std::string head;
        co_await asio::async_read_until(client, asio::dynamic_buffer(head, 8192), "\r\n\r\n",
                                        asio::use_awaitable);
        const auto line = head.substr(0, head.find(" HTTP/"));
        const std::string deploys = "POST /deploys/";
        if (line == "GET /status") {
            co_await say_status(client);
        } else if (!line.starts_with(deploys)) {
            co_await reply(client, "404 Not Found",
                           "{\"message\": \"there is POST /deploys/VERSION and GET /status\"}\n");
        } else if (deploying_) {
            co_await reply(client, "409 Conflict", "{\"message\": \"a deploy is under way\"}\n");
        } else {
            auto version = line.substr(deploys.size());
            const auto question = version.find("?dry_run");
            const bool dry_run = question != std::string::npos;
            co_await deploy(client, version.substr(0, question), dry_run);
        }
    }

private:
    static asio::awaitable<void> reply(tcp::socket& client, std::string status, std::string body) {
        const auto text =
            "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body;
        co_await asio::async_write(client, asio::buffer(text), asio::use_awaitable);
    }

    asio::awaitable<void> say_status(tcp::socket& client) {
        wheels::Report report;
        report.version = project_.config().version;
        report.status = co_await project_.status();
        auto body = wheels::to_json(report) + "\n";
        co_await reply(client, "200 OK", std::move(body));
    }

    asio::awaitable<void> deploy(tcp::socket& client, std::string version, bool dry_run) {
        using namespace asio::experimental::awaitable_operators;
        const Busy busy(deploying_);
        co_await reply(client, "200 OK", "");
        const auto lines = std::make_shared<Lines>(client.get_executor());
        auto watching = ship(lines, std::move(version), dry_run) || hung_up(client);
        auto writing = lines->write_to(client);
        try {
            co_await (std::move(watching) && std::move(writing));
        } catch (const std::exception&) {
            // The client is gone, and the deploy was stopped by that.
        }
    }

    /// One deploy at a time, however it ends.
    class Busy {
    public:
        explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
        ~Busy() { flag_ = false; }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;

    private:
        bool& flag_;
    };

    /// Cancelled, it stops the deploy and waits for the failure path.
    asio::awaitable<void> ship(std::shared_ptr<Lines> lines, std::string version, bool dry_run) {
        auto request = wheels::deploy_request({.version = version, .skip_push = true, .dry_run = dry_run});
        request.sink = lines.get();
        try {
            const auto report = co_await project_.run(std::move(request));
            lines->push(wheels::to_json(report));
        } catch (const wheels::Error& error) {
            lines->push(wheels::to_json(error));
        }
        lines->end();
    }

    wheels::Project project_;
    bool deploying_ = false;
};

asio::awaitable<void> serve(std::string directory, unsigned short port) {
    auto surroundings = wheels::surroundings_of_this_process(directory);
    const auto project = co_await wheels::Project::load(std::move(surroundings));
    const auto service = std::make_shared<Service>(project);
    const auto on = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(on, {asio::ip::address_v4::loopback(), port});
    std::printf("on port %d\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    for (;;) {
        auto client = co_await acceptor.async_accept(asio::use_awaitable);
        // A client that says nothing sensible is its own problem.
        asio::co_spawn(on, service->answer(std::move(client)), [service](std::exception_ptr) {});
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return std::fprintf(stderr, "service DIRECTORY PORT\n"), 2;
    asio::io_context loop(1);
    int status = 0;
    const auto port = static_cast<unsigned short>(std::strtoul(argv[2], nullptr, 10));
    asio::co_spawn(loop, serve(argv[1], port), [&](std::exception_ptr thrown) {
        try {
            if (thrown) std::rethrow_exception(thrown);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            status = 1;
        }
    });
    loop.run();
    return status;
}
