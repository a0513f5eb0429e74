#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::test {

/// A ProcessRunner that starts nothing: `answer` says what each child would have done.
class ScriptedProcesses : public ProcessRunner {
public:
    struct Answer {
        int status = 0;
        std::string output;
    };

    awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) override {
        started.push_back(spec.argv);
        auto on = co_await this_coro::executor;
        co_await asio::post(on, use_awaitable);
        Answer said = answer ? answer(spec) : Answer();
        if (!said.output.empty()) on_output(said.output);
        ChildResult result;
        result.status = said.status;
        co_return result;
    }

    std::function<Answer(const ChildSpec&)> answer;
    std::vector<std::vector<std::string>> started;
};

}  // namespace wheels::test
