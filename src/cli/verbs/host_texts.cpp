#include "cli/verbs/host_texts.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace wheels::cli {
namespace {

std::string harmless(const std::string& said) {
    std::string shown;
    for (const auto& line : text::lines(said)) shown += text::neutralise(line) + "\n";
    return shown;
}

}  // namespace

void show(Session& session, const std::vector<HostText>& texts) {
    if (session.dry_run()) return;
    for (const auto& [host, title, said] : texts) {
        if (!session.quiet()) session.result(fmt::format("{}: {}", title.empty() ? "Host" : title, host));
        session.result(harmless(said));
    }
}

}  // namespace wheels::cli
