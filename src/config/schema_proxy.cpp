#include "config/schema.hpp"

namespace wheels::config::schema {
namespace {

const Section& certificate() {
    static const Section section{
        "",
        "",
        {
            {"certificate_pem", text_value(), "Name of the secret that is the certificate chain.",
             "CERTIFICATE_PEM", ""},
            {"private_key_pem", text_value(), "Name of the secret that is the private key.",
             "PRIVATE_KEY_PEM", ""},
        }};
    return section;
}

const Section& healthcheck() {
    static const Section section{
        "",
        "",
        {
            {"interval", integer_value(), "Seconds between checks.", "1", "1"},
            {"path", text_value(), "Has to answer 200 when the app is up.", "/up", "/up"},
            {"timeout", integer_value(), "Seconds that an answer may take.", "5", "5"},
        }};
    return section;
}

const Section& buffering() {
    static const Section section{
        "",
        "",
        {
            {"requests", boolean_value(), "Whether a request is read whole before the app gets it.", "true",
             "true"},
            {"responses", boolean_value(), "Whether a response is read whole before the client gets it.",
             "true", "true"},
            {"max_request_body", integer_value(), "Bytes; 0 is no limit.", "40000000", "no limit"},
            {"max_response_body", integer_value(), "Bytes; 0 is no limit.", "0", "no limit"},
            {"memory", integer_value(), "Bytes kept in memory; larger bodies go to disk.", "2000000", "1 MB"},
        }};
    return section;
}

const Section& request_logging() {
    static const Section section{
        "",
        "",
        {
            {"request_headers", list_of_texts(), "Headers of requests that are logged.",
             "[Cache-Control, X-Request-ID]", "Cache-Control, Last-Modified, User-Agent"},
            {"response_headers", list_of_texts(), "Headers of responses that are logged.", "[X-Request-ID]",
             "none"},
        }};
    return section;
}

const Section& run() {
    static const Section section{
        "",
        "",
        {
            {"http_port", integer_value(), "Port of the host for HTTP.", "80", "80"},
            {"https_port", integer_value(), "Port of the host for HTTPS.", "443", "443"},
            {"metrics_port", integer_value(), "Port for Prometheus metrics.", "9090", "off"},
            {"debug", boolean_value(), "Whether the proxy logs for debugging.", "true", "false"},
            {"log_max_size", text_value(), "Size of the container's log, as for docker's `max-size`.", "30m",
             "10m"},
            {"publish", boolean_value(), "Whether the ports are open on the host.", "false", "true"},
            {"bind_ips", list_of_texts(), "Addresses of the host to publish on.", "[0.0.0.0]", "all"},
            {"registry", text_value(), "Registry of the proxy's image.", "registry.example.com",
             "Docker Hub"},
            {"repository", text_value(), "Name of the proxy's image.", "basecamp/kamal-proxy",
             "basecamp/kamal-proxy"},
            {"version", text_value(), "Tag of the proxy's image; v0.9.2 at least.", "v0.9.2", "v0.9.2"},
            {"options", in_shell(any_map()), "More options for `docker run`.", "{memory: 512m}", "none"},
        }};
    return section;
}

}  // namespace

const Section& proxy() {
    static const Section section{
        "proxy",
        "kamal-proxy takes the requests of a host and passes them to the app. These settings go along with "
        "each "
        "deploy, but for `run`, which is about the proxy's own container and used when that is booted.",
        {
            {"host", string_value(),
             "Host names of the app, separated by commas. `host` or `hosts`, not both.", "app.example.com",
             "every name"},
            {"hosts", list_of_texts(), "Host names of the app.", "[app.example.com, www.example.com]",
             "every name"},
            {"app_port", integer_value(), "Port that the app listens on in its container.", "3000", "80"},
            {"ssl", boolean_value() | section_value(certificate()),
             "HTTPS: true for a certificate of Let's Encrypt (one host only, `host` is needed), or your own "
             "certificate.",
             "true", "false"},
            {"ssl_redirect", boolean_value(), "Whether HTTP requests are sent to HTTPS.", "false", "true"},
            {"forward_headers", boolean_value(),
             "Whether X-Forwarded-For and X-Forwarded-Proto of the request are passed on.", "true",
             "true without ssl"},
            {"response_timeout", integer_value(), "Seconds that a response may take.", "10", "30"},
            {"path_prefix", string_value(),
             "Serve these paths only, separated by commas. `path_prefix` or `path_prefixes`, not both.",
             "/api", "all paths"},
            {"path_prefixes", list_of_texts(), "Serve these paths only.", "[/api, /oauth]", "all paths"},
            {"strip_path_prefix", boolean_value(), "Whether the prefix is taken off the path.", "false",
             "true"},
            {"healthcheck", section_value(healthcheck()),
             "How the proxy finds out that a new container is ready.", "", ""},
            {"buffering", section_value(buffering()), "Buffering of bodies.", "", ""},
            {"logging", section_value(request_logging()), "Headers in the proxy's log.", "", ""},
            {"run", section_value(run()), "The proxy's own container.", "", ""},
        }};
    return section;
}

}  // namespace wheels::config::schema
