#include "cli/verbs/running.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "output/duration.hpp"

namespace wheels::cli {
namespace {

constexpr std::size_t named_hosts = 8;

}  // namespace

std::string count_of(const std::vector<std::string>& hosts) {
    return fmt::format("{} host{}", hosts.size(), hosts.size() == 1 ? "" : "s");
}

std::string names_of(const std::vector<std::string>& hosts) {
    auto named = hosts;
    if (named.size() > named_hosts) named.resize(named_hosts);
    const auto* more = named.size() < hosts.size() ? ", …" : "";
    return fmt::format("{}: {}{}", count_of(hosts), text::join(named, ", "), more);
}

std::string what(const Config& config) {
    return fmt::format("{} {}", config.service, config.version);
}

std::string time_of(const Report& report) {
    return output::duration(report.took);
}

std::string where_and_when(std::string_view preposition, const Report& report) {
    if (report.hosts.empty())
        return fmt::format("{} no host, since the app runs on none of {}, in {}", preposition,
                           names_of(report.all_hosts), time_of(report));
    return fmt::format("{} {} in {}", preposition, count_of(report.hosts), time_of(report));
}

awaitable<void> carry_out(Context& context,
                          wheels::Verb verb,
                          Context::Needs needs,
                          Words words,
                          std::optional<std::string> version) {
    const bool builds_image = builds(verb);
    auto project = co_await context.load(needs, std::move(version), builds_image);
    co_await carry_out_for(context, std::move(project), std::move(verb), std::move(words));
}

awaitable<void> carry_out_for(Context& context, Project project, wheels::Verb verb, Words words) {
    const auto& config = project.config();
    if (words.check) words.check(config);
    if (words.warning) {
        auto warning = project.redacted(words.warning(config, project.hosts(context.filter())));
        co_await context.confirm(std::move(warning));
    }
    auto request = context.request(std::move(verb));
    if (words.beginning) {
        auto hosts = project.app_hosts(request.filter);
        if (hosts.empty()) hosts = project.hosts(request.filter);
        context.say(context.paint.heading(project.redacted(words.beginning(config, hosts))));
    }
    const auto report = co_await project.run(std::move(request));
    if (context.dry_run()) {
        context.say("Nothing was run: this was a dry run.");
    } else if (words.ending) {
        context.say(context.paint.good(project.redacted(words.ending(config, report))));
    }
}

awaitable<void> carry_out(Context& context, wheels::Verb verb, Context::Needs needs, std::string done) {
    Words words;
    words.ending = [done = std::move(done)](const Config&, const Report&) { return done; };
    co_await carry_out(context, std::move(verb), needs, std::move(words));
}

awaitable<void> confirm_and_carry_out(
    Context& context, wheels::Verb verb, Context::Needs needs, Warning warning, std::string done) {
    Words words;
    words.warning = std::move(warning);
    words.ending = [done = std::move(done)](const Config&, const Report&) { return done; };
    co_await carry_out(context, std::move(verb), needs, std::move(words));
}

}  // namespace wheels::cli
