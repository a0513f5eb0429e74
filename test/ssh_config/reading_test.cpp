#include <doctest/doctest.h>

#include "ssh_config/in_memory.hpp"
#include "wheels/error.hpp"

namespace wheels::test {
namespace {

using namespace ssh_config;

Problem problem_of(InMemory& config) {
    try {
        config.ask();
    } catch (const Error& error) {
        REQUIRE(error.problems().size() == 1);
        CHECK(error.kind() == ErrorKind::config);
        return error.problems().front();
    }
    throw std::logic_error("nothing is wrong with it");
}

}  // namespace

TEST_CASE("the first value counts, in the user's file before the system's") {
    InMemory config("web1", "User ann\nUser bob\n");
    config.texts["/etc/ssh/ssh_config"] = "User carl\nPort 2222\n";

    const auto settings = config.settle();

    CHECK(settings.user == "ann");
    CHECK(settings.port == 2222);
}

TEST_CASE("a Host line has patterns, and one with ! that fits makes the others nothing") {
    struct Case {
        const char* line;
        const char* host;
        bool fits;
    };
    const Case cases[] = {
        {"Host web1", "web1", true},
        {"Host web?", "web1", true},
        {"Host *", "web1", true},
        {"Host db web*", "web1", true},
        {"Host web* !web1", "web1", false},
        {"Host !db", "web1", false},
        {"Host WEB1", "web1", false},
        {"Host \"web1\"", "web1", true},
        {"Host=web1", "web1", true},
        {"  host  =  web1", "web1", true},
        {"Host web1 # db", "web1", true},
        {"Host db # web1", "web1", false},
        {"Match host web*,db", "web1", true},
        {"Match host WEB1", "web1", true},
        {"Match host *,!web1", "web1", false},
        {"Match !host web1", "web1", false},
        {"Match all", "web1", true},
        {"Match originalhost web1 user jo", "web1", true},
        {"Match user root", "web1", false},
        {"Match localuser jo", "web1", true},
        {"Match localnetwork 10.0.0.0/8", "web1", true},
        {"Match localnetwork 192.0.2.0/24,10.1.2.3", "web1", true},
        {"Match localnetwork fd00::/8", "web1", true},
        {"Match localnetwork 192.0.2.0/24", "web1", false},
        {"Match canonical", "web1", false},
        {"Match !canonical host web1", "web1", true},
        {"Match final", "web1", true},
        {"Match tagged blue", "web1", false},
    };
    for (const auto& [line, host, fits] : cases) {
        CAPTURE(line);
        InMemory config(host, std::string(line) + "\n  Port 2222\n");

        CHECK((config.settle().port == 2222) == fits);
    }
}

TEST_CASE("what is said elsewhere outweighs the files, and is what Match looks at") {
    InMemory config("web1", "User ann\nPort 1\nMatch user root\n  HostKeyAlias of-root\n");
    config.facts.user = "root";
    config.facts.port = 22;

    const auto settings = config.settle();

    CHECK(settings.user == "root");
    CHECK(settings.port == 22);
    CHECK(settings.host_key_alias == "of-root");
    CHECK(settings.user_of_files == "ann");
    CHECK(settings.user_place == "/home/jo/.ssh/config:1");
}

TEST_CASE("Match final has a second pass, in which the patterns meet the host's real name") {
    InMemory config("web1",
                    "Host web1.example.com\n  Port 2222\nHost web1\n  HostName %h.example.com\n"
                    "Match final host *.example.com\n  User deploy\n");

    const auto settings = config.settle();

    CHECK(settings.host_name == "web1.example.com");
    CHECK(settings.port == 2222);
    CHECK(settings.user == "deploy");
}

TEST_CASE("a tag is what later Match lines look at") {
    InMemory config("web1", "Host web*\n  Tag blue\nMatch tagged blue,green\n  Port 2222\n");

    CHECK(config.settle().port == 2222);
}

TEST_CASE("Match exec is a question, asked once for every command and only when it matters") {
    const std::string text =
        "Match host db exec \"never %h\"\n  Port 1\nMatch exec \"test %h = web1\"\n  Port 2\n";
    InMemory config("web1", text);

    const auto asked = config.ask();
    config.facts.answers["test web1 = web1"] = true;
    const auto yes = config.settle();
    config.facts.answers["test web1 = web1"] = false;
    const auto no = config.settle();

    REQUIRE(std::holds_alternative<Question>(asked));
    CHECK(std::get<Question>(asked).command == "test web1 = web1");
    CHECK(yes.port == 2);
    CHECK(no.port == 22);
}

TEST_CASE("an included file counts where it is included, and its Host lines end with it") {
    InMemory config("web1", "Include conf.d/*.conf\nUser ann\nHost db\n  Include other\n");
    config.texts["/home/jo/.ssh/conf.d/1.conf"] = "Host db\n  User bob\n";
    config.texts["/home/jo/.ssh/conf.d/2.conf"] = "Port 2222\n";
    config.texts["/home/jo/.ssh/other"] = "Host web1\n  HostKeyAlias never\n";

    const auto settings = config.settle();

    CHECK(settings.user == "ann");
    CHECK(settings.port == 2222);
    CHECK_FALSE(settings.host_key_alias.has_value());
}

TEST_CASE("values have tokens, ~ and variables in them") {
    InMemory config("web1",
                    "HostName %h.example.com\nIdentityFile ~/.ssh/%r@%h:%p-%n-%u-%i-%L-%%\n"
                    "IdentityFile ~ann/key\nIdentityAgent ${RUNTIME}/agent\nUserKnownHostsFile ~/k %d/%k\n"
                    "ProxyCommand connect %h %p %r 100%%\n");
    config.environment["RUNTIME"] = "/run/jo";

    const auto settings = config.settle();

    CHECK(settings.identity_files ==
          std::vector<std::string>{"/home/jo/.ssh/jo@web1.example.com:22-web1-jo-1000-laptop-%",
                                   "/home/ann/key"});
    CHECK(settings.identity_agent == "/run/jo/agent");
    CHECK(settings.user_known_hosts == std::vector<std::string>{"/home/jo/k", "/home/jo/web1"});
    CHECK(settings.proxy_command == "connect web1.example.com 22 jo 100%");
}

TEST_CASE("the first of ProxyJump and ProxyCommand counts") {
    InMemory jump("web1", "ProxyJump ann@a:2222,ssh://b\nProxyCommand nc %h\n");
    InMemory command("web1", "ProxyCommand nc %h\nProxyJump a\n");
    InMemory none("web1", "ProxyJump none\nProxyJump a\n");

    const auto jumps = jump.settle().jumps;

    REQUIRE(jumps.has_value());
    REQUIRE(jumps->size() == 2);
    CHECK(jumps->front().to_string() == "ann@a:2222");
    CHECK(jumps->back().host == "b");
    CHECK_FALSE(jump.settle().proxy_command.has_value());
    CHECK(command.settle().proxy_command == "nc web1");
    CHECK_FALSE(command.settle().jumps.has_value());
    CHECK_FALSE(none.settle().jumps.has_value());
}

TEST_CASE("an error names the file and the line") {
    struct Case {
        const char* text;
        std::size_t line;
        const char* says;
    };
    const Case cases[] = {
        {"Port 22\nPort many", 2, "'many' is no value of port"},
        {"Port 0", 1, "'0' is no value of port"},
        {"Prot 22", 1, "no keyword prot"},
        {"User", 1, "nothing follows the keyword user"},
        {"User \"ann", 1, "a quote is not closed"},
        {"User ann bob", 1, "user takes one argument"},
        {"Host db\nIdentitiesOnly perhaps", 2, "'perhaps' is no value of identitiesonly"},
        {"Match", 1, "nothing follows"},
        {"Match weather rain", 1, "no criterion weather"},
        {"Match host", 1, "nothing follows host"},
        {"Match host web1 user jo all", 1, "all stands alone"},
        {"Match localnetwork 10.0.0.1/8", 1, "bits of a host"},
        {"Match localnetwork 10.0.0.0/8,!10.1.0.0/16", 1, "'!10.1.0.0/16' is no network"},
        {"IdentityFile %Z", 1, "%Z stands for nothing"},
        {"IdentityFile ${NOBODY_SET_IT}", 1, "the environment has no NOBODY_SET_IT"},
        {"IdentityFile ~nobody-here/x", 1, "there is no user nobody-here"},
        {"ProxyJump @", 1, "no value of proxyjump"},
        {"UserKnownHostsFile none a", 1, "none besides others"},
        {"Ciphers rot13", 1, "names nothing that ssh knows"},
        {"ConnectionAttempts 0", 1, "0 attempts"},
    };
    for (const auto& [text, line, says] : cases) {
        CAPTURE(text);
        InMemory config("web1", text);

        const auto problem = problem_of(config);

        CHECK(problem.file == "/home/jo/.ssh/config");
        CHECK(problem.line == line);
        CHECK(problem.text.find(says) != std::string::npos);
    }
}

TEST_CASE("what decides where one connects or whom one trusts, and is not done, is refused where it counts") {
    const std::string cases[] = {
        "CanonicalizeHostname yes", "CanonicalizeHostname always", "CanonicalizePermittedCNAMEs a:b",
        "ProxyUseFdpass yes",       "BindInterface eth0",          "KnownHostsCommand /bin/x",
        "RevokedHostKeys /x",       "PubkeyAuthentication no",     "RefuseConnection gone"};
    for (const auto& line : cases) {
        CAPTURE(line);
        InMemory active("web1", "Host web1\n" + line + "\n");
        InMemory elsewhere("web1", "Host db\n" + line + "\n");

        CHECK(problem_of(active).line == 2);
        CHECK(elsewhere.settle().host_name == "web1");
    }
    InMemory harmless("web1",
                      "CanonicalizeHostname no\nProxyUseFdpass no\nKnownHostsCommand none\n"
                      "RequiredRSASize 1024\nForwardX11 yes\nCompression yes\nControlMaster auto\n");
    CHECK(harmless.settle().host_name == "web1");
}

TEST_CASE("keywords of other versions are an error, unless IgnoreUnknown names them") {
    InMemory config("web1", "IgnoreUnknown Use*,other\nUseTeleport yes\nOther x\nPort 2222\n");

    CHECK(config.settle().port == 2222);
}

TEST_CASE("a file of the user's that others may write to is not read") {
    InMemory config("web1", "Port 2222\n");
    config.open_to_others = "/home/jo/.ssh/config";

    CHECK(problem_of(config).text == "others may write to it");
}

TEST_CASE("files that include each other come to an end") {
    InMemory config("web1", "Include config\n");

    CHECK(problem_of(config).text.find("more than 16 deep") != std::string::npos);
}

TEST_CASE("a file that deploy.yml names has to be there") {
    InMemory config;

    CHECK_THROWS_AS(settle(config.facts, config.files, {Source("/nowhere", true, true)}), Error);
}

}  // namespace wheels::test
