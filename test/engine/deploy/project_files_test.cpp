#include "engine/project_files.hpp"

#include <doctest/doctest.h>

#include "support/temp_dir.hpp"
#include "wheels/error.hpp"

using wheels::engine::read_error_pages;

TEST_CASE("error pages are the 4xx and 5xx files, with the mode that they have") {
    const wheels::test::TempDir project;
    project.write("public/503.html", "busy", 0600);
    project.write("public/404.html", "gone", 0666);
    project.write("public/index.html", "no page of ours");
    project.write("public/404.html.erb", "nor this");
    project.write("public/500.html/file", "a folder");

    std::vector<wheels::Problem> problems;

    const auto pages = read_error_pages(project.path(), "public", {}, problems);

    CHECK(problems.empty());

    REQUIRE(pages.size() == 2);
    CHECK(pages[0].name == "404.html");
    CHECK(pages[0].content == "gone");
    CHECK(pages[0].mode == "644");
    CHECK(pages[1].name == "503.html");
    CHECK(pages[1].mode == "600");
}

TEST_CASE("a folder of error pages that is not there is a mistake in the configuration") {
    const wheels::test::TempDir project;
    project.write("file", "no folder");
    wheels::Problem place;
    place.file = "config/deploy.staging.yml";
    place.line = 7;
    place.key = "error_pages_path";
    std::vector<wheels::Problem> problems;

    read_error_pages(project.path(), "public", place, problems);
    read_error_pages(project.path(), "file", place, problems);

    REQUIRE(problems.size() == 2);
    CHECK(problems[0].to_string() ==
          "config/deploy.staging.yml:7: error_pages_path: public is no folder of the project that can be "
          "read: no "
          "such file or directory; make it, or correct the path");
    CHECK(problems[1].text ==
          "file is no folder of the project that can be read: not a directory; make it, or correct the path");
}

TEST_CASE("an accessory's files are read, templates with its variables filled in") {
    const wheels::test::TempDir project;
    project.write("config/my.cnf", "[mysqld]\n");
    project.write("config/init.sql.erb", "# <%= \"app_\" + ENV[\"NAME\"] %> <%= ENV[\"PASSWORD\"] %>\n");
    wheels::Accessory db;
    db.name = "db";
    db.files.resize(3);
    db.files[0].local = "config/my.cnf";
    db.files[1].local = "config/init.sql.erb";
    db.files[2].local = "config/missing";
    db.env.clear = {{"NAME", "prod"}};
    db.env.secret = {{"PASSWORD", wheels::Secret("pw")}};
    std::vector<wheels::Problem> problems;

    const auto uploads =
        wheels::engine::read_accessory_files(project.path(), db, {{"NAME", "other"}}, problems);

    REQUIRE(uploads.size() == 2);
    CHECK(uploads[0].content == "[mysqld]\n");
    CHECK(uploads[1].content == "# app_prod pw\n");
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].key == "accessories/db/files");
}
