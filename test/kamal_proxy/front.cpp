#include "front.hpp"

#include <array>
#include <chrono>
#include <random>

#include "async/with_deadline.hpp"
#include "exchange.hpp"
#include "log.hpp"
#include "page.hpp"

namespace kamal_proxy {
namespace {

std::string new_request_id() {
    static std::random_device random;
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%04x%08x", random(), random() & 0xffffU,
                  random() & 0xfffU, (random() & 0x3fffU) | 0x8000U, random() & 0xffffU, random());
    return text.data();
}

std::string milliseconds_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

void add_forwarding_fields(RequestHead& request,
                           const ServiceOptions& options,
                           std::string peer,
                           const std::string& target) {
    auto& fields = request.fields;
    if (!options.client_ip_header.empty()) {
        if (auto named = fields.get(options.client_ip_header)) peer = *named;
    }
    for (const auto* name : {"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Kamal-Target"}) {
        if (!options.forward_headers) fields.remove(name);
    }
    const auto prior = fields.get("X-Forwarded-For");
    fields.set("X-Forwarded-For", prior ? *prior + ", " + peer : peer);
    if (!fields.get("X-Forwarded-Host")) fields.set("X-Forwarded-Host", fields.get("Host").value_or(""));
    if (!fields.get("X-Forwarded-Proto")) fields.set("X-Forwarded-Proto", "http");
    if (!fields.get("X-Request-Id")) fields.set("X-Request-Id", new_request_id());
    if (!fields.get("X-Request-Start")) fields.set("X-Request-Start", "t=" + milliseconds_now());
    const auto before = fields.get("X-Kamal-Target");
    fields.set("X-Kamal-Target", before ? *before + ", " + target : target);
}

// Where the client should go instead, or an empty text.
std::string redirection(const ServiceOptions& options, const RequestHead& request) {
    const bool to_tls = options.tls && options.tls_redirect;
    const auto host = options.canonical_host.empty() ? request.host : options.canonical_host;
    if (!to_tls && host == request.host) return "";
    return (to_tls ? "https://" : "http://") + host + request.target;
}

std::string address_of(const asio::ip::tcp::socket& socket) {
    asio::error_code gone;
    const auto address = socket.remote_endpoint(gone).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

struct Counted {
    explicit Counted(int& c) : count(c) { ++count; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --count; }
    int& count;
};

}  // namespace

void Front::listen(int port) {
    asio::ip::tcp::endpoint endpoint(asio::ip::tcp::v6(), static_cast<asio::ip::port_type>(port));
    asio::error_code no_ipv6;
    acceptor_.open(endpoint.protocol(), no_ipv6);
    if (no_ipv6) {
        endpoint = asio::ip::tcp::endpoint(asio::ip::tcp::v4(), endpoint.port());
        acceptor_.open(endpoint.protocol());
    } else {
        acceptor_.set_option(asio::ip::v6_only(false));
    }
    acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen();
}

void Front::stop() {
    acceptor_.close();
}

awaitable<void> Front::accept() {
    while (acceptor_.is_open()) {
        asio::error_code error;
        auto token = wheels::redirect_error(wheels::use_awaitable, error);
        auto socket = co_await acceptor_.async_accept(token);
        if (error && acceptor_.is_open()) {  // that one has gone, or there are too many for now
            co_await wheels::sleep_for(std::chrono::milliseconds(10));
            continue;
        }
        if (error) co_return;
        socket.set_option(asio::ip::tcp::no_delay(true), error);
        auto peer = address_of(socket);
        auto client = std::make_shared<Connection>(std::move(socket));
        // A client that goes away, or that talks nonsense, is nobody's error.
        asio::co_spawn(acceptor_.get_executor(), serve(client, std::move(peer)), [](std::exception_ptr) {});
    }
}

awaitable<void> Front::serve(std::shared_ptr<Connection> client, std::string peer) {
    bool goes_on = true;
    while (goes_on) goes_on = co_await serve_one(client, peer);
    client->close();
}

awaitable<bool> Front::serve_one(std::shared_ptr<Connection> client, std::string peer) {
    auto text = co_await client->read_until("\r\n\r\n");
    if (text.empty()) co_return false;
    Counted in_flight(in_flight_);
    std::optional<RequestHead> request;
    try {
        request = RequestHead::parse(text);
        request->framing();
    } catch (const BadHttp&) {
        request.reset();
    }
    if (!request) {
        co_await client->write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request");
        co_return false;
    }
    const bool goes_on = co_await answer(client, std::move(*request), std::move(peer));
    co_return goes_on;
}

awaitable<bool> Front::answer(std::shared_ptr<Connection> client, RequestHead request, std::string peer) {
    const auto found = router_.match(request.host, request.path());
    if (!found.service) {
        Refusal not_found{404, error_page(404, "", "")};
        const bool goes_on = co_await refuse(client, std::move(request), std::move(not_found));
        co_return goes_on;
    }
    const auto& options = found.service->options;
    if (const auto place = redirection(options, request); !place.empty()) {
        co_await client->write("HTTP/1.1 301 Moved Permanently\r\nLocation: " + place +
                               "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        co_return false;
    }
    if (options.strip_prefix && found.prefix != "/") {
        request.target.erase(0, found.prefix.size());
        if (!request.target.starts_with('/')) request.target.insert(0, "/");
    }
    bool reusable = false;
    auto refusal = co_await admit(found.service, request.path());
    if (!refusal) {
        // Whoever waited at the gate may find another deploy behind it.
        const auto now = router_.match(request.host, found.prefix);
        const auto service = now.service ? now.service : found.service;
        refusal = co_await forward(client, request, service, std::move(peer), reusable);
    }
    if (!refusal) co_return reusable;
    const bool goes_on = co_await refuse(client, std::move(request), std::move(*refusal));
    co_return goes_on;
}

awaitable<std::optional<Front::Refusal>> Front::admit(std::shared_ptr<Service> service, std::string path) {
    const auto gate = service->gate;
    if (gate->state == Gate::State::running) co_return std::nullopt;
    // Whoever balances load above us may go on.
    if (path == service->options.health_check.path) co_return Refusal{200, ""};
    const auto passage = co_await gate->pass();
    if (passage == Gate::Passage::open) co_return std::nullopt;
    const int status = passage == Gate::Passage::stopped ? 503 : 504;
    co_return Refusal{status, error_page(status, service->options.error_pages, gate->message)};
}

// From the choice of the target to the request's place in flight nothing else can run: no request goes to a
// target after its drain began.
awaitable<std::optional<Front::Refusal>> Front::forward(std::shared_ptr<Connection> client,
                                                        RequestHead request,
                                                        std::shared_ptr<Service> service,
                                                        std::string peer,
                                                        bool& reusable) {
    const auto target = service->pool_for(request).next(request.method);
    int status = 503;
    if (target) {
        add_forwarding_fields(request, service->options, std::move(peer), target->address());
        Exchange exchange(client, std::move(request), target, service->options.target_timeout);
        const auto failed = co_await exchange.run();
        reusable = exchange.reusable();
        if (!failed) co_return std::nullopt;
        status = *failed;
    }
    co_return Refusal{status, error_page(status, service->options.error_pages, "")};
}

// A body that nobody read stands in the way of the next request: then this answer is the last.
awaitable<bool> Front::refuse(std::shared_ptr<Connection> client, RequestHead request, Refusal refusal) {
    const bool goes_on = request.keeps_alive() && request.framing().kind == Framing::Kind::none;
    const std::string connection = goes_on ? "" : "Connection: close\r\n";
    auto text = "HTTP/1.1 " + std::to_string(refusal.status) + " " + reason_of(refusal.status) +
                "\r\nContent-Type: text/html; charset=utf-8\r\n" + connection +
                "Content-Length: " + std::to_string(refusal.page.size()) + "\r\n\r\n";
    if (request.method != "HEAD") text += refusal.page;
    co_await client->write(std::move(text));
    co_return goes_on;
}

}  // namespace kamal_proxy
