#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "commands/replies.hpp"
#include "commands/rollout.hpp"
#include "wheels/error.hpp"

namespace wheels::replies {
namespace {

using Json = nlohmann::json;

constexpr std::size_t id_length = 12;

// `0123456789ab:80`; Kamal and we name one container. Versions before 0.9 had a text where now a list is.
std::string container_in(const Json& service, const char* list, const char* text) {
    std::string target;
    const auto found = service.find(list);
    if (found != service.end() && found->is_array() && !found->empty()) {
        target = found->front().get<std::string>();
    } else {
        target = service.value(text, std::string());
    }
    return target.substr(0, target.find(':')).substr(0, id_length);
}

ServedService read(const Json& service) {
    ServedService served;
    served.name = service.at("name").get<std::string>();
    served.target = container_in(service, "active_targets", "active_target");
    const auto split = service.find("rollout_controller");
    if (split == service.end() || split->is_null()) return served;
    served.second = container_in(service, "rollout_targets", "rollout_target");
    served.share.percent = split->at("percentage").get<int>();
    const auto list = split->find("allowlist");
    if (list != split->end() && list->is_array())
        served.share.visitors = list->get<std::vector<std::string>>();
    return served;
}

}  // namespace

std::vector<ServedService> parse_proxy_state(std::string_view json) {
    std::vector<ServedService> all;
    if (text::trim(json).empty()) return all;
    try {
        for (const auto& service : Json::parse(json)) all.push_back(read(service));
    } catch (const Json::exception&) {
        throw Error(ErrorKind::command_failed, "kamal-proxy's file of its services cannot be read",
                    "It is kamal-proxy.state in the volume kamal-proxy-config; the proxy writes it anew at "
                    "every deploy.");
    }
    return all;
}

// Docker's words for a file that is not there, since 20.10 and before.
bool has_no_proxy_state(std::string_view err) {
    return no_such_container(err) || err.find("Could not find the file") != std::string_view::npos;
}

}  // namespace wheels::replies
