#include <doctest/doctest.h>

#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string secret(const std::string& name, const std::string& json_string) {
    return R"({"ARN":"arn","Name":")" + name + R"(","SecretString":)" + json_string + "}";
}

std::string values(const std::string& list) {
    return R"({"SecretValues":[)" + list + R"(],"Errors":[]})";
}

std::string payload(const std::string& data) {
    return R"({"name":"projects/0/secrets/s/versions/1","payload":{"data":")" + data +
           R"(","dataCrc32c":"1"}})";
}

const ScriptedVault::Answer known{"gcloud auth list --format=json", R"([{"account":"me","status":"ACTIVE"}])",
                                  0, ""};

}  // namespace

TEST_CASE("AWS: a secret that is an object has a value per key, any other stays as it was stored") {
    const std::string line =
        "aws secretsmanager batch-get-secret-value --secret-id-list app/db app/raw app/n app/q --output json";
    ScriptedVault vault(
        {{line,
          values(secret("app/db",
                        R"("{\"host\":\"h\",\"port\":5432,\"ssl\":true,\"none\":null,\"tags\":[\"a\",1]}")") +
                 "," + secret("app/raw", R"("a-string")") + "," + secret("app/n", R"("1e5")") + "," +
                 secret("app/q", R"("\"quoted\"")")),
          0, ""}});

    CHECK(vault.fetched(from("app", request("aws_secrets_manager", {"db", "raw", "n", "q"}))) ==
          "app/db/host=h\napp/db/port=5432\napp/db/ssl=true\napp/db/none=null\napp/db/tags=[\"a\",1]\n"
          "app/raw=a-string\napp/n=1e5\napp/q=quoted\n");
}

TEST_CASE("AWS: the account is a profile, and more secrets than one call may ask for take several") {
    std::vector<std::string> names;
    std::string first = "aws secretsmanager batch-get-secret-value --secret-id-list";
    for (int i = 0; i < 20; ++i) {
        names.push_back("s" + std::to_string(i));
        first += " s" + std::to_string(i);
    }
    names.emplace_back("last");
    ScriptedVault vault(
        {{first + " --profile prod --output json", values(secret("s0", R"("x")")), 0, ""},
         {"aws secretsmanager batch-get-secret-value --secret-id-list last --profile prod --output json",
          values(secret("last", R"("y")")), 0, ""}});

    CHECK(vault.fetched(request("aws", "prod", names)) == "s0=x\nlast=y\n");
}

TEST_CASE("AWS: the service's own errors are shown, one after the other") {
    const std::string line = "aws secretsmanager batch-get-secret-value --secret-id-list a b --output json";
    ScriptedVault vault(
        {{line,
          R"({"SecretValues":[],"Errors":[{"SecretId":"a","ErrorCode":"X","Message":"not there."},)"
          R"({"SecretId":"b","ErrorCode":"X","Message":"not there."}]})",
          0, ""}});
    CHECK(vault.trouble(request("aws", {"a", "b"})) == "aws_secrets_manager: a: not there. b: not there. | ");

    ScriptedVault expired({{line, "", 255, "\nThe SSO session has expired.\n"}});
    CHECK(expired.trouble(request("aws", {"a", "b"})) ==
          "aws_secrets_manager: could not read a, b from AWS Secrets Manager: The SSO session has expired. | "
          "check with `aws configure` that you are logged in");

    ScriptedVault binary({{line, R"({"SecretValues":[{"Name":"a","SecretBinary":"AAE="}]})", 0, ""}});
    CHECK(binary.trouble(request("aws", {"a", "b"})).rfind("aws_secrets_manager: a holds no text", 0) == 0);
}

TEST_CASE("Google: names are NAME, PROJECT/NAME or PROJECT/NAME/VERSION") {
    const struct {
        const char* name;
        const char* arguments;
        const char* fetched;
    } cases[] = {
        {"s", "access latest --secret=s", "default/s=secret1\n"},
        {"default/s", "access latest --secret=s", "default/s=secret1\n"},
        {"p/s", "access latest --secret=s --project=p", "p/s=secret1\n"},
        {"p/s/123", "access 123 --secret=s --project=p", "p/s=secret1\n"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.name);
        ScriptedVault vault({known,
                             {"gcloud secrets versions " + std::string(c.arguments) + " --format=json",
                              payload("c2VjcmV0MQ=="), 0, ""}});

        CHECK(vault.fetched(request("gcp", "default", {c.name})) == c.fetched);
    }
}

TEST_CASE("Google: the account is a user, and behind a bar the service accounts to act for") {
    const struct {
        const char* account;
        const char* options;
    } cases[] = {
        {"me@x.com", " --account=me@x.com"},
        {"default|svc@x.com", " --impersonate-service-account=svc@x.com"},
        {"me@x.com|a@x.com,b@x.com", " --account=me@x.com --impersonate-service-account=a@x.com,b@x.com"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.account);
        ScriptedVault vault({known,
                             {"gcloud secrets versions access latest --secret=s --project=p" +
                                  std::string(c.options) + " --format=json",
                              payload("eA=="), 0, ""}});

        CHECK(vault.fetched(request("gcp_secret_manager", c.account, {"p/s"})) == "p/s=x\n");
    }
}

TEST_CASE("Google: nobody logged in is logged in, and it is an error if that did not help") {
    ScriptedVault vault(
        {{"gcloud auth list --format=json", "[]", 0, ""},
         known,
         {"gcloud auth login", "", 0, ""},
         {"gcloud secrets versions access latest --secret=s --format=json", payload("eA=="), 0, ""}});
    CHECK(vault.fetched(request("gcp", "default", {"s"})) == "default/s=x\n");

    ScriptedVault hopeless(
        {{"gcloud auth list --format=json", "[]", 0, ""}, {"gcloud auth login", "", 1, ""}});
    CHECK(hopeless.trouble(request("gcp", "default", {"s"})) ==
          "gcp_secret_manager: could not log in to gcloud | try `gcloud auth login` by hand");
}
