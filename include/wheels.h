#ifndef WHEELS_H
#define WHEELS_H

/* wheels in C11: load a project, plan, deploy, stop, hear what happens. For programs in other languages; those in
 * C++ have wheels/project.hpp and wheels/blocking.hpp. docs/embedding.md has examples.
 *
 * Texts are UTF-8 and end with a null byte. What goes in as JSON is an object; a key that means nothing is an error
 * that names it. What comes out as JSON is described in wheels/json.hpp; new members may come with any version.
 *
 * Errors: functions that can fail return a wheels_error, or NULL when all is well; what they were to fill in is NULL
 * after an error. Nothing is thrown, and nothing is written anywhere.
 *
 * Threads: a project has a thread of its own, on which on_event is called. Functions may be called from any thread,
 * those of one handle by one at a time but where it says otherwise; never from on_event, but for
 * wheels_run_cancel and wheels_project_cancel. Signals are left to the program: those two may be called by a handler.
 *
 * Memory: a `char *` is given back with wheels_string_free; handles with their own function, which takes NULL, too. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WHEELS_C_API __attribute__((visibility("default")))

/* Grows when something is added. What is there stays as it is while the library's SONAME does. */
#define WHEELS_ABI_VERSION 1

typedef struct wheels_project wheels_project;
typedef struct wheels_run wheels_run;
typedef struct wheels_error wheels_error;

/* Hears one event as JSON on one line, without a newline. `json` is there until it returns. A slow one slows the run
 * down. */
typedef void (*wheels_event_fn)(void *user, const char *json, size_t length);

/* Of the library that runs, not of this header. */
WHEELS_C_API int wheels_abi_version(void);
WHEELS_C_API const char *wheels_version(void);

/* Loads a project: reads, checks, runs the commands of its secrets files. `options`, all of them optional:
 *   directory      of the project; "."
 *   config_file    "config/deploy.yml"
 *   settings       an object in place of that file: the same keys, the same rules
 *   secrets        an object of texts in place of the secrets files
 *   destination, version; without a version git's commit, else each run needs its own
 *   environment    an object of texts in place of this process's; then home and user are empty unless given
 *   home, user
 *   builds         true: runs build the image, so that `builder` has to be there
 *   to_connect     true: runs only connect and ask; most secrets may be missing
 *   skip_hooks     true: runs run no hooks
 * `options` may be NULL, and so may `on_event`, which hears this and all runs of the project. */
WHEELS_C_API wheels_error *wheels_load(const char *options, wheels_event_fn on_event, void *user,
                                       wheels_project **project);
/* Stops what is under way and waits for its end, failure path included. Runs that were not freed stay valid. */
WHEELS_C_API void wheels_project_free(wheels_project *project);
/* Asks everything that is under way to stop, wheels_exec included. As wheels_run_cancel: from any thread, from on_event and
 * from a signal handler. */
WHEELS_C_API void wheels_project_cancel(wheels_project *project);
/* The merged configuration, without secrets. */
WHEELS_C_API wheels_error *wheels_project_config(wheels_project *project, char **json);

/* What a run would do: {"phases": …}. Connects to nobody. */
WHEELS_C_API wheels_error *wheels_plan(wheels_project *project, const char *request, char **json);

/* Begins a run. `request`: {"verb": "deploy"}, a verb of the command line by its whole name, with
 *   hosts, roles   lists of patterns; primary: true
 *   version        instead of the one that was loaded
 *   skip_hooks, dry_run
 *   lock_wait      true, or how many seconds at most
 *   deadline_ms    for the work; then it is stopped
 * and what the verb alone wants to know: skip_push, no_cache, canary (a percentage), names (of accessories), lines,
 * message, … as docs/command-line.md calls its flags, with `_`. `on_event` hears this run, in place of the one of the
 * project; NULL: that one does. From any thread. */
WHEELS_C_API wheels_error *wheels_start(wheels_project *project, const char *request, wheels_event_fn on_event,
                                        void *user, wheels_run **run);
/* Waits at most so long; a negative time: until its end. 1: it has ended. */
WHEELS_C_API int wheels_run_wait(wheels_run *run, int64_t milliseconds);
/* Waits for its end. There is a report also of a run that failed, unless it could not begin (NULL then). Once. */
WHEELS_C_API wheels_error *wheels_run_finish(wheels_run *run, char **report);
/* Asks it to stop: the failure path runs (release of the lock, failure hook), and it ends with WHEELS_INTERRUPTED. A
 * second call ends that too. From any thread, from on_event and from a signal handler; does nothing after its end. */
WHEELS_C_API void wheels_run_cancel(wheels_run *run);
/* Does not stop it: what is under way goes on, and its on_event is called until its end. Not while
 * wheels_run_cancel is under way. */
WHEELS_C_API void wheels_run_free(wheels_run *run);

/* Runs a command line on hosts, and waits for all of them:
 * [{"host": …, "status": …, "out": …, "err": …, "trouble": …}]. `filter`: hosts, roles, primary; or NULL. */
WHEELS_C_API wheels_error *wheels_exec(wheels_project *project, const char *command, const char *filter, char **json);

/* Codes of errors: what went wrong, as wheels/error.hpp explains. */
enum {
    WHEELS_USAGE = 1,
    WHEELS_CONFIG,
    WHEELS_LOCK_HELD,
    WHEELS_HOOK_FAILED,
    WHEELS_CONNECT,
    WHEELS_UNKNOWN_HOST,
    WHEELS_AUTHENTICATION,
    WHEELS_HOST_KEY,
    WHEELS_CONNECTION_LOST,
    WHEELS_COMMAND_FAILED,
    WHEELS_UNHEALTHY,
    WHEELS_TIMED_OUT,
    WHEELS_PROCESS,
    WHEELS_INTERRUPTED,
    WHEELS_TERMINATED,
    WHEELS_INTERNAL
};

/* 0 for NULL. */
WHEELS_C_API int wheels_error_code(const wheels_error *error);
/* The texts are there until the error is freed. One line each; the hint may be empty. */
WHEELS_C_API const char *wheels_error_message(const wheels_error *error);
WHEELS_C_API const char *wheels_error_hint(const wheels_error *error);
/* Everything: kind, message, hint, failures per host, problems of the configuration. */
WHEELS_C_API const char *wheels_error_json(const wheels_error *error);
WHEELS_C_API void wheels_error_free(wheels_error *error);

WHEELS_C_API void wheels_string_free(char *text);

#ifdef __cplusplus
}
#endif

#endif
