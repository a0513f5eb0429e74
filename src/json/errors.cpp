#include <nlohmann/json.hpp>

#include "json/parts.hpp"
#include "wheels/json.hpp"

namespace wheels::json {

std::string written(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json of(const Failure& failure) {
    return {
        {"kind", to_string(failure.kind)},
        {"host", failure.host},
        {"step", failure.step},
        {"message", failure.message},
        {"hint", failure.hint},
        {"remote_lines", failure.remote_lines},
        {"container_log", failure.container_log},
    };
}

Json of(const std::vector<Failure>& failures) {
    auto list = Json::array();
    for (const auto& failure : failures) list.push_back(of(failure));
    return list;
}

}  // namespace wheels::json

namespace wheels {
namespace {

json::Json list_of(const std::vector<Problem>& problems) {
    auto list = json::Json::array();
    for (const auto& problem : problems) {
        list.push_back({
            {"file", problem.file},
            {"line", problem.line},
            {"column", problem.column},
            {"key", problem.key},
            {"text", problem.text},
        });
    }
    return list;
}

}  // namespace

std::string to_json(const Error& error) {
    json::Json object{
        {"kind", to_string(error.kind())},
        {"exit_status", exit_status(error.kind())},
        {"message", error.message()},
        {"hint", error.hint()},
        {"failures", json::of(error.failures())},
        {"problems", list_of(error.problems())},
    };
    if (const auto* run = dynamic_cast<const RunError*>(&error)) object["report"] = json::of(run->report());
    return json::written(object);
}

}  // namespace wheels
