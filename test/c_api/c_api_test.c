/* What a program in C gets from wheels.h, without any host. Prints what is not as it should be, and ends with 1. */
#define _POSIX_C_SOURCE 200809L
#include "wheels.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int failed = 0;
static int passed = 0;

static void check(int holds, const char *what, const char *seen) {
    if (holds) {
        ++passed;
        return;
    }
    ++failed;
    fprintf(stderr, "not so: %s: %s\n", what, seen);
}

static void has(const char *text, const char *part) {
    check(text != NULL && strstr(text, part) != NULL, part, text == NULL ? "(NULL)" : text);
}

static void count_events(void *user, const char *json, size_t length) {
    check(strlen(json) == length && json[0] == '{', "an event is one JSON object", json);
    ++*(int *)user;
}

static const char *const options =
    "{\"directory\": \"/nonexistent\", \"version\": \"v2\", \"environment\": {\"HOME\": \"/nonexistent\"},"
    " \"home\": \"/nonexistent\", \"secrets\": {\"REGISTRY_PASSWORD\": \"hush-hush\"},"
    " \"settings\": {\"service\": \"shop\", \"image\": \"acme/shop\", \"servers\": [\"127.0.0.1\"],"
    " \"ssh\": {\"port\": 1, \"config\": false},"
    " \"registry\": {\"username\": \"acme\", \"password\": [\"REGISTRY_PASSWORD\"]},"
    " \"builder\": {\"arch\": \"amd64\"}}}";

static void refusals_name_what_is_wrong(void) {
    static const struct {
        const char *options;
        int code;
        const char *message;
    } cases[] = {
        {"[]", WHEELS_USAGE, "options: should be a JSON object"},
        {"{", WHEELS_USAGE, "options: is no JSON: it ends too early"},
        {"", WHEELS_USAGE, "options: is no JSON: it ends too early"},
        {"{\"version\":\n  NaN}", WHEELS_USAGE, "options: is no JSON: line 2, byte 3 cannot stand there"},
        {"{\"deadline_ms\": 1e400}", WHEELS_USAGE, "options: there is a number in it that no program can hold"},
        {"{\"version\": \"\"}", WHEELS_USAGE, "options: version: should be a version, or left out"},
        {"{\"config_file\": \"\"}", WHEELS_USAGE, "options: config_file: should be a path"},
        {"{\"direktory\": \"x\"}", WHEELS_USAGE, "the key `direktory` means nothing here"},
        {"{\"version\": 7}", WHEELS_USAGE, "options: version: should be a text without null bytes"},
        {"{\"settings\": []}", WHEELS_USAGE, "options: settings: should be an object"},
        {"{\"secrets\": {\"A\": null}}", WHEELS_USAGE, "options: secrets: should be an object of names and texts"},
        {"{\"environment\": {\"A=B\": \"x\"}}", WHEELS_USAGE, "options: environment: should be an object of names"},
        {"{\"environment\": {\"A\": \"x\\u0000\"}}", WHEELS_USAGE, "options: environment: should be an object of names"},
        {"{\"directory\": \"\"}", WHEELS_USAGE, "options: directory: should be a path"},
        {"{\"directory\": \"/nonexistent\"}", WHEELS_CONFIG, "Configuration file not found"},
        {"{\"directory\": \"/nonexistent\", \"settings\": {}}", WHEELS_CONFIG, "service"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        wheels_project *project = (wheels_project *)1;
        wheels_error *error = wheels_load(cases[i].options, NULL, NULL, &project);
        check(wheels_error_code(error) == cases[i].code, cases[i].options, wheels_error_message(error));
        has(wheels_error_message(error), cases[i].message);
        has(wheels_error_json(error), "\"kind\":");
        check(project == NULL, "there is no project then", cases[i].options);
        wheels_error_free(error);
    }
}

static void requests_are_refused(wheels_project *project) {
    static const struct {
        const char *request;
        const char *message;
    } cases[] = {
        {NULL, "request: verb: should be given"},
        {"{\"verb\": \"deplyo\"}", "there is no verb `deplyo`"},
        {"{\"verb\": \"deploy\", \"skip_psuh\": true}", "the key `skip_psuh` means nothing here"},
        {"{\"verb\": \"deploy\", \"hosts\": []}", "request: hosts: should be left out"},
        {"{\"verb\": \"deploy\", \"hosts\": null}", "request: hosts: should be left out"},
        {"{\"verb\": \"deploy\", \"hosts\": [\"a\"], \"primary\": true}", "request: primary: should be given without hosts"},
        {"{\"verb\": \"accessory remove\"}", "request: names: should be given: accessories, or [\"all\"]"},
        {"{\"verb\": \"accessory remove\", \"names\": null}", "request: names: should be given"},
        {"{\"verb\": \"accessory boot\", \"names\": []}", "request: names: should be given"},
        {"{\"verb\": \"accessory boot\", \"names\": [\"all\", \"db\"]}", "not both"},
        {"{\"verb\": \"rollback\", \"version\": \"\"}", "request: version: should be a version"},
        {"{\"verb\": \"canary set\"}", "request: canary: should be given"},
        {"{\"verb\": \"canary set\", \"canary_list\": []}", "request: canary: should be given"},
        {"{\"verb\": \"deploy\", \"canary_list\": []}", "request: canary_list: should be names"},
        {"{\"verb\": \"app exec\"}", "request: command: should be given"},
        {"{\"verb\": \"accessory logs\"}", "request: name: should be given"},
        {"{\"verb\": \"deploy\", \"deadline_ms\": 0}", "at least 1"},
        {"{\"verb\": \"deploy\", \"deadline_ms\": 1e3}", "a whole number"},
        {"{\"verb\": \"deploy\", \"canary\": 101}", "should be a percentage"},
        {"{\"verb\": \"lock acquire\", \"message\": \" \"}", "request: message: should be given"},
        {"{\"verb\": \"audit\", \"lines\": 99999999999999999999}", "a whole number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        wheels_run *run = (wheels_run *)1;
        wheels_error *error = wheels_start(project, cases[i].request, NULL, NULL, &run);
        check(wheels_error_code(error) == WHEELS_USAGE, cases[i].message, wheels_error_message(error));
        has(wheels_error_message(error), cases[i].message);
        check(run == NULL, "there is no run then", cases[i].message);
        wheels_error_free(error);
    }
}

static void a_plan_is_json(wheels_project *project) {
    char *plan = NULL;
    wheels_error *error = wheels_plan(project, "{\"verb\": \"deploy\", \"skip_push\": true}", &plan);
    check(error == NULL, "a plan", wheels_error_message(error));
    has(plan, "\"title\":\"Boot the app\"");
    has(plan, "shop-web-v2");
    check(plan != NULL && strstr(plan, "hush-hush") == NULL, "no secret in a plan", "hush-hush");
    wheels_string_free(plan);
}

static void a_run_that_fails_has_a_report(wheels_project *project) {
    wheels_run *run = NULL;
    char *report = NULL;
    wheels_error *error = wheels_start(project, "{\"verb\": \"deploy\", \"skip_push\": true}", NULL, NULL, &run);
    check(error == NULL, "the run begins", wheels_error_message(error));
    check(wheels_run_wait(run, -1) == 1, "it ends", "it did not");
    error = wheels_run_finish(run, &report);
    check(wheels_error_code(error) == WHEELS_CONNECT, "nobody listens on that port", wheels_error_message(error));
    has(wheels_error_message(error), "127.0.0.1");
    has(report, "\"state\":\"failed\"");
    wheels_string_free(report);
    wheels_error_free(error);
    error = wheels_run_finish(run, &report);
    has(wheels_error_message(error), "was taken before");
    wheels_error_free(error);
    wheels_run_cancel(run);
    wheels_run_free(run);
}

static void a_run_outlives_its_project(void) {
    wheels_project *project = NULL;
    wheels_run *run = NULL;
    wheels_error *error = wheels_load(options, NULL, NULL, &project);
    check(error == NULL, "it loads", wheels_error_message(error));
    error = wheels_start(project, "{\"verb\": \"details\"}", NULL, NULL, &run);
    check(error == NULL, "it begins", wheels_error_message(error));
    wheels_project_free(project);
    wheels_run_cancel(run);
    error = wheels_run_finish(run, NULL);
    check(error != NULL, "it was stopped, or failed", "it did not");
    wheels_error_free(error);
    wheels_run_free(run);
}

/* A host that takes connections, and never says a word. */
static int silent_host(int *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    const int host = socket(AF_INET, SOCK_STREAM, 0);
    if (host < 0 || bind(host, (struct sockaddr *)&address, size) != 0 || listen(host, 64) != 0 ||
        getsockname(host, (struct sockaddr *)&address, &size) != 0) {
        perror("a silent host");
        exit(EXIT_FAILURE);
    }
    *port = ntohs(address.sin_port);
    return host;
}

/* A project whose only host is that one. */
static wheels_project *silent_project(int port, const char *directory, wheels_event_fn on_event, void *user) {
    char text[1024];
    wheels_project *project = NULL;
    snprintf(text, sizeof text,
             "{\"directory\": \"%s\", \"version\": \"v2\", \"environment\": {\"HOME\": \"/nonexistent\", \"PATH\": "
             "\"/usr/bin:/bin\"}, \"home\": \"/nonexistent\", \"secrets\": {\"REGISTRY_PASSWORD\": \"hush-hush\"},"
             " \"settings\": {\"service\": \"shop\", \"image\": \"acme/shop\", \"servers\": [\"127.0.0.1\"],"
             " \"ssh\": {\"port\": %d, \"config\": false}, \"registry\": {\"username\": \"acme\","
             " \"password\": [\"REGISTRY_PASSWORD\"]}, \"builder\": {\"arch\": \"amd64\"}}}",
             directory, port);
    wheels_error *error = wheels_load(text, on_event, user, &project);
    check(error == NULL, "it loads", wheels_error_message(error));
    if (project == NULL) exit(EXIT_FAILURE);
    return project;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void took_less_than(double seconds, double began, const char *what) {
    char text[64];
    snprintf(text, sizeof text, "it took %.1f s", now() - began);
    check(now() - began < seconds, what, text);
}

static void ends_with(wheels_run *run, int code, const char *what) {
    char *result = NULL;
    wheels_error *error = wheels_run_finish(run, &result);
    check(wheels_error_code(error) == code, what, error == NULL ? "no error" : wheels_error_message(error));
    wheels_error_free(error);
    wheels_string_free(result);
    wheels_run_free(run);
}

static wheels_run *begun(wheels_project *project, const char *request) {
    wheels_run *run = NULL;
    wheels_error *error = wheels_start(project, request, NULL, NULL, &run);
    check(error == NULL, "it begins", wheels_error_message(error));
    if (run == NULL) exit(EXIT_FAILURE);
    return run;
}

static wheels_run *volatile cancelled_by_handler;

static void cancel_it(int number) {
    (void)number;
    wheels_run_cancel(cancelled_by_handler);
}

static void a_signal_handler_cancels_a_run(int port) {
    struct sigaction heard = {.sa_handler = cancel_it}, before;
    wheels_project *project = silent_project(port, "/nonexistent", NULL, NULL);
    wheels_run *run = begun(project, "{\"verb\": \"details\"}");
    cancelled_by_handler = run;
    sigaction(SIGALRM, &heard, &before);
    const double began = now();
    alarm(1); /* while this thread waits in wheels_run_finish */
    ends_with(run, WHEELS_CANCELLED, "a handler has cancelled it");
    took_less_than(6, began, "the host says nothing for longer");
    sigaction(SIGALRM, &before, NULL);
    wheels_project_free(project);
}

static void one_call_is_stopped_and_the_others_go_on(int port) {
    char *result = NULL;
    wheels_run *run = NULL;
    wheels_run *exec = NULL;
    wheels_project *project = silent_project(port, "/nonexistent", NULL, NULL);
    run = begun(project, "{\"verb\": \"details\"}");
    wheels_error *error = wheels_exec_start(project, "uptime", NULL, &exec);
    check(error == NULL, "it begins", wheels_error_message(error));
    wheels_run_cancel(exec);
    ends_with(exec, WHEELS_CANCELLED, "it was cancelled");
    check(wheels_run_wait(run, 0) == 0, "the other one goes on", "it has ended");
    error = wheels_exec(project, "uptime", "{\"deadline_ms\": 50}", &result);
    check(wheels_error_code(error) == WHEELS_TIMED_OUT, "it has a deadline", wheels_error_message(error));
    check(result == NULL, "there are no results then", "there are");
    wheels_error_free(error);
    check(wheels_run_wait(run, 0) == 0, "the other one still goes on", "it has ended");
    wheels_run_cancel(run);
    ends_with(run, WHEELS_CANCELLED, "it was cancelled, too");
    error = wheels_plan_start(project, "{\"verb\": \"deploy\", \"skip_push\": true}", &run);
    check(error == NULL, "a plan begins", wheels_error_message(error));
    error = wheels_run_finish(run, &result);
    check(error == NULL, "a plan", wheels_error_message(error));
    has(result, "\"title\":\"Boot the app\"");
    wheels_string_free(result);
    wheels_run_free(run);
    wheels_project_free(project);
}

static void loading_is_stopped(const char *directory) {
    static const char *const cases[] = {"", ", \"deadline_ms\": 100"};
    for (int with_deadline = 0; with_deadline < 2; ++with_deadline) {
        char text[1024];
        wheels_project *project = NULL;
        snprintf(text, sizeof text,
                 "{\"directory\": \"%s\", \"version\": \"v2\", \"settings\": {\"service\": \"shop\", \"image\": "
                 "\"acme/shop\", \"servers\": [\"127.0.0.1\"], \"registry\": {\"username\": \"acme\", \"password\": "
                 "[\"REGISTRY_PASSWORD\"]}, \"builder\": {\"arch\": \"amd64\"}}%s}",
                 directory, cases[with_deadline]);
        const double began = now();
        wheels_error *error = wheels_load_start(text, NULL, NULL, &project);
        check(error == NULL, "loading begins", wheels_error_message(error));
        char *config = NULL;
        error = wheels_project_config(project, &config);
        has(wheels_error_message(error), "is not loaded yet");
        wheels_error_free(error);
        if (!with_deadline) wheels_project_cancel(project);
        error = wheels_load_finish(project);
        check(wheels_error_code(error) == (with_deadline ? WHEELS_TIMED_OUT : WHEELS_CANCELLED), "it was stopped",
              wheels_error_message(error));
        wheels_error_free(error);
        took_less_than(8, began, "its secrets take longer");
        wheels_project_free(project);
    }
}

static void a_hook_is_run(int port, const char *directory) {
    wheels_project *project = silent_project(port, directory, NULL, NULL);
    static const struct {
        const char *name;
        const char *filter;
        int code;
        const char *result;
    } cases[] = {
        {"good", NULL, 0, "{\"ran\":true}"},
        {"none", NULL, 0, "{\"ran\":false}"},
        {"bad", NULL, WHEELS_HOOK_FAILED, NULL},
        {"slow", "{\"deadline_ms\": 100}", WHEELS_TIMED_OUT, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        char *result = NULL;
        wheels_run *run = NULL;
        wheels_error *error = wheels_hook_start(project, cases[i].name, NULL, cases[i].filter, &run);
        check(error == NULL, "the hook begins", wheels_error_message(error));
        error = wheels_run_finish(run, &result);
        check(wheels_error_code(error) == cases[i].code, cases[i].name, wheels_error_message(error));
        if (cases[i].result != NULL) has(result, cases[i].result);
        wheels_error_free(error);
        wheels_string_free(result);
        wheels_run_free(run);
    }
    wheels_project_free(project);
}

struct calls_back {
    wheels_project *project;
    int done;
    int codes[3];
};

static void calls_what_waits(void *user, const char *json, size_t length) {
    struct calls_back *calls = user;
    (void)json;
    (void)length;
    if (calls->project == NULL || calls->done) return;
    calls->done = 1;
    char *result = NULL;
    wheels_error *errors[3] = {wheels_project_close(calls->project), wheels_exec(calls->project, "uptime", NULL, &result),
                               wheels_plan(calls->project, "{\"verb\": \"details\"}", &result)};
    for (int i = 0; i < 3; ++i) {
        calls->codes[i] = wheels_error_code(errors[i]);
        wheels_error_free(errors[i]);
    }
    wheels_project_free(calls->project);
}

static void what_waits_is_refused_in_on_event(int port) {
    struct calls_back calls = {0};
    wheels_project *project = silent_project(port, "/nonexistent", NULL, NULL);
    calls.project = project;
    wheels_run *run = NULL;
    wheels_error *error = wheels_start(project, "{\"verb\": \"details\"}", calls_what_waits, &calls, &run);
    check(error == NULL, "it begins", wheels_error_message(error));
    ends_with(run, WHEELS_CANCELLED, "its project was freed");
    for (int i = 0; i < 3; ++i) check(calls.codes[i] == WHEELS_USAGE, "what waits is refused", "it is not");
}

static void a_forked_child_stops_nothing(int port) {
    wheels_project *project = silent_project(port, "/nonexistent", NULL, NULL);
    wheels_run *run = begun(project, "{\"verb\": \"details\"}");
    const pid_t child = fork();
    if (child == 0) {
        wheels_run_cancel(run);
        wheels_project_cancel(project);
        const int code = wheels_error_code(wheels_run_finish(run, NULL));
        wheels_run_free(run);
        wheels_project_free(project);
        _exit(code);
    }
    int status = 0;
    check(waitpid(child, &status, 0) == child && WIFEXITED(status), "the child ends", "it does not");
    check(WEXITSTATUS(status) == WHEELS_USAGE, "the child is refused", "it is not");
    check(wheels_run_wait(run, 200) == 0, "the run goes on", "it has ended");
    wheels_run_cancel(run);
    ends_with(run, WHEELS_CANCELLED, "it was cancelled");
    check(wheels_project_close(project) == NULL, "it is closed", "it is not");
    wheels_error *error = wheels_start(project, "{\"verb\": \"details\"}", NULL, NULL, &run);
    has(wheels_error_message(error), "the project is closed");
    wheels_error_free(error);
    wheels_project_free(project);
}

static void write_file(const char *directory, const char *name, const char *text) {
    char path[512];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    fputs(text, file);
    fclose(file);
    chmod(path, 0755);
}

static void with_files_and_a_silent_host(void) {
    static const char *const names[] = {".kamal/hooks/good", ".kamal/hooks/bad", ".kamal/hooks/slow", ".kamal/secrets",
                                        ".kamal/hooks", ".kamal", "."};
    char directory[] = "/tmp/wheels-c-XXXXXX";
    char path[512];
    int port = 0;
    if (mkdtemp(directory) == NULL) exit(EXIT_FAILURE);
    snprintf(path, sizeof path, "%s/.kamal", directory);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/.kamal/hooks", directory);
    mkdir(path, 0700);
    write_file(directory, names[0], "#!/bin/sh\nexit 0\n");
    write_file(directory, names[1], "#!/bin/sh\nexit 3\n");
    write_file(directory, names[2], "#!/bin/sh\nexec sleep 60\n");
    write_file(directory, names[3], "REGISTRY_PASSWORD=$(exec sleep 60)\n");
    const int host = silent_host(&port);
    a_signal_handler_cancels_a_run(port);
    one_call_is_stopped_and_the_others_go_on(port);
    loading_is_stopped(directory);
    a_hook_is_run(port, directory);
    what_waits_is_refused_in_on_event(port);
    a_forked_child_stops_nothing(port);
    close(host);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; ++i) {
        snprintf(path, sizeof path, "%s/%s", directory, names[i]);
        remove(i + 1 == sizeof names / sizeof names[0] ? directory : path);
    }
}

int main(void) {
    int events = 0;
    wheels_project *project = NULL;
    check(strcmp(wheels_version(), WHEELS_VERSION) == 0, "one version", wheels_version());
    check(wheels_abi_version() == WHEELS_ABI_VERSION, "one ABI", "another");
    refusals_name_what_is_wrong();
    wheels_error *error = wheels_load(options, count_events, &events, &project);
    check(error == NULL, "settings load", wheels_error_message(error));
    if (project != NULL) {
        char *config = NULL;
        error = wheels_project_config(project, &config);
        check(error == NULL, "the configuration", wheels_error_message(error));
        has(config, "\"service_with_version\": \"shop-v2\"");
        wheels_string_free(config);
        requests_are_refused(project);
        a_plan_is_json(project);
        a_run_that_fails_has_a_report(project);
        check(events > 0, "events are heard", "none");
        char *results = NULL;
        error = wheels_exec(project, "uptime", "{\"hosts\": [\"127.0.0.1\"]}", &results);
        check(error == NULL, "a host that cannot be reached is a result", wheels_error_message(error));
        has(results, "\"status\":-1");
        wheels_string_free(results);
    }
    wheels_project_free(project);
    a_run_outlives_its_project();
    with_files_and_a_silent_host();
    wheels_project_free(NULL);
    wheels_run_free(NULL);
    wheels_error_free(NULL);
    printf("C ABI: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
