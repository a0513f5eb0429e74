#include "everything_told.hpp"

#include <map>
#include <optional>

#include "base/redactor.hpp"
#include "base/text.hpp"
#include "commands/accessory.hpp"
#include "commands/app.hpp"
#include "commands/builder.hpp"
#include "commands/hook.hpp"
#include "commands/proxy.hpp"
#include "commands/registry.hpp"
#include "plan/plan.hpp"
#include "plan/scope.hpp"
#include "plan/steps.hpp"

namespace wheels::test {
namespace {

class Told {
public:
    explicit Told(const Config& config)
        : config_(config), voice_{config, Author("me@test", "Me"), "2026-01-01T00:00:00Z"} {}

    std::vector<std::string> everything() {
        if (!config_.roles.empty()) {
            boot_groups();
            for (const auto& host : config_.app_hosts()) {
                add(host, plan::login(voice_));
                add(host, plan::pull(voice_));
                add(host, plan::tag(voice_));
                app_on(host);
            }
        }
        for (const auto& host : config_.proxy_hosts()) add(host, plan::proxy(voice_, host));
        for (const auto& host : config_.all_hosts()) {
            add(host, plan::prune_containers(voice_, config_.retain_containers));
            add(host, plan::prune_images(voice_));
        }
        for (const auto& accessory : config_.accessories) accessory_everywhere(accessory);
        if (!config_.builder.arches.empty()) build();
        hook();
        return lines_;
    }

private:
    void add(const std::string& where, const Command& command) {
        lines_.push_back("[" + where + "] " + command.line);
        if (command.input.empty()) return;
        for (const auto& line : text::lines(command.input.reveal()))
            lines_.push_back("[" + where + "] <<< " + line);
    }
    void add(const std::string& where, const Sequence& sequence) {
        for (const auto& command : sequence) add(where, command);
    }
    void add(const LocalCommand& local) {
        add("local", local.command);
        for (const auto& variable : local.environment)
            lines_.push_back("[local] " + variable.name + "=" + variable.value.reveal());
    }
    void add(const std::optional<LocalCommand>& local) {
        if (local) add(*local);
    }

    void boot_groups() {
        const auto scope = plan::scope_of(config_, Filter());
        for (const auto& group : plan::boot_groups(config_, scope))
            lines_.push_back("boot together: " + text::join(group, " "));
    }

    void app_on(const std::string& host) {
        const auto facts = plan::unknown_facts();
        const std::vector<commands::ErrorPage> pages(config_.error_pages_path ? 1 : 0,
                                                     {"502.html", "sorry", "644"});
        add(host, plan::prepare(voice_, config_.roles_on(host), facts, pages));
        for (const auto* role : config_.roles_on(host)) {
            add(host, plan::start(voice_, *role, host, "0123456789ab"));
            if (role->proxy) add(host, commands::proxy_deploy(config_, *role, "ID"));
            add(host, commands::stop_container(config_, *role, "OLD"));
            add(host, plan::clean_up(voice_, *role));
        }
    }

    void accessory_everywhere(const Accessory& accessory) {
        std::vector<commands::AccessoryUpload> files;
        for (const auto& file : accessory.files) files.push_back({&file, "content of " + file.local});
        for (const auto& host : accessory.hosts) {
            add(host, plan::prepare_accessory(voice_, accessory));
            add(host, plan::upload_accessory(accessory, files));
            add(host, plan::start_accessory(voice_, accessory, host));
            if (accessory.proxy) add(host, commands::accessory_proxy_deploy(config_, accessory, "ID"));
        }
    }

    void build() {
        const commands::ImageBuilder builder(config_, "amd64");
        add(builder.inspect());
        add(builder.create());
        add(builder.build(commands::BuildOptions()));
    }

    void hook() {
        commands::HookContext context;
        context.hook = "pre-deploy";
        context.version = config_.version;
        context.service = config_.service;
        for (const auto& [name, value] :
             commands::hook_variables(context, config_, Redactor(std::vector<Secret>())))
            lines_.push_back("[" + config_.hooks.path + "/pre-deploy] " + name + "=" + value);
    }

    const Config& config_;
    plan::Voice voice_;
    std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> everything_told(const Config& config) {
    return Told(config).everything();
}

}  // namespace wheels::test
