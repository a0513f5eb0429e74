#include "state.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

#include "log.hpp"

namespace kamal_proxy {
namespace {

using Json = nlohmann::json;

std::vector<std::string> addresses(const std::vector<std::shared_ptr<Target>>& targets) {
    std::vector<std::string> all;
    for (const auto& target : targets) all.push_back(target->address());
    return all;
}

Json to_json(const Service& service) {
    Json json{{"name", service.name},
              {"deploy", service.deploy_words},
              {"gate", service.gate->state},
              {"message", service.gate->message},
              {"max_pause", service.gate->max_pause.count()}};
    // In the words of the real one, which are read from outside.
    json["active_targets"] = addresses(service.active->writers);
    json["rollout_targets"] = nullptr;
    json["rollout_controller"] = nullptr;
    if (service.rollout) {
        json["rollout_targets"] = addresses(service.rollout->writers);
        json["rollout_readers"] = addresses(service.rollout->readers);
    }
    if (service.split) {
        json["rollout_controller"] = {{"percentage", service.split->percent},
                                      {"allowlist", service.split->list}};
    }
    return json;
}

std::shared_ptr<Service> from_json(const Json& json) {
    using Words = std::vector<std::string>;
    const auto words = json.at("deploy").get<Words>();
    const auto invocation = parse_command_line(words);
    if (!invocation) throw CommandError("not a deploy");
    auto service = std::make_shared<Service>(invocation->service, words, invocation->flags);
    service->active =
        std::make_shared<Pool>(invocation->flags.list("target"), invocation->flags.list("read-target"));
    service->gate->state = json.at("gate").get<Gate::State>();
    service->gate->message = json.at("message").get<std::string>();
    service->gate->max_pause = std::chrono::milliseconds(json.at("max_pause").get<std::int64_t>());
    if (!json.at("rollout_targets").is_null()) {
        service->rollout = std::make_shared<Pool>(json.at("rollout_targets").get<Words>(),
                                                  json.at("rollout_readers").get<Words>());
    }
    if (const auto& split = json.at("rollout_controller"); !split.is_null())
        service->split = Split{split.at("percentage").get<int>(), split.at("allowlist").get<Words>()};
    return service;
}

}  // namespace

void save_state(const std::filesystem::path& file, const Services& services) {
    auto json = Json::array();
    for (const auto& [name, service] : services) json.push_back(to_json(*service));
    auto beside = file;
    beside += ".part";
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    std::ofstream out(beside);
    out << json.dump(2) << "\n";
    out.close();
    if (out) std::filesystem::rename(beside, file, error);
    if (!out || error) log("cannot write " + file.string());
}

Services load_state(const std::filesystem::path& file) {
    Services services;
    std::ifstream in(file);
    if (!in) return services;
    try {
        for (const auto& json : Json::parse(in)) {
            auto service = from_json(json);
            services[service->name] = service;
        }
    } catch (const std::exception& error) {
        log("cannot read " + file.string() + ": " + error.what());
        services.clear();
    }
    return services;
}

}  // namespace kamal_proxy
