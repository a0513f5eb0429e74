#include "wheels/version.hpp"

#include <string_view>

#define WHEELS_TEXT_OF(number) #number
#define WHEELS_TEXT(number) WHEELS_TEXT_OF(number)

namespace wheels {

static_assert(std::string_view(version) == WHEELS_TEXT(WHEELS_VERSION_MAJOR) "." WHEELS_TEXT(
                                               WHEELS_VERSION_MINOR) "." WHEELS_TEXT(WHEELS_VERSION_PATCH));

const char* version_of_library() noexcept {
    return version;
}

}  // namespace wheels
