#include "config/schema.hpp"

namespace wheels::config::schema {
namespace {

const Section& otel() {
    static const Section section{
        "",
        "",
        {{"endpoint", string_value(), "Address of an OpenTelemetry collector. Required.",
          "http://otel-gateway:4318", ""}}};
    return section;
}

const Section& output_file() {
    static const Section section{
        "",
        "",
        {{"path", string_value(), "Folder for one log file per run. Required.", "/var/log/kamal/", ""}}};
    return section;
}

}  // namespace

const Section& ssh() {
    static const Section section{
        "ssh",
        "How to log in to the hosts. Keys of the SSH agent are tried too, unless `keys_only` is set.",
        {
            {"user", text_value(), "Who to log in as.", "deploy", "root"},
            {"port", integer_value() | text_value(), "Port of the hosts' SSH servers.", "22", "22"},
            {"proxy", or_nothing(string_value()), "Jump host: HOST or USER@HOST, or several with commas.",
             "root@bastion.example.com", "none"},
            {"proxy_command", text_value(),
             "Command whose standard input and output are the connection; `%h` and `%p` are host and port.",
             "ssh -W %h:%p bastion", "none"},
            {"log_level", text_value(), "Accepted for Kamal's sake; `--verbose` shows more.", "debug",
             "fatal"},
            {"keys_only", boolean_value(), "Whether only `keys` and `key_data` are tried.", "true", "false"},
            {"keys", list_of_texts(), "Private key files.", "[~/.ssh/id_ed25519]",
             "the usual ones in ~/.ssh"},
            {"key_data", list_of_texts(), "Names of secrets that are private keys.", "[SSH_PRIVATE_KEY]",
             "none"},
            {"config", boolean_value() | string_value() | list_of_texts(),
             "OpenSSH client configuration: false for none, or paths.", "~/.ssh/config",
             "~/.ssh/config and /etc/ssh/ssh_config"},
            {"forward_agent", boolean_value(),
             "Whether what runs on the hosts may use the SSH agent of this machine.", "true",
             "as the files of ssh say, else false"},
        }};
    return section;
}

const Section& sshkit() {
    static const Section section{
        "sshkit",
        "Limits for connections.",
        {
            {"max_concurrent_starts", integer_value(), "How many connections are set up at a time.", "30",
             "30"},
            {"pool_idle_timeout", integer_value(),
             "Accepted for Kamal's sake: a connection is kept for the whole run.", "900", "900"},
            {"dns_retries", integer_value(), "How often a failed name lookup is repeated.", "3", "3"},
        }};
    return section;
}

const Section& output() {
    static const Section section{
        "output",
        "Where else a run is logged.",
        {
            {"otel", section_value(otel()), "Sends the log to OpenTelemetry.", "", "off"},
            {"file", section_value(output_file()), "Writes the log to files.", "", "off"},
        }};
    return section;
}

}  // namespace wheels::config::schema
