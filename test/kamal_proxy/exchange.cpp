#include "exchange.hpp"

#include <vector>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "log.hpp"

namespace kamal_proxy {
namespace {

// Ends the sending of a request whose answer is there already.
struct EarlyAnswer : std::exception {};

}  // namespace

Exchange::Exchange(std::shared_ptr<Connection> client,
                   RequestHead request,
                   std::shared_ptr<Target> target,
                   std::chrono::milliseconds answer_limit)
    : client_(std::move(client)),
      request_(std::move(request)),
      body_(request_.framing()),
      place_(target),
      target_(std::move(target)),
      answer_limit_(answer_limit) {}

awaitable<std::optional<int>> Exchange::run() {
    std::optional<int> status;
    try {
        co_await talk();
    } catch (const std::exception& error) {
        if (!begun_) status = place_.was_cut() || late_ ? 504 : 502;
        if (begun_) client_->close();
        log(request_.method + " " + request_.target + " to " + target_->address() + ": " + error.what());
    }
    if (upstream_) upstream_->close();
    co_return status;
}

awaitable<void> Exchange::talk() {
    upstream_ = co_await target_->connect();
    // Whoever cuts us does not know in which call we are: every one of them ends with the connections.
    auto* self = this;
    place_.on_cut([self] {
        self->upstream_->close();
        if (self->begun_) self->client_->close();
    });
    if (place_.was_cut()) throw BadHttp("cut before it began");
    auto fields = request_.fields;
    const bool upgrades = request_.is_upgrade();
    const auto upgrade = fields.get("Upgrade").value_or("");
    const bool expects = fields.has_word("Expect", "100-continue");
    fields.remove_hop_by_hop();
    fields.remove("Expect");
    if (body_.kind == Framing::Kind::chunked) fields.set("Transfer-Encoding", "chunked");
    fields.set("Connection", upgrades ? "Upgrade" : "close");
    if (upgrades) fields.set("Upgrade", upgrade);
    co_await upstream_->write(request_.method + " " + request_.target + " HTTP/1.1\r\n" + fields.lines() +
                              "\r\n");
    if (expects) co_await client_->write("HTTP/1.1 100 Continue\r\n\r\n");
    if (body_.kind == Framing::Kind::none) {
        body_sent_ = true;
        co_await receive();
        co_return;
    }
    std::vector<wheels::Task> both;
    both.emplace_back("answer", receive());
    both.emplace_back("body", send_body());
    const auto outcomes = co_await wheels::run_all(std::move(both), 2, wheels::OnFailure::cancel_siblings);
    try {
        wheels::rethrow_first(outcomes);
    } catch (const EarlyAnswer&) {
        reusable_ = false;
    }
}

// A target that stops to listen may have answered: not an error here. A client that goes away is one.
awaitable<void> Exchange::send_body() {
    BodyReader reader(client_, body_);
    const bool chunked = body_.kind == Framing::Kind::chunked;
    bool listens = true;
    try {
        co_await copy_body(reader, upstream_, chunked);
    } catch (const asio::system_error& error) {
        listens = error.code() != asio::error::broken_pipe && error.code() != asio::error::connection_reset;
        if (listens) throw;
    }
    body_sent_ = listens;
}

awaitable<ResponseHead> Exchange::answer_head() {
    while (true) {
        std::optional<std::string> text;
        if (answer_limit_.count() > 0) {
            text =
                co_await wheels::with_deadline<std::string>(upstream_->read_until("\r\n\r\n"), answer_limit_);
        } else {
            text = co_await upstream_->read_until("\r\n\r\n");
        }
        if (!text && !body_sent_) continue;  // the time for the answer begins when the request is there
        late_ = !text;
        if (!text) throw BadHttp("no answer in time");
        auto head = ResponseHead::parse(*text);
        if (head.status >= 200 || head.status == 101) co_return head;
    }
}

awaitable<void> Exchange::receive() {
    auto head = co_await answer_head();
    auto framing = head.framing(request_.method);
    const bool upgraded = head.status == 101;
    const auto upgrade = head.fields.get("Upgrade").value_or("");
    const bool chunked = request_.minor_version == 1 && (framing.kind == Framing::Kind::chunked ||
                                                         framing.kind == Framing::Kind::until_close);
    const bool endless =
        !chunked && framing.kind != Framing::Kind::length && framing.kind != Framing::Kind::none;
    reusable_ = request_.keeps_alive() && !endless && !upgraded && body_sent_;
    head.fields.remove_hop_by_hop();
    if (chunked) head.fields.set("Transfer-Encoding", "chunked");
    if (upgraded) head.fields.set("Connection", "Upgrade");
    if (upgraded) head.fields.set("Upgrade", upgrade);
    if (!upgraded && !reusable_) head.fields.set("Connection", "close");
    begun_ = true;
    co_await client_->write("HTTP/1.1 " + std::to_string(head.status) + " " + head.reason + "\r\n" +
                            head.fields.lines() + "\r\n");
    if (upgraded) {
        place_.is_upgraded();
        co_await tunnel(client_, upstream_);
        co_return;
    }
    BodyReader reader(upstream_, framing);
    co_await copy_body(reader, client_, chunked);
    if (!body_sent_) throw EarlyAnswer();
}

}  // namespace kamal_proxy
