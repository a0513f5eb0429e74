#include "target.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "flags.hpp"
#include "look_up.hpp"

namespace kamal_proxy {

// The real program's pattern: ^(\w[-_.\w+]+)(:\d+)?$
Target::Target(const std::string& address) : address_(address) {
    const auto colon = address.find(':');
    host_ = address.substr(0, colon);
    port_ = colon == std::string::npos ? "80" : address.substr(colon + 1);
    const auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
    const auto is_word = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
    const auto is_host = [&](unsigned char c) { return is_word(c) || c == '-' || c == '.' || c == '+'; };
    const bool valid = host_.size() > 1 && is_word(static_cast<unsigned char>(host_[0])) && !port_.empty() &&
                       std::all_of(host_.begin(), host_.end(), is_host) &&
                       std::all_of(port_.begin(), port_.end(), is_digit);
    if (!valid) throw CommandError(address + " :invalid host pattern");
}

awaitable<std::shared_ptr<Connection>> Target::connect() {
    return connect(port_);
}

awaitable<std::shared_ptr<Connection>> Target::connect(std::string port) {
    auto on = co_await wheels::this_coro::executor;
    asio::ip::tcp::socket socket(on);
    co_await connect(socket, std::move(port));
    socket.set_option(asio::ip::tcp::no_delay(true));
    co_return std::make_shared<Connection>(std::move(socket));
}

awaitable<void> Target::connect(asio::ip::tcp::socket& socket, std::string port) {
    asio::error_code is_a_name;
    const auto numeric = asio::ip::make_address(host_, is_a_name);
    if (!is_a_name) {
        const asio::ip::tcp::endpoint endpoint(numeric, static_cast<asio::ip::port_type>(std::stoi(port)));
        co_await socket.async_connect(endpoint, wheels::use_awaitable);
        co_return;
    }
    auto found = co_await places(port);
    asio::error_code failed;
    auto token = wheels::redirect_error(wheels::use_awaitable, failed);
    co_await asio::async_connect(socket, found, token);
    if (!failed) co_return;
    known_.erase(port);  // a container that was started anew is elsewhere
    throw asio::system_error(failed);
}

awaitable<Target::Places> Target::places(std::string port) {
    constexpr std::chrono::seconds fresh{1};
    const auto now = std::chrono::steady_clock::now();
    const auto before = known_.find(port);
    if (before != known_.end() && now - before->second.since < fresh) co_return before->second.places;
    std::optional<Places> found;
    if (before == known_.end()) {
        found = co_await look_up(host_, port);
    } else {
        const auto last = before->second.places;
        found = co_await wheels::with_deadline<Places>(look_up(host_, port), fresh);
        if (!found) found = last;
    }
    known_[port] = {*found, now};
    co_return *found;
}

awaitable<void> Target::drain(std::chrono::milliseconds limit) {
    const auto waited_for = in_flight_;
    for (const auto& request : waited_for) {
        if (request->upgraded) request->end();
    }
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const auto is_left = [&] {
        return std::any_of(waited_for.begin(), waited_for.end(), [&](const auto& request) {
            return std::find(in_flight_.begin(), in_flight_.end(), request) != in_flight_.end();
        });
    };
    while (is_left()) {
        if (std::chrono::steady_clock::now() >= deadline) break;
        co_await wheels::sleep_for(std::chrono::milliseconds(5));
    }
    for (const auto& request : waited_for) request->end();
}

Target::InFlight::InFlight(std::shared_ptr<Target> target) : target_(std::move(target)) {
    target_->in_flight_.push_back(request_);
}

Target::InFlight::~InFlight() {
    request_->cut = nullptr;
    target_->in_flight_.remove(request_);
}

void Target::InFlight::Request::end() {
    was_cut = true;
    if (cut) cut();
}

Pool::Pool(const std::vector<std::string>& targets, const std::vector<std::string>& read_targets) {
    for (const auto& address : targets) writers.push_back(std::make_shared<Target>(address));
    for (const auto& address : read_targets) readers.push_back(std::make_shared<Target>(address));
}

std::vector<std::shared_ptr<Target>> Pool::all() const {
    auto targets = writers;
    targets.insert(targets.end(), readers.begin(), readers.end());
    return targets;
}

std::shared_ptr<Target> Pool::next(const std::string& method) {
    const bool reads = (method == "GET" || method == "HEAD") && !readers.empty();
    const auto& targets = reads ? readers : writers;
    return targets.empty() ? nullptr : targets[turn++ % targets.size()];
}

awaitable<void> Pool::drain(std::chrono::milliseconds limit) {
    std::vector<wheels::Task> drains;
    for (const auto& target : all()) drains.emplace_back(target->address(), target->drain(limit));
    const auto at_once = drains.size();
    co_await wheels::run_all(std::move(drains), at_once, wheels::OnFailure::run_all);
}

}  // namespace kamal_proxy
