#pragma once

#include <cstdint>
#include <string>

#include "wheels/checkup.hpp"
#include "wheels/config.hpp"

/// How findings are put into words.
namespace wheels::plan {

Finding an_error(std::string check, std::string text, std::string remedy);
Finding a_warning(std::string check, std::string text, std::string remedy);

/// `1.5 GB`, of KiB.
std::string amount(std::uint64_t kibibytes);
/// `3 minutes`
std::string time_span(std::int64_t seconds);
/// ` -h HOST`
std::string on(const std::string& host);
/// With a capital at its beginning and a full stop at its end: hints of errors have neither.
std::string as_sentence(std::string text);
/// "`wheels deploy WORDS -d staging`", as it is typed for this configuration.
std::string typed(const Config& config, const std::string& words);

}  // namespace wheels::plan
