#include "wheels/documentation.hpp"

#include "config/docs.hpp"
#include "config/report.hpp"

namespace wheels {

std::string config_yaml(const Config& config) {
    return config::config_report(config);
}

std::string config_json(const Config& config) {
    return config::config_report_json(config);
}

std::optional<std::string> key_documentation(std::string_view section) {
    return config::docs(section);
}

std::vector<std::string> key_sections() {
    const auto sections = config::docs_sections();
    return {sections.begin(), sections.end()};
}

}  // namespace wheels
