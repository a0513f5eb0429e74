#include "ssh/scripted_commands.hpp"

#include <chrono>
#include <utility>

namespace wheels::ssh {

ScriptedCommands::ScriptedCommands(const Sequence& sequence,
                                   std::size_t begin,
                                   CommandObserver& observer,
                                   std::vector<ExecResult>& results)
    : ScriptedCommands(sequence, begin, observer, results, random_marker()) {}

ScriptedCommands::ScriptedCommands(const Sequence& sequence,
                                   std::size_t begin_at,
                                   CommandObserver& observer,
                                   std::vector<ExecResult>& results,
                                   Marker marker)
    : sequence_(sequence),
      observer_(observer),
      results_(results),
      script_(make_script(sequence, begin_at, marker)),
      input_(script_.marked ? script_.input : script_.input_prefix + sequence[begin_at].input.reveal()),
      reader_(marker.text(),
              script_.marked,
              {[this](long pid) { pid_ = pid; },
               [this](Stream stream, std::string_view bytes) { capture_->heard(stream, bytes); },
               [this](int status) {
                   finish(status, std::nullopt);
                   pass_on();
               }}),
      current_(begin_at),
      last_(begin_at + script_.count - 1) {
    begin();
}

void ScriptedCommands::begin() {
    begun_ = Clock::now();
    observer_.started(current());
    capture_.emplace(current(), observer_);
}

void ScriptedCommands::finish(int status, std::optional<std::string> signal) {
    ExecResult result;
    result.status = status;
    result.signal = std::move(signal);
    result.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun_);
    capture_->finish(result);
    results_.push_back(std::move(result));
    observer_.finished(current(), results_.back());
}

void ScriptedCommands::pass_on() {
    const bool failed = current().checked && results_.back().status != 0;
    if (failed || current_ == last_) {
        complete_ = true;
        return;
    }
    ++current_;
    begin();
}

void ScriptedCommands::end_with(const ExecEnd& end) {
    reader_.finish();
    // A script that ends early, and well, did not run what it was to run.
    const int status = script_.marked && end.status == 0 ? 255 : end.status;
    finish(status, end.signal);
}

}  // namespace wheels::ssh
