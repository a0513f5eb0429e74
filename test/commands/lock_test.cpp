#include "commands/lock.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("the lock's details are three lines, Base64 in pieces of 60") {
    const LockDetails details("Bed Deployer", "2026-01-31T12:00:00Z", "v2", "Automatic deploy lock");

    CHECK(details.text() ==
          "Locked by: Bed Deployer at 2026-01-31T12:00:00Z\nVersion: v2\nMessage: Automatic deploy lock");
    CHECK(acquire_lock(sample_config(), details).line ==
          "(if LC_ALL=C mkdir .kamal/lock-app; then printf '%s\\n' "
          "TG9ja2VkIGJ5OiBCZWQgRGVwbG95ZXIgYXQgMjAyNi0wMS0zMVQxMjowMDow "
          "MFoKVmVyc2lvbjogdjIKTWVzc2FnZTogQXV0b21hdGljIGRlcGxveSBsb2Nr '' > .kamal/lock-app/details || "
          "{ rm -r .kamal/lock-app; exit 1; }; elif [ -d .kamal/lock-app ]; then exit 75; else exit 1; fi)");
    CHECK_FALSE(acquire_lock(sample_config(), details).checked);
}

TEST_CASE("the lock belongs to service and destination") {
    CHECK(release_lock(sample_config()).line == "rm -r .kamal/lock-app");
    CHECK(release_lock(sample_staging()).line == "rm -r .kamal/lock-app-staging");
    CHECK(release_lock(sample_config()).checked);
    CHECK(ensure_run_directory().line == "mkdir -p .kamal");
}

TEST_CASE("who holds the lock is a question that may have no answer") {
    const auto command = lock_details(sample_config());

    CHECK(command.line ==
          "[ -d .kamal/lock-app ] && { [ ! -e .kamal/lock-app/details ] || cat .kamal/lock-app/details; }");
    CHECK(command.probe);
    CHECK_FALSE(command.checked);
}

TEST_CASE("a lock of our own is released only while its details are ours") {
    const LockDetails details("Bed Deployer", "2026-01-31T12:00:00Z", "v2", "Automatic deploy lock");
    const auto command = release_own_lock(sample_config(), details.text());

    CHECK(command.line ==
          "(if [ \"$(cat .kamal/lock-app/details 2>/dev/null | tr -d '\\n')\" = "
          "TG9ja2VkIGJ5OiBCZWQgRGVwbG95ZXIgYXQgMjAyNi0wMS0zMVQxMjowMDow"
          "MFoKVmVyc2lvbjogdjIKTWVzc2FnZTogQXV0b21hdGljIGRlcGxveSBsb2Nr ]; then rm -r .kamal/lock-app; "
          "else exit 75; fi)");
    CHECK_FALSE(command.checked);
}
