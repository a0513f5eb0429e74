#include "wheels/secrets.hpp"

#include <utility>

#include "process/child_runner.hpp"
#include "secrets/values.hpp"
#include "secrets/vaults.hpp"

namespace wheels {

SecretsRequest::SecretsRequest() = default;

awaitable<Secret> fetch_secrets(SecretsRequest request, const Surroundings& surroundings) {
    auto on = co_await asio::this_coro::executor;
    secrets::FetchRequest wanted;
    wanted.adapter = std::move(request.adapter);
    wanted.account = std::move(request.account);
    wanted.from = std::move(request.from);
    wanted.names = std::move(request.names);
    ChildRunner real;
    auto& processes = surroundings.processes != nullptr ? *surroundings.processes : real;
    secrets::Vaults vaults(surroundings.environment, surroundings.project_root, processes, on);
    vaults.lend_terminal(surroundings.lends_terminal);
    const auto values = co_await vaults.fetch(std::move(wanted));
    Secret json(values.to_json());
    co_return json;
}

std::string extract_secret(const std::string& name, const std::string& json) {
    return secrets::extract(name, json);
}

}  // namespace wheels
