#include <algorithm>
#include <utility>

#include "async/coroutine.hpp"
#include "base/text.hpp"
#include "testing/reply.hpp"
#include "testing/waiting.hpp"

namespace wheels::testing {

FakeProcesses::FakeProcesses(VirtualClock* clock) : clock_(clock) {}
FakeProcesses::~FakeProcesses() = default;

Reply FakeProcesses::on(const std::string& part) {
    auto rule = std::make_shared<Reply::Rule>();
    rule->host = "*";
    rule->part = part;
    rules_.push_back(rule);
    return Reply(std::move(rule));
}

std::size_t FakeProcesses::count(const std::string& part) const {
    return static_cast<std::size_t>(std::count_if(started_.begin(), started_.end(), [&](const Started& each) {
        return has_part(text::join(each.argv, " "), part);
    }));
}

awaitable<ChildResult> FakeProcesses::run(ChildSpec spec, ByteHandler on_output) {
    auto on = co_await this_coro::executor;
    co_await asio::post(on, use_awaitable);
    if (clock_ != nullptr) clock_->stir();
    started_.push_back({spec.argv, spec.directory, spec.environment.value_or(std::vector<std::string>())});
    const auto rule = take_rule(rules_, "local", text::join(spec.argv, " "));
    ChildResult result;
    if (!rule) co_return result;
    const bool in_time = co_await take_time(*rule, clock_, spec.timeout);
    result.took = rule->time.value_or(std::chrono::milliseconds(0));
    if (!in_time) {
        constexpr int terminated = 15;
        result.timed_out = true;
        result.signal = terminated;
        result.status = 128 + terminated;
        co_return result;
    }
    if (!rule->output.empty() && on_output) on_output(rule->output);
    const bool apart = spec.error_output == ChildSpec::ErrorOutput::separate;
    const auto& hears = apart ? spec.on_error_output : on_output;
    if (!rule->complaint.empty() && hears) hears(rule->complaint);
    result.status = rule->status.value_or(0);
    co_return result;
}

}  // namespace wheels::testing
