#include "scaffold/new_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "config/load.hpp"
#include "scaffold/templates.hpp"

using wheels::Error;
using wheels::ErrorKind;
using wheels::scaffold::new_files;
using wheels::scaffold::NewFile;
using wheels::scaffold::Seen;
using wheels::scaffold::Wanted;
using wheels::test::load;
using wheels::test::Texts;

namespace {

Seen folder_of(std::set<std::string, std::less<>> paths) {
    Seen seen;
    seen.paths = std::move(paths);
    return seen;
}

std::string text_of(const std::vector<NewFile>& files, const std::string& path) {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const auto& file) { return file.path == path; });
    REQUIRE(found != files.end());
    return found->text;
}

Wanted shop() {
    Wanted wanted;
    wanted.folder = "shop";
    wanted.service = "shop";
    wanted.image = "acme/shop";
    wanted.registry_username = "acme";
    wanted.hosts = {"10.0.0.1", "10.0.0.2"};
    return wanted;
}

const std::vector<Seen>& every_kind() {
    static const std::vector<Seen> kinds{folder_of({}),
                                         folder_of({"index.html"}),
                                         folder_of({"package.json"}),
                                         folder_of({"manage.py", "mysite", "mysite/wsgi.py"}),
                                         folder_of({"go.mod", "cmd", "cmd/shop"}),
                                         folder_of({"box.json"}),
                                         folder_of({"Gemfile", "bin/rails", "config/master.key"})};
    return kinds;
}

}  // namespace

TEST_CASE("the deploy.yml of every kind of project can be read, and says what was asked for") {
    for (const auto& seen : every_kind()) {
        const auto wanted = shop();
        const auto files = new_files(wanted, seen);

        Texts texts(text_of(files, "config/deploy.yml"));
        texts.secrets = {{"KAMAL_REGISTRY_PASSWORD", "x"}, {"RAILS_MASTER_KEY", "y"}};
        const auto loaded = load(texts);

        CHECK(loaded.problems() == std::vector<std::string>());
        CHECK(loaded.warnings() == std::vector<std::string>());
        CHECK(loaded.config.service == "shop");
        CHECK(loaded.config.image == "acme/shop");
        CHECK(loaded.config.registry.username == "acme");
        CHECK(loaded.config.all_hosts() == std::vector<std::string>{"10.0.0.1", "10.0.0.2"});
        CHECK(loaded.config.role("web").proxy.has_value());
    }
}

TEST_CASE("what is commented out in deploy.yml can be read too, once the # is gone") {
    for (const auto& seen : every_kind()) {
        auto wanted = shop();
        wanted.hosts = {"10.0.0.1"};  // a certificate is for one web server
        const auto text = text_of(new_files(wanted, seen), "config/deploy.yml");
        std::string without;
        for (const auto& line : wheels::text::lines(text)) {
            // A remark begins with a capital letter or goes on in the middle of a sentence; a key has a
            // colon.
            const auto hash = line.find("# ");
            const auto key = hash == std::string::npos ? line : line.substr(0, hash) + line.substr(hash + 2);
            const auto word = key.find_first_not_of(' ');
            const auto end = key.find_first_of(": ", word);
            const bool is_key = end != std::string::npos && key[end] == ':' &&
                                (end + 1 == key.size() || key[end + 1] == ' ') &&
                                key.find('`') == std::string::npos;
            const bool is_item = word != std::string::npos && key[word] == '-';
            if (hash == std::string::npos || ((is_key || is_item) && !line.ends_with('.')))
                without += key + "\n";
        }

        Texts texts(without);
        texts.secrets = {{"KAMAL_REGISTRY_PASSWORD", "x"},
                         {"RAILS_MASTER_KEY", "y"},
                         {"DATABASE_URL", "z"},
                         {"POSTGRES_PASSWORD", "p"}};
        const auto loaded = load(texts);

        CAPTURE(without);
        CHECK(loaded.problems() == std::vector<std::string>());
        CHECK(loaded.config.accessories.size() == 1);
        CHECK(loaded.config.aliases.size() == 1);
        CHECK(loaded.config.role("workers").cmd.has_value());
        CHECK(loaded.config.role("web").proxy->ssl);
    }
}

TEST_CASE("without a word about it, the service has the name of the folder") {
    struct Case {
        std::string folder;
        std::string service;
    };
    const Case cases[] = {{"shop", "shop"},   {"My Shop (2)", "my-shop-2"},
                          {"--x--", "x"},     {"été", "t"},
                          {"", "my-app"},     {"…", "my-app"},
                          {"a_b.c", "a-b-c"}, {"007", "007"},
                          {"true", "true"},   {"null\n: x", "null-x"}};
    for (const auto& [folder, service] : cases) {
        Wanted wanted;
        wanted.folder = folder;
        const auto files = new_files(wanted, Seen());

        Texts texts(text_of(files, "config/deploy.yml"));
        texts.secrets = {{"KAMAL_REGISTRY_PASSWORD", "x"}};
        CAPTURE(folder);
        CHECK(load(texts).config.service == service);
        CHECK(load(texts).config.image == "my-user/" + service);
    }
}

TEST_CASE("values that deploy.yml cannot have are refused") {
    struct Case {
        std::string service;
        std::string image;
        std::string username;
        std::vector<std::string> hosts;
    };
    const Case cases[] = {
        {"a b", "acme/shop", "acme", {"h"}},         {"a: b", "acme/shop", "acme", {"h"}},
        {"a\nb: c", "acme/shop", "acme", {"h"}},     {"\"", "acme/shop", "acme", {"h"}},
        {"shop", "acme/shop:latest", "acme", {"h"}}, {"shop", "Acme/Shop", "acme", {"h"}},
        {"shop", "acme/shop", "<%= 1 %>", {"h"}},    {"shop", "acme/shop", "acme", {"h h"}},
        {"shop", "acme/shop", "acme", {"h", "h"}},   {"shop", "acme/shop", "acme", {"h\n    - other"}},
    };
    for (const auto& [service, image, username, hosts] : cases) {
        Wanted wanted;
        wanted.service = service;
        wanted.image = image;
        wanted.registry_username = username;
        wanted.hosts = hosts;

        CAPTURE(service);
        CAPTURE(image);
        CAPTURE(username);
        CAPTURE(hosts.back());
        try {
            new_files(wanted, Seen());
            FAIL_CHECK("nothing was refused");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::usage);
        }
    }
}

TEST_CASE("a user's name in the registry may have any letters") {
    for (const auto* name : {"acme", "it's", "a: b", "$oauth", "#1", "123", "yes", "\"x\"", "AWS", "a b "}) {
        auto wanted = shop();
        wanted.registry_username = name;
        Texts texts(text_of(new_files(wanted, Seen()), "config/deploy.yml"));
        texts.secrets = {{"KAMAL_REGISTRY_PASSWORD", "x"}};

        CHECK(load(texts).config.registry.username == name);
    }
}

TEST_CASE("every hook has a sample that can be executed and is a script of a shell") {
    const auto files = new_files(shop(), Seen());

    std::size_t samples = 0;
    for (const auto& file : files) {
        if (!file.path.starts_with(".kamal/hooks/")) continue;
        ++samples;
        CAPTURE(file.path);
        CHECK(file.path.ends_with(".sample"));
        CHECK(file.mode == 0755);
        CHECK(file.text.starts_with("#!/bin/sh\n"));
    }
    CHECK(samples == 10);
}

TEST_CASE("a Dockerfile fits the tools that a project uses") {
    struct Case {
        std::set<std::string, std::less<>> paths;
        std::map<std::string, std::string, std::less<>> texts;
        std::vector<std::string> lines;
    };
    const Case cases[] = {
        {{"package.json", "pnpm-lock.yaml"},
         {},
         {"RUN pnpm install --prod --frozen-lockfile", "FROM node:22-slim"}},
        {{"package.json", "yarn.lock", ".nvmrc"},
         {{".nvmrc", "v20.11.1\n"}},
         {"FROM node:20-slim", "CMD [\"yarn\", \"start\"]"}},
        {{"package.json", ".nvmrc"},
         {{".nvmrc", "lts/iron\n"}},
         {"FROM node:22-slim", "RUN npm install --omit=dev"}},
        {{"package.json", "pnpm-lock.yaml"},
         {},
         {"ENV COREPACK_HOME=/usr/local/share/corepack", "RUN corepack enable", "CMD [\"pnpm\", \"start\"]"}},
        {{"package.json", "yarn.lock", ".yarnrc.yml", ".yarn"},
         {},
         {"COPY package.json yarn.lock .yarnrc.yml ./", "COPY .yarn .yarn",
          "RUN yarn workspaces focus --all --production"}},
        {{"pyproject.toml"}, {}, {"RUN rmdir config 2>/dev/null; pip install ."}},
        {{"package.json", "server.js"}, {{"package.json", "{}"}}, {"CMD [\"node\", \"server.js\"]"}},
        {{"Gemfile", "bin/rails"}, {{".ruby-version", "ruby-3.3.5\n"}}, {"FROM ruby:3.3.5-slim AS base"}},
        {{"go.mod", "cmd/shop"},
         {{"go.mod", "module x\n\ngo 1.22.3\n"}},
         {"FROM golang:1.22 AS build", "RUN CGO_ENABLED=0 go build -trimpath -o /server ./cmd/shop"}},
        {{"go.mod", "main.go", "cmd/shop"}, {}, {"RUN CGO_ENABLED=0 go build -trimpath -o /server ."}},
        {{"manage.py", "mysite/wsgi.py", "requirements.txt"},
         {},
         {"RUN pip install --requirement requirements.txt",
          "CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"mysite.wsgi\"]"}},
        {{"public/index.html"}, {}, {"COPY public /usr/share/nginx/html"}},
    };
    for (const auto& [paths, texts, lines] : cases) {
        auto seen = folder_of(paths);
        seen.texts = texts;
        const auto dockerfile = text_of(new_files(shop(), seen), "Dockerfile");

        CAPTURE(dockerfile);
        for (const auto& line : lines)
            CHECK(("\n" + dockerfile).find("\n" + line + "\n") != std::string::npos);
    }
}

TEST_CASE("secrets never get into the image by accident") {
    for (const auto& seen : every_kind()) {
        const auto ignored = "\n" + text_of(new_files(shop(), seen), ".dockerignore");

        for (const auto* line : {"\n.git\n", "\n.kamal\n", "\n.env*\n"})
            CHECK(ignored.find(line) != std::string::npos);
    }
}

TEST_CASE("what fills a blank is not taken for a template again") {
    const auto text = wheels::scaffold::filled_in("dockerfile.static", {{"folder", "{{folder}}"}});

    CHECK(text.find("COPY {{folder}} /usr") != std::string::npos);
}
