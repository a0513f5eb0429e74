#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

// Asked by the leak sanitizer. libssh2 1.11.1 forgets the last host key, some fifty bytes, when keys are
// renewed.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
    return "leak:curve25519_sha256\n";
}
