#include "commands/proxy_files.hpp"

#include "base/shell.hpp"
#include "commands/paths.hpp"
#include "commands/upload.hpp"

namespace wheels::commands {
namespace {

const std::string apps_in_proxy = "/home/kamal-proxy/.apps-config";

std::string on_host(const Config& config, const std::string& kind) {
    return proxy_apps_directory + "/" + config.service_and_destination() + "/" + kind;
}

Command make_directory(const std::string& name, const std::string& path) {
    return {name, "mkdir -p " + shell::quote(path)};
}

Sequence upload_to(const std::string& folder, const std::optional<Certificate>& certificate) {
    if (!certificate) return {};
    return {make_directory("make certificate directory", folder),
            upload("certificate", Upload(folder + "/cert.pem", certificate->certificate_pem, "644")),
            upload("private key", Upload(folder + "/key.pem", certificate->private_key_pem, "644"))};
}

}  // namespace

Sequence upload_error_pages(const Config& config, const std::vector<ErrorPage>& pages) {
    if (pages.empty()) return {};
    const auto folder = on_host(config, "error_pages") + "/" + config.version;
    Sequence sequence{make_directory("make error page directory", folder)};
    for (const auto& page : pages) {
        const Upload file(folder + "/" + page.name, Secret(page.content), page.mode);
        sequence.push_back(upload("error page " + page.name, file));
    }
    return sequence;
}

Command clean_up_error_pages(const Config& config) {
    const auto folder = shell::quote(on_host(config, "error_pages"));
    return {"clean up error pages", "[ ! -d " + folder + " ] || find " + folder +
                                        " -mindepth 1 -maxdepth 1 '!' -name " + shell::quote(config.version) +
                                        " -exec rm -rf '{}' +"};
}

std::optional<std::string> error_pages_in_proxy(const Config& config) {
    if (!config.error_pages_path) return std::nullopt;
    return apps_in_proxy + "/" + config.service_and_destination() + "/error_pages/" + config.version;
}

Sequence upload_certificate(const Config& config, const Role& role) {
    if (!role.proxy) return {};
    return upload_to(on_host(config, "tls") + "/" + role.name, role.proxy->certificate);
}

Sequence upload_certificate(const Config& config, const Accessory& accessory) {
    if (!accessory.proxy) return {};
    return upload_to(on_host(config, "tls"), accessory.proxy->certificate);
}

CertificatePaths certificate_in_proxy(const Config& config, const std::string& role) {
    const auto folder =
        apps_in_proxy + "/" + config.service_and_destination() + "/tls/" + (role.empty() ? "" : role + "/");
    return {folder + "cert.pem", folder + "key.pem"};
}

}  // namespace wheels::commands
