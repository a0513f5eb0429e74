#include <utility>

#include "config/schema.hpp"

namespace wheels::config::schema {
namespace {

const Section& pack() {
    static const Section section{
        "",
        "",
        {
            {"builder", text_value(), "Image of the builder. Required.", "heroku/builder:24", ""},
            {"buildpacks", list_of_texts(), "Buildpacks besides those of the builder.",
             "[heroku/ruby, heroku/procfile]", "none"},
        }};
    return section;
}

const Section& cache() {
    static const Section section{
        "",
        "",
        {
            {"type", or_nothing(one_of({"gha", "registry"})), "Where the layers are kept.", "registry", ""},
            {"options", text_value(), "More options of the cache, as buildx has them.", "mode=max", "none"},
            {"image", text_value(), "For `registry`.", "myapp-cache", "IMAGE-build-cache"},
        }};
    return section;
}

const Section& path() {
    static const Section section{
        "",
        "",
        {
            {"local", string_value(), "Required.", "config/secret.key", ""},
            {"remote", string_value(), "Required.", "/etc/mysql/secret.key", ""},
            {"mode", text_value(), "Mode on the host, as for chmod; in quotes.", "\"0600\"", "755 for files"},
            {"owner", text_value(), "Owner on the host, as for chown.", "\"1000:1000\"", "the SSH user"},
            {"options", text_value(), "Mount options.", "ro", "none"},
        }};
    return section;
}

// The folders of the host.
const Section& directory() {
    static const Section section = [] {
        auto copy = path();
        for (auto& key : copy.keys) key.shape = in_shell(key.shape);
        return copy;
    }();
    return section;
}

Shape list_of(Shape items) {
    Shape shape;
    shape.accepts = list;
    shape.items = std::make_shared<const Shape>(std::move(items));
    return shape;
}

}  // namespace

const Section& builder() {
    static const Section section{
        "builder",
        "The image is built with `docker buildx`.",
        {
            {"arch", text_value() | list_of_texts(), "`amd64`, `arm64` or both. Required.", "amd64", ""},
            {"remote", text_value(),
             "Docker of another machine, for architectures that this one does not have.",
             "ssh://docker@builder.example.com", "none"},
            {"local", boolean_value(), "Whether this machine may build.", "false", "true"},
            {"pack", section_value(pack()), "Build with Cloud Native Buildpacks.", "", "off"},
            {"cache", section_value(cache()), "Keep build layers between builds.", "", "off"},
            {"context", in_shell(text_value()), "Folder to build from.", ".",
             "a fresh clone of the git repository"},
            {"dockerfile", in_shell(text_value()), "Path of the Dockerfile.", "Dockerfile.production",
             "Dockerfile"},
            {"target", in_shell(text_value()), "Stage of the Dockerfile.", "production", "the last one"},
            {"args", in_shell(any_map()), "Build arguments.", "{RUBY_VERSION: \"3.3\"}", "none"},
            {"secrets", list_of_texts(), "Names of secrets that the build may mount.", "[GITHUB_TOKEN]",
             "none"},
            {"ssh", in_shell(text_value()), "SSH agent or keys for the build.", "default=$SSH_AUTH_SOCK",
             "none"},
            {"driver", text_value(), "`docker-container`, `docker` or `cloud ORGANISATION/BUILDER`.",
             "docker", "docker-container"},
            {"provenance", text_value(), "Provenance attestation, as for `docker buildx build`.", "mode=max",
             "buildx's default"},
            {"sbom", boolean_value(), "Whether the image gets a bill of materials.", "true",
             "buildx's default"},
        }};
    return section;
}

const Section& accessory() {
    static const Section section{
        "accessory",
        "A container beside the app, such as a database. It is booted once and is not part of a deploy. It "
        "has exactly "
        "one of `host`, `hosts`, `role`, `roles`, `tag` and `tags`.",
        {
            {"service", text_value(), "Name of the container.", "mysql", "SERVICE-NAME"},
            {"image", text_value(), "Required.", "mysql:8.0", ""},
            {"registry", section_value(registry()), "Where the image is kept.", "", "Docker Hub"},
            {"host", text_value(), "The host that it runs on.", "10.0.0.9", ""},
            {"hosts", list_of_texts(), "The hosts that it runs on.", "[10.0.0.8, 10.0.0.9]", ""},
            {"role", text_value(), "On all hosts of this role.", "web", ""},
            {"roles", list_of_texts(), "On all hosts of these roles.", "[web, workers]", ""},
            {"tag", text_value(), "On all hosts with this tag.", "writer", ""},
            {"tags", list_of_texts(), "On all hosts with one of these tags.", "[writer, reader]", ""},
            {"cmd", in_shell(text_value()), "Command that the container runs.", "bin/mysqld",
             "the image's command"},
            {"port", text_value(), "Published port: PORT, HOST_PORT:PORT or ADDRESS:HOST_PORT:PORT.",
             "\"127.0.0.1:3306:3306\"", "none"},
            {"labels", in_shell(map_of_texts()), "`service`, `role` and `destination` are taken.",
             "{team: data}", "none"},
            {"options", in_shell(any_map()), "More options for `docker run`, as for a role.", "{cpus: 2}",
             "restart: unless-stopped"},
            {"env", env_value(), "See `docs env`. Has no `tags`.", "{MYSQL_ROOT_HOST: \"%\"}", "none"},
            {"files", list_of(text_value() | section_value(path())),
             "Files of this machine: LOCAL:REMOTE[:OPTIONS], or maps with local, remote, mode, owner and "
             "options.",
             "[\"config/my.cnf:/etc/mysql/my.cnf\"]", "none"},
            {"directories", list_of(in_shell(text_value()) | section_value(directory())),
             "Folders that are made on the host: LOCAL:REMOTE[:OPTIONS], or maps as for files.",
             "[\"data:/var/lib/mysql\"]", "none"},
            {"volumes", in_shell(list_of_texts()), "Volumes, as for `docker run --volume`.",
             "[\"mysql-logs:/var/log/mysql\"]", "none"},
            {"network", text_value(), "Docker network that it joins.", "custom", "kamal"},
            {"proxy", boolean_value() | section_value(proxy()),
             "Serve it through kamal-proxy; see `docs proxy`.", "", "off"},
        }};
    return section;
}

}  // namespace wheels::config::schema
