#include "plan/dialogue.hpp"

namespace wheels::plan {

Conversation::Conversation(Dialogue<> dialogue) : dialogue_(std::move(dialogue)) {
    dialogue_.frame_.promise().exchange = &exchange_;
    exchange_.speaker = dialogue_.frame_;
    go_on();
}

void Conversation::answer(std::vector<ExecResult> results) {
    exchange_.results = std::move(results);
    go_on();
}

void Conversation::fail(std::exception_ptr error) {
    exchange_.error = std::move(error);
    go_on();
}

void Conversation::go_on() {
    exchange_.demand.reset();
    exchange_.speaker.resume();
}

Dialogue<std::vector<ExecResult>> tell(Sequence sequence) {
    if (sequence.empty()) co_return std::vector<ExecResult>();
    detail::Wanting wanting((Tell(std::move(sequence))));
    auto results = co_await wanting;
    co_return results;
}

Dialogue<ExecResult> tell(Command command) {
    Sequence sequence{std::move(command)};
    auto results = co_await tell(std::move(sequence));
    co_return std::move(results.back());
}

Dialogue<ExecResult> talk(Command command, Endpoint& endpoint) {
    command.checked = false;
    detail::Wanting wanting((Talk(std::move(command), endpoint)));
    auto results = co_await wanting;
    co_return std::move(results.back());
}

Dialogue<bool> is_opened(Barrier& barrier) {
    if (!barrier.decided()) {
        detail::Wanting wanting((Await(barrier)));
        co_await wanting;
    }
    co_return barrier.is_open();
}

}  // namespace wheels::plan
