#include "plan/run_state.hpp"

#include <utility>

#include "base/date_time.hpp"
#include "commands/audit.hpp"

namespace wheels::plan {

RunState::RunState(const Config& of, Scope where, Author by)
    : config(of), scope(std::move(where)), author(std::move(by)), ledger(scope) {}

Command RunState::audit(std::string message, const Role* role) const {
    std::optional<std::string> role_name;
    if (role != nullptr) role_name = role->name;
    return commands::audit(
        config, commands::AuditLine(iso8601(clock.now()), author.performer, role_name, std::move(message)));
}

void RunState::note(const std::string& host, std::string text) const {
    say(event::Notice{event::Notice::Level::info, host, std::move(text)});
}

void RunState::warn(const std::string& host, std::string text) const {
    say(event::Notice{event::Notice::Level::warning, host, std::move(text)});
}

void RunState::answer(Answer answer) {
    answers[answer.host].push_back(std::move(answer));
}

std::unique_ptr<Endpoint> nobody_listens() {
    class Nobody final : public Endpoint {
    public:
        void heard(Stream, std::string_view) override {}
    };
    return std::make_unique<Nobody>();
}

}  // namespace wheels::plan
