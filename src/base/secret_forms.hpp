#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wheels {

/// One way in which a secret may stand in a text.
struct SecretForm {
    std::string text;
    /// Base64: whoever prints it may break its lines anywhere.
    bool wraps = false;
};

/// The secret, and what it looks like once a tool has printed it: quoted for a shell, escaped in JSON, in a
/// URL or in HTML, with its newlines written as `\n`, made fit for a terminal, in Base64 (also as a part of
/// something longer, URL-safe, with line breaks). Of one with several lines, each line is a secret too; of a
/// URL with a password, that password. Pure. In no order, and some of them more than once.
std::vector<SecretForm> secret_forms(std::string_view secret);

}  // namespace wheels
