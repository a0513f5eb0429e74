#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Files that kamal-proxy reads: the app's error pages and its certificates. They are below
/// `.kamal/proxy/apps-config`, which is mounted into the proxy's container.
namespace wheels::commands {

/// `404.html` and the like, as it is on this machine.
struct ErrorPage {
    std::string name;
    std::string content;
    std::string mode;  ///< Of the local file, as for chmod.
};

/// Puts the pages where the proxy looks for those of `config.version`.
Sequence upload_error_pages(const Config& config, const std::vector<ErrorPage>& pages);
/// Removes the pages of other versions.
Command clean_up_error_pages(const Config& config);
/// The folder as the proxy sees it; unset when the app has no pages.
std::optional<std::string> error_pages_in_proxy(const Config& config);

/// Certificate and key of a role that brings its own, with mode 0644: the proxy's user is another one.
/// Nothing for other roles.
Sequence upload_certificate(const Config& config, const Role& role);
/// The same for an accessory. All of them on a host have one place, which Kamal 2.12 names to the proxy and
/// leaves empty.
Sequence upload_certificate(const Config& config, const Accessory& accessory);

struct CertificatePaths {
    std::string certificate;
    std::string private_key;
};
/// The files as the proxy sees them. `role` is empty for an accessory.
CertificatePaths certificate_in_proxy(const Config& config, const std::string& role);

}  // namespace wheels::commands
