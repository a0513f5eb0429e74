#include <doctest/doctest.h>

#include <chrono>

#include "async/run_all.hpp"
#include "process/child_runner.hpp"
#include "secrets/scripted_vault.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

/// Tools of vaults as shell scripts, first in the PATH that the fetch is given.
struct Tools {
    void add(const std::string& name, const std::string& script) const {
        directory.write("bin/" + name, "#!/bin/sh\n" + script, 0755);
    }

    std::string fetched(secrets::FetchRequest request) {
        secrets::Vaults vaults(environment(), directory.path(), processes, loop.get_executor());
        return run_loop(loop, vaults.fetch(std::move(request))).to_json();
    }

    std::string trouble(secrets::FetchRequest request) {
        try {
            return fetched(std::move(request));
        } catch (const Error& error) {
            return error.message() + " | " + error.hint();
        }
    }

    std::map<std::string, std::string> environment() const {
        return {{"PATH", directory.path() + "/bin" + path_behind}, {"HOME", directory.path()}};
    }

    std::string path_behind = ":/usr/bin:/bin";
    TempDir directory;
    asio::io_context loop;
    ChildRunner processes;
};

awaitable<void> fetch_into(secrets::Vaults& vaults, secrets::FetchRequest request, std::string& json) {
    auto values = co_await vaults.fetch(std::move(request));
    json = values.to_json();
}

awaitable<std::vector<std::string>> fetch_all(secrets::Vaults& vaults,
                                              std::vector<secrets::FetchRequest> requests) {
    std::vector<std::string> answers(requests.size());
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < requests.size(); ++i)
        tasks.emplace_back("fetch", fetch_into(vaults, std::move(requests[i]), answers[i]));
    const auto outcomes = co_await run_all(std::move(tasks), requests.size(), OnFailure::run_all);
    rethrow_first(outcomes);
    co_return answers;
}

}  // namespace

TEST_CASE("hostile values come out of a real child unchanged, its warnings aside") {
    Tools tools;
    tools.add("doppler", R"(
[ "$1" = me ] && exit 0
echo "warning: a new version is out" >&2
cat <<'END'
{"A":{"computed":"it's \"$HOME\" `id` \\ $(id)\n\u00e4 \t%s"}}
END
)");

    CHECK(tools.fetched(from("p/c", request("doppler", {"A"}))) ==
          "{\"A\":\"it's \\\"$HOME\\\" `id` \\\\ $(id)\\n\u00e4 \\t%s\"}");
}

TEST_CASE("hostile names reach the tool as one word each") {
    Tools tools;
    tools.add("lpass", R"(
case "$1" in
status) echo "Logged in as me." ;;
show) [ "$2" = 'a"; touch pwned; $(touch pwned) `touch pwned` '"'x" ] && printf '%s' '[{"fullname":"n","password":"p"}]' ;;
esac
)");

    CHECK(tools.trouble(request("lastpass", "me", {"a\"; touch pwned; $(touch pwned) `touch pwned` 'x"}))
              .rfind("lastpass: could not find a\"; touch pwned;", 0) == 0);
    CHECK_FALSE(std::filesystem::exists(tools.directory.path() + "/pwned"));
}

TEST_CASE("a tool that is not installed is named, with where to get it and how to log in") {
    const struct {
        const char* adapter;
        const char* program;
        const char* product;
        const char* login;
    } cases[] = {
        {"1password", "op", "1Password", "op signin"},
        {"bitwarden", "bw", "Bitwarden", "bw login"},
        {"bitwarden-sm", "bws", "Bitwarden Secrets Manager", "bws project list"},
        {"lastpass", "lpass", "LastPass", "lpass login"},
        {"aws_secrets_manager", "aws", "AWS", "aws configure"},
        {"gcp_secret_manager", "gcloud", "gcloud", "gcloud auth login"},
        {"doppler", "doppler", "Doppler", "doppler login"},
        {"enpass", "enpass-cli", "Enpass", "enpass-cli -vault VAULT list"},
        {"passbolt", "passbolt", "Passbolt", "passbolt configure"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.adapter);
        Tools tools;
        tools.path_behind.clear();
        auto asked = from("a/b", request(c.adapter, "me", {"c"}));

        const auto said = tools.trouble(std::move(asked));

        CHECK(said.rfind(std::string(c.adapter) + ": the " + c.product + " CLI is not installed (" +
                             c.program + " cannot be started: it is not in PATH) | install it (https://",
                         0) == 0);
        CHECK(said.find("log in with `" + std::string(c.login) + "`") != std::string::npos);
    }
}

TEST_CASE("a login talks to the terminal, and what it prints is the session") {
    Tools tools;
    tools.add("bw", R"(
case "$1" in
status) [ "$BW_SESSION" = k3y ] && echo '{"status":"unlocked"}' || echo '{"status":"locked"}' ;;
unlock) sleep 0.2; echo k3y; echo asked >> asked ;;
sync) [ "$BW_SESSION" = k3y ] ;;
get) [ "$BW_SESSION" = k3y ] && echo '{"login":{"password":"'"$3"'"}}' ;;
esac
)");

    CHECK(tools.fetched(request("bitwarden", "me", {"item"})) == R"({"item":"item"})");
}

// Each waits for all the others to begin.
TEST_CASE("fetches run at the same time, and somebody is asked for their password once") {
    Tools tools;
    tools.add("bw", R"(
case "$1" in
status) [ "$BW_SESSION" = k3y ] && echo '{"status":"unlocked"}' || echo '{"status":"locked"}' ;;
unlock) sleep 0.3; echo k3y; echo asked >> asked ;;
get) touch "begun.$3"
    for i in $(seq 200); do [ $(ls begun.* | wc -l) = 4 ] && break; sleep 0.05; done
    [ "$i" = 200 ] && echo "the others never began" >&2 && exit 1
    echo '{"login":{"password":"'"$3"'"}}' ;;
esac
)");
    secrets::Vaults vaults(tools.environment(), tools.directory.path(), tools.processes,
                           tools.loop.get_executor());
    std::vector<secrets::FetchRequest> requests;
    for (const std::string name : {"a", "b", "c", "d"})
        requests.push_back(request("bitwarden", "me", {name}));

    const auto answers = run_loop(tools.loop, fetch_all(vaults, std::move(requests)));

    CHECK(answers ==
          std::vector<std::string>{R"({"a":"a"})", R"({"b":"b"})", R"({"c":"c"})", R"({"d":"d"})"});
    std::ifstream asked(tools.directory.path() + "/asked");
    CHECK(std::string(std::istreambuf_iterator<char>(asked), {}) == "asked\n");
}

TEST_CASE("a big answer arrives whole") {
    Tools tools;
    tools.add("doppler", R"(
[ "$1" = me ] && exit 0
printf '{"A":{"computed":"'
head -c 3000000 /dev/zero | tr '\0' x
printf '"}}'
)");

    CHECK(tools.fetched(from("p/c", request("doppler", {"A"}))).size() ==
          3000000 + std::string("{\"A\":\"\"}").size());
}
