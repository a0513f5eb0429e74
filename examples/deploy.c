/* A deploy from C: deploy DIRECTORY VERSION [--dry-run]
 *
 * Prints the events, and then the report, as JSON; ends with the code of the error. Ctrl-C stops it. */
#define _POSIX_C_SOURCE 200809L
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "wheels.h"

static wheels_run *run;

static void stop(int signal) {
    (void)signal;
    wheels_run_cancel(run);
}

static void print_event(void *user, const char *json, size_t length) {
    (void)user;
    fwrite(json, 1, length, stdout);
    putchar('\n');
}

/* Whatever a path may hold: JSON in hexadecimal digits. */
static void quote(FILE *to, const char *text) {
    fputc('"', to);
    for (; *text; ++text) {
        if (*text == '"' || *text == '\\' || (unsigned char)*text < 0x20) fprintf(to, "\\u%04x", (unsigned char)*text);
        else fputc(*text, to);
    }
    fputc('"', to);
}

static char *object(const char *before, const char *value, const char *after) {
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (to == NULL) abort();
    fputs(before, to);
    quote(to, value);
    fputs(after, to);
    fclose(to);
    return text;
}

int main(int argc, char **argv) {
    if (argc < 3) return fprintf(stderr, "deploy DIRECTORY VERSION [--dry-run]\n"), 2;
    char *options = object("{\"directory\": ", argv[1], "}");
    char *request = object("{\"verb\": \"deploy\", \"skip_push\": true, \"version\": ", argv[2],
                           argc > 3 ? ", \"dry_run\": true}" : "}");
    wheels_project *project = NULL;
    char *report = NULL;
    wheels_error *error = wheels_load(options, print_event, NULL, &project);
    if (!error) error = wheels_start(project, request, NULL, NULL, &run);
    if (!error) {
        signal(SIGINT, stop);
        error = wheels_run_finish(run, &report);
        signal(SIGINT, SIG_DFL);
    }
    if (report) puts(report);
    const int code = wheels_error_code(error);
    if (error) fprintf(stderr, "%s\n%s\n", wheels_error_message(error), wheels_error_hint(error));
    wheels_error_free(error);
    wheels_string_free(report);
    wheels_run_free(run);
    wheels_project_free(project);
    free(options);
    free(request);
    return code;
}
