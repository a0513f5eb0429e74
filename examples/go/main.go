// A deploy from Go: deploy DIRECTORY VERSION. cgo finds the library by pkg-config.
package main

/*
#cgo pkg-config: wheels
#include <stdlib.h>
#include <wheels.h>
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"os"
	"unsafe"
)

// call hands values over as JSON, and takes the error apart.
func call(values map[string]any, do func(text *C.char) *C.wheels_error) error {
	encoded, _ := json.Marshal(values)
	text := C.CString(string(encoded))
	defer C.free(unsafe.Pointer(text))
	failed := do(text)
	defer C.wheels_error_free(failed)
	if failed == nil {
		return nil
	}
	return fmt.Errorf("%s", C.GoString(C.wheels_error_message(failed)))
}

func deploy(directory, version string, dryRun bool) (string, error) {
	var project *C.wheels_project
	if err := call(map[string]any{"directory": directory}, func(text *C.char) *C.wheels_error {
		return C.wheels_load(text, nil, nil, &project)
	}); err != nil {
		return "", err
	}
	defer C.wheels_project_free(project)
	var run *C.wheels_run
	request := map[string]any{"verb": "deploy", "version": version, "skip_push": true, "dry_run": dryRun}
	if err := call(request, func(text *C.char) *C.wheels_error {
		return C.wheels_start(project, text, nil, nil, &run)
	}); err != nil {
		return "", err
	}
	defer C.wheels_run_free(run)
	var report *C.char
	err := call(nil, func(*C.char) *C.wheels_error { return C.wheels_run_finish(run, &report) })
	defer C.wheels_string_free(report)
	return C.GoString(report), err
}

func main() {
	report, err := deploy(os.Args[1], os.Args[2], len(os.Args) > 3)
	fmt.Println(report)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
