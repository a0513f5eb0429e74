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
 * Threads: a project has a thread of its own, on which on_event is called. Functions may be called from any thread.
 * Those of one project may be called at once, but for wheels_load_finish and wheels_project_free; those of one run by one
 * thread at a time. wheels_project_cancel and wheels_run_cancel go with all the others, but for the free of what they
 * cancel. From on_event: what waits is refused there (WHEELS_USAGE), wheels_run_wait does not wait, and the rest works.
 * Signals are left to the program: the two cancels may be called by a handler.
 *
 * fork(): in the child, handles of the parent are refused (WHEELS_USAGE) but by wheels_project_config, and to cancel or
 * to free them does nothing. So a child that ends stops no deploy of its parent. It loads projects of its own.
 *
 * exit(): free the projects, or close them, before main() returns: their threads would go on while the process is taken
 * apart. _Exit() needs nothing.
 *
 * Memory: a `char *` is given back with wheels_string_free; handles with their own function, which takes NULL, too. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WHEELS_C_API __attribute__((visibility("default")))

/* Of this header; wheels_version() is that of the library that runs. */
#define WHEELS_VERSION "0.1.0"
/* Grows when something is added. What is there stays as it is while the library's SONAME does. */
#define WHEELS_ABI_VERSION 2

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
 *   environment    an object of texts in place of this process's; then user is empty unless given
 *   home, user     without a home HOME of the environment; where that is empty, no files of a user are read
 *   builds         true: runs build the image, so that `builder` has to be there
 *   to_connect     true: runs only connect and ask; most secrets may be missing, and what gives them to hosts is
 *                  refused, but in plans
 *   skip_hooks     true: runs run no hooks
 *   deadline_ms    for the loading itself; then it is WHEELS_TIMED_OUT
 * `options` may be NULL, and so may `on_event`, which hears this and all runs of the project. */
WHEELS_C_API wheels_error *wheels_load(const char *options, wheels_event_fn on_event, void *user,
                                       wheels_project **project);
/* The same without waiting. The project is for wheels_load_finish, wheels_project_cancel, which stops the loading,
 * wheels_project_close and wheels_project_free, until it is loaded. */
WHEELS_C_API wheels_error *wheels_load_start(const char *options, wheels_event_fn on_event, void *user,
                                             wheels_project **project);
/* Waits until it is loaded. Once. After an error it is only to be freed. */
WHEELS_C_API wheels_error *wheels_load_finish(wheels_project *project);
/* Stops what is under way and waits for its end, failure path included. Meanwhile wheels_project_cancel and
 * wheels_run_cancel are heard: they end the failure paths, too. Then on_event is called no more, and nothing more can be
 * begun. */
WHEELS_C_API wheels_error *wheels_project_close(wheels_project *project);
/* Closes it, and gives it back. Runs that were not freed stay valid. From on_event it does not wait: on_event is called
 * until the end then. */
WHEELS_C_API void wheels_project_free(wheels_project *project);
/* Asks everything that is under way to stop, wheels_load_start and wheels_exec included; what begins later is not meant.
 * As wheels_run_cancel: from any thread, from on_event and from a signal handler. */
WHEELS_C_API void wheels_project_cancel(wheels_project *project);
/* The merged configuration, without secrets. */
WHEELS_C_API wheels_error *wheels_project_config(wheels_project *project, char **json);

/* What a run would do: {"phases": …}. Connects to nobody. */
WHEELS_C_API wheels_error *wheels_plan(wheels_project *project, const char *request, char **json);
/* The same as a run: wheels_run_finish gives the plan. */
WHEELS_C_API wheels_error *wheels_plan_start(wheels_project *project, const char *request, wheels_run **run);

/* Begins a run. `request`: {"verb": "deploy"}, with
 *   hosts, roles   lists of patterns; left out: all of them. primary: true
 *   version        instead of the one that was loaded
 *   skip_hooks, dry_run
 *   json           true: what docker lists is JSON
 *   lock_wait      true, or how many seconds at most; lock_wait_interval
 *   deadline_ms    from its beginning; then it is stopped as by wheels_run_cancel (WHEELS_TIMED_OUT). No time passes in
 *                  plans and dry runs
 * and what the verb alone wants to know. Verbs are called as in docs/command-line.md, by their whole names:
 *   deploy, redeploy, setup   skip_push, no_cache; deploy: canary (a percentage), canary_list
 *   rollback                  version; without one, back to the version before
 *   canary set | promote | abort       canary, canary_list | version |
 *   app boot | start | stop | live | details | containers | images | version
 *   app remove | remove_containers | remove_images | remove_app_directories | remove_container   | … | version
 *   app maintenance           drain_timeout (seconds), message
 *   app stale_containers      stop
 *   app exec                  command, env (an object), reuse, detach, raw
 *   app logs, proxy logs      since, lines, grep, grep_options, skip_timestamps, follow, raw; app: container_id
 *   accessory boot | reboot | start | stop | restart | remove | upgrade | details | upload | directories | pull_image |
 *     remove_container | remove_image | remove_service_directory    names, ["all"] for all of them; upgrade: rolling
 *   accessory exec | logs     name; exec: command, reuse, raw; logs: as app logs
 *   proxy boot | reboot | start | stop | restart | upgrade | details | remove | remove_container | remove_image |
 *     remove_proxy_directory  reboot, upgrade: rolling; remove: force
 *   server bootstrap | exec   exec: command, raw
 *   build push | deliver | dev | pull | create | remove | details    push, deliver, dev: output, no_cache
 *   registry login | logout | setup | remove                         skip_local, skip_remote
 *   prune all | containers | images    retain
 *   details, status, doctor, audit     audit: lines
 *   lock status | acquire | release    acquire: message
 *   remove, upgrade           upgrade: rolling
 * What programs of exec and logs say comes as events: program_started, program_output (stream, text, begins_line,
 * ends_line) and program_finished (status), with host, name and title.
 * `on_event` hears this run, in place of the one of the project; NULL: that one does. */
WHEELS_C_API wheels_error *wheels_start(wheels_project *project, const char *request, wheels_event_fn on_event,
                                        void *user, wheels_run **run);
/* Waits at most so long; a negative time: until its end. 1: it has ended. */
WHEELS_C_API int wheels_run_wait(wheels_run *run, int64_t milliseconds);
/* Waits for its end. `result` is the report of what wheels_start began, also of a run that failed, unless it could not
 * begin (NULL then); of the other …_start what they say. May be NULL. Once. */
WHEELS_C_API wheels_error *wheels_run_finish(wheels_run *run, char **result);
/* Asks it to stop: the failure path runs (release of the lock, failure hook), and it ends with WHEELS_CANCELLED. A
 * second call ends that too. From any thread, from on_event and from a signal handler; does nothing after its end. */
WHEELS_C_API void wheels_run_cancel(wheels_run *run);
/* Does not stop it: what is under way goes on, and its on_event is called until its end. Not while
 * wheels_run_cancel is under way. */
WHEELS_C_API void wheels_run_free(wheels_run *run);

/* Runs a command line on hosts, and waits for all of them:
 * [{"host": …, "status": …, "out": …, "err": …, "trouble": …}]. `filter`: hosts, roles, primary, deadline_ms (of all of
 * it: WHEELS_TIMED_OUT, and no results); or NULL. */
WHEELS_C_API wheels_error *wheels_exec(wheels_project *project, const char *command, const char *filter, char **json);
/* The same as a run, to be stopped alone: wheels_run_finish gives the results. */
WHEELS_C_API wheels_error *wheels_exec_start(wheels_project *project, const char *command, const char *filter,
                                             wheels_run **run);

/* Runs one hook of the project on this machine, with the environment of a run of `command` (NULL: "deploy") on the hosts
 * of the filter, which is as for wheels_exec. wheels_run_finish gives {"ran": true}, or false where there is no such
 * hook; WHEELS_HOOK_FAILED when it refuses. */
WHEELS_C_API wheels_error *wheels_hook_start(wheels_project *project, const char *name, const char *command,
                                             const char *filter, wheels_run **run);

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
    WHEELS_CANCELLED,
    WHEELS_INTERRUPTED, /* this and the next: only of a program in C++ that passes its signals on */
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
