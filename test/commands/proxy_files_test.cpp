#include "commands/proxy_files.hpp"

#include <doctest/doctest.h>

#include "commands/proxy.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

Config config_with_certificate() {
    auto config = sample_config();
    config.roles[0].proxy->ssl = true;
    config.roles[0].proxy->certificate.emplace();
    config.roles[0].proxy->certificate->certificate_pem = Secret("the certificate");
    config.roles[0].proxy->certificate->private_key_pem = Secret("the key");
    return config;
}

}  // namespace

TEST_CASE("error pages go where the proxy is told to look for them") {
    auto config = sample_config();
    CHECK_FALSE(error_pages_in_proxy(config).has_value());
    config.error_pages_path = "public";

    const auto sequence =
        upload_error_pages(config, {{"404.html", "gone", "644"}, {"503.html", "busy", "600"}});

    REQUIRE(sequence.size() == 3);
    CHECK(sequence[0].line == "mkdir -p .kamal/proxy/apps-config/app/error_pages/v2");
    CHECK(sequence[1].name == "upload error page 404.html");
    CHECK(sequence[1].input.reveal() == "gone");
    CHECK(
        sequence[1].line.find("chmod 644 .kamal/proxy/apps-config/app/error_pages/v2/404.html.part && mv") !=
        std::string::npos);
    CHECK(sequence[2].line.find("chmod") == std::string::npos);
    CHECK(proxy_deploy(config, config.roles[0], "abc")
              .line.find(" --error-pages=\"/home/kamal-proxy/.apps-config/app/error_pages/v2\"") !=
          std::string::npos);
    CHECK(upload_error_pages(config, {}).empty());
}

TEST_CASE("pages of other versions are cleared away, where there are any") {
    const auto config = sample_config();

    CHECK(clean_up_error_pages(config).line ==
          "[ ! -d .kamal/proxy/apps-config/app/error_pages ] || "
          "find .kamal/proxy/apps-config/app/error_pages -mindepth 1 -maxdepth 1 '!' -name v2 "
          "-exec rm -rf '{}' +");
}

TEST_CASE("a certificate and its key go by stdin and are readable for the proxy") {
    const auto config = config_with_certificate();

    const auto sequence = upload_certificate(config, config.roles[0]);

    REQUIRE(sequence.size() == 3);
    CHECK(sequence[0].line == "mkdir -p .kamal/proxy/apps-config/app/tls/web");
    CHECK(sequence[1].input.reveal() == "the certificate");
    CHECK(sequence[2].input.reveal() == "the key");
    for (const auto& command : sequence) CHECK(command.line.find("the key") == std::string::npos);
    CHECK(sequence[2].line.find("chmod 644 .kamal/proxy/apps-config/app/tls/web/key.pem.part") !=
          std::string::npos);
    CHECK(upload_certificate(config, config.roles[1]).empty());
}

TEST_CASE("the proxy is told of the certificate right after --tls") {
    const auto config = config_with_certificate();

    CHECK(proxy_deploy(config, config.roles[0], "abc")
              .line.find("--host=\"app.test\" --tls "
                         "--tls-certificate-path=\"/home/kamal-proxy/.apps-config/app/tls/web/cert.pem\" "
                         "--tls-private-key-path=\"/home/kamal-proxy/.apps-config/app/tls/web/key.pem\" "
                         "--deploy-timeout=") != std::string::npos);
    CHECK(certificate_in_proxy(config, "").certificate == "/home/kamal-proxy/.apps-config/app/tls/cert.pem");
}

TEST_CASE("the certificate of an accessory goes to the place that the proxy is told of") {
    const auto config = sample_config();
    Accessory accessory;
    accessory.proxy.emplace();
    CHECK(upload_certificate(config, accessory).empty());
    accessory.proxy->certificate = Certificate{Secret("cert"), Secret("key")};

    const auto sequence = upload_certificate(config, accessory);

    REQUIRE(sequence.size() == 3);
    CHECK(sequence[1].line.find("/tls/cert.pem") != std::string::npos);
    CHECK(sequence[2].line.find("/tls/key.pem") != std::string::npos);
    CHECK(certificate_in_proxy(config, "").certificate.ends_with("/tls/cert.pem"));
}
