/* What a program in C gets from wheels.h, without any host. Prints what is not as it should be, and ends with 1. */
#include "wheels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
        {"{", WHEELS_USAGE, "options: is no JSON"},
        {"", WHEELS_USAGE, "options: is no JSON"},
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

int main(void) {
    int events = 0;
    wheels_project *project = NULL;
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
    wheels_project_free(NULL);
    wheels_run_free(NULL);
    wheels_error_free(NULL);
    printf("C ABI: %d passed, %d failed\n", passed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
