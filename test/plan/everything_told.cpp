#include "everything_told.hpp"

#include "base/redactor.hpp"
#include "base/text.hpp"
#include "commands/hook.hpp"
#include "plan/script.hpp"

namespace wheels::test {
namespace {

/// Listens to a setup, which does all that a run can do, as a dry run does.
class Listener {
public:
    explicit Listener(const Config& config) : bench_(config) {
        if (config.error_pages_path) bench_.run.files.error_pages = {{"502.html", "sorry", "644"}};
        for (const auto& accessory : bench_.config.accessories) {
            for (const auto& file : accessory.files)
                bench_.run.files.of_accessories[&accessory].push_back({&file, "content of " + file.local});
        }
    }

    std::vector<std::string> everything() {
        verb::Setup setup;
        setup.skip_push = bench_.config.builder.arches.empty();
        const auto plan = plan::plan_for(Verb(setup), bench_.run);
        for (const auto& phase : plan.phases) {
            if (phase.hook_before != "pre-app-boot") continue;
            lines_.push_back("boot together: " + text::join(phase.hook_hosts, " "));
            if (phase.pause_after)
                lines_.push_back("pause " + std::to_string(phase.pause_after->count()) + " s");
        }
        hear_plan(bench_.run, plan,
                  [this](const plan::Place& place, const Command& command) { hear(place.name, command); });
        hook();
        return lines_;
    }

private:
    void hear(const std::string& where, const Command& command) {
        lines_.push_back("[" + where + "] " + command.line);
        for (const auto& variable : command.environment)
            lines_.push_back("[" + where + "] " + variable.name + "=" + variable.value.reveal());
        if (command.input.empty()) return;
        for (const auto& line : text::lines(command.input.reveal()))
            lines_.push_back("[" + where + "] <<< " + line);
    }

    void hook() {
        commands::HookContext context;
        context.hook = "pre-deploy";
        context.version = bench_.config.version;
        context.service = bench_.config.service;
        for (const auto& [name, value] :
             commands::hook_variables(context, bench_.config, Redactor(std::vector<Secret>())))
            lines_.push_back("[" + bench_.config.hooks.path + "/pre-deploy] " + name + "=" + value);
    }

    PlanBench bench_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> everything_told(const Config& config) {
    return Listener(config).everything();
}

}  // namespace wheels::test
