#include "look_up.hpp"

#include <memory>
#include <utility>

namespace kamal_proxy {
namespace {

using asio::ip::tcp;

// Threads for the C library's blocking look-ups. They end before the event loop that owns this does. There
// are many, because Docker's name server leaves a question for a container that is gone unanswered: each
// health check of such a target holds a thread for ten seconds, and the requests of clients must not queue
// behind them.
class Lookups : public asio::execution_context::service {
public:
    using key_type = Lookups;
    static inline asio::execution_context::id id;

    explicit Lookups(asio::execution_context& owner) : service(owner) {}
    void shutdown() override { pool.join(); }

    asio::thread_pool pool{256};
};

struct Lookup {
    explicit Lookup(const wheels::executor& on) : wake(on, asio::steady_timer::time_point::max()) {}
    asio::steady_timer wake;
    tcp::resolver::results_type found;
    asio::error_code error;
    bool done = false;
};

void begin(asio::thread_pool& pool,
           const std::shared_ptr<Lookup>& lookup,
           std::string host,
           std::string port) {
    asio::post(pool, [lookup, host = std::move(host), port = std::move(port)] {
        asio::io_context unused;
        asio::error_code error;
        auto found = tcp::resolver(unused).resolve(host, port, error);
        asio::post(lookup->wake.get_executor(), [lookup, error, found = std::move(found)]() mutable {
            lookup->found = std::move(found);
            lookup->error = error;
            lookup->done = true;
            lookup->wake.cancel();
        });
    });
}

}  // namespace

wheels::awaitable<tcp::resolver::results_type> look_up(std::string host, std::string port) {
    auto on = co_await wheels::this_coro::executor;
    auto lookup = std::make_shared<Lookup>(on);
    auto& owner = asio::query(on, asio::execution::context);
    begin(asio::use_service<Lookups>(owner).pool, lookup, std::move(host), std::move(port));
    asio::error_code woken;
    co_await lookup->wake.async_wait(wheels::redirect_error(wheels::use_awaitable, woken));
    if (!lookup->done) throw asio::system_error(asio::error::operation_aborted);
    if (lookup->error) throw asio::system_error(lookup->error);
    co_return lookup->found;
}

}  // namespace kamal_proxy
