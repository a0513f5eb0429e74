#include "commands/assets.hpp"

#include <doctest/doctest.h>

#include "commands/app.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

Config config_with_assets() {
    auto config = sample_config();
    config.roles[0].asset_path.emplace();
    config.roles[0].asset_path->path = "/app/public/assets";
    return config;
}

}  // namespace

TEST_CASE("assets are copied out of a container that never runs") {
    const auto config = config_with_assets();

    CHECK(extract_assets(config, config.roles[0]).line ==
          "mkdir -p .kamal/apps/app/assets/extracted/web-v2 && "
          "{ docker container rm app-web-assets 2> /dev/null || true; } && "
          "docker container create --name app-web-assets reg.test:5000/org/app:v2 && "
          "docker container cp -L app-web-assets:/app/public/assets/. "
          ".kamal/apps/app/assets/extracted/web-v2 && docker container rm app-web-assets");
}

TEST_CASE("both versions get the assets of both") {
    const auto config = config_with_assets();
    const std::string first =
        "mkdir -p .kamal/apps/app/assets/volumes/web-v2 && "
        "{ cp -rnT .kamal/apps/app/assets/extracted/web-v2 .kamal/apps/app/assets/volumes/web-v2 "
        "2> /dev/null || true; }";

    CHECK(sync_asset_volumes(config, config.roles[0], std::nullopt).line == first);
    CHECK(sync_asset_volumes(config, config.roles[0], "v1").line ==
          first +
              " && { cp -rnT .kamal/apps/app/assets/extracted/web-v2 .kamal/apps/app/assets/volumes/web-v1 "
              "2> /dev/null || true; }"
              " && { cp -rnT .kamal/apps/app/assets/extracted/web-v1 .kamal/apps/app/assets/volumes/web-v2 "
              "2> /dev/null || true; }");
}

TEST_CASE("the container gets its version's volume, between the volumes and the labels") {
    auto config = config_with_assets();
    config.volumes = {"data:/data"};
    const std::string mount = "$PWD/.kamal/apps/app/assets/volumes/web-v2:/app/public/assets";

    CHECK(asset_volume(config, config.roles[0]) == mount);
    CHECK(run_app(config, config.roles[0], "10.0.0.1", "h")
              .line.find("--volume data:/data --volume \"" + mount + "\" --label") != std::string::npos);
    config.roles[0].asset_path->options = "ro,z";
    CHECK(asset_volume(config, config.roles[0]) == mount + ":ro,z");
}

TEST_CASE("the clean-up spares the version itself and roles whose name begins alike") {
    auto config = config_with_assets();

    CHECK(clean_up_assets(config, config.roles[0]).line ==
          "find .kamal/apps/app/assets/extracted -maxdepth 1 -name 'web-*' '!' -name web-v2 "
          "-exec rm -rf '{}' + ; "
          "find .kamal/apps/app/assets/volumes -maxdepth 1 -name 'web-*' '!' -name web-v2 "
          "-exec rm -rf '{}' +");
    auto admin = config.roles[0];
    admin.name = "web-admin";
    config.roles.push_back(admin);
    CHECK(clean_up_assets(config, config.roles[0])
              .line.find("'!' -name web-v2 '!' -name 'web-admin-*' -exec") != std::string::npos);
}

TEST_CASE("destinations keep their assets apart") {
    auto config = config_with_assets();
    config.destination = "staging";

    CHECK(asset_volume(config, config.roles[0]) ==
          "$PWD/.kamal/apps/app-staging/assets/volumes/web-v2:/app/public/assets");
    CHECK(extract_assets(config, config.roles[0]).line.find("--name app-web-staging-assets ") !=
          std::string::npos);
}
