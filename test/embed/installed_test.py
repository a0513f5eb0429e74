#!/usr/bin/env python3
"""The library as it is installed: programs that are built outside of the project, by other means, and run.

Every cell of the matrix builds examples/embed.cpp as it stands, deploys with it to hosts that refuse the connection (a child
process for a secret, real sockets, an exception out of the library), and looks at what it says:

    {clang, g++} x {pkg-config, CMake} x {shared, static} x {Asio from its headers, Asio compiled by the program}
        x {all symbols visible, -fvisibility=hidden}

The environment names the build folder ($BUILD) and the sources ($SOURCE).
"""
import concurrent.futures
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import unittest

import documented
import embedding
from symbols import symbols

BUILD = pathlib.Path(os.environ["BUILD"])
SOURCE = pathlib.Path(os.environ["SOURCE"])
HERE = SOURCE / "test/embed"
EXAMPLE = SOURCE / "examples/embed.cpp"
# Always the same folder: so ccache knows an unchanged header again.
WORK = BUILD / "test/embed/installed"
PREFIX = WORK / "prefix/usr/local"

COMPILERS = {"clang": shutil.which("clang++-19") or shutil.which("clang++"), "gcc": shutil.which("g++")}
COMPILERS = {name: path for name, path in COMPILERS.items() if path}
CCACHE = [path for path in [shutil.which("ccache")] if path]
HIDDEN = ["-fvisibility=hidden", "-fvisibility-inlines-hidden"]


def call(*command, **options):
    """What it says; an error shows all of it."""
    done = subprocess.run([str(word) for word in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def libdir():
    return next((WORK / "prefix").rglob("wheels.pc")).parent.parent


def flags(*words):
    """What pkg-config says of the installed library."""
    found = {**os.environ, "PKG_CONFIG_PATH": str(libdir() / "pkgconfig"), "PKG_CONFIG_SYSROOT_DIR": str(WORK / "prefix")}
    return call("pkg-config", *words, "wheels", env=found).split()


def libraries(static):
    if not static:
        return [*flags("--libs"), f"-Wl,-rpath,{libdir()}"]
    # Both libraries are there, and a linker that is free to choose takes the shared one.
    return ["-l:libwheels.a" if word == "-lwheels" else word for word in flags("--libs", "--static")]


def compiled(compiler, source, target, *words):
    call(*CCACHE, COMPILERS[compiler], "-std=c++20", "-O1", *words, *flags("--cflags"), "-c", source, "-o", target)
    return target


def by_pkg_config(compiler, hidden):
    """The programs of one compiler, by (static, separate)."""
    folder = WORK / f"pkg-config-{compiler}-{hidden}"
    folder.mkdir(parents=True)
    words = HIDDEN if hidden else []
    separate_words = [*words, "-DASIO_SEPARATE_COMPILATION"]
    objects = {
        False: [compiled(compiler, EXAMPLE, folder / "header-only.o", *words)],
        True: [compiled(compiler, EXAMPLE, folder / "compiled.o", *separate_words),
               compiled(compiler, HERE / "asio.cpp", folder / "asio.o", *separate_words)],
    }
    programs = {}
    for static, separate in itertools.product((False, True), (False, True)):
        programs[static, separate] = folder / f"embed-{static}-{separate}"
        call(COMPILERS[compiler], *objects[separate], "-o", programs[static, separate], *libraries(static))
    return programs


def by_cmake(compiler, hidden):
    programs = {}
    for static in (False, True):
        folder = WORK / f"cmake-{compiler}-{hidden}-{static}"
        call("cmake", "-G", "Ninja", "-S", HERE / "cmake", "-B", folder, f"-DCMAKE_CXX_COMPILER={COMPILERS[compiler]}",
             f"-DCMAKE_PREFIX_PATH={PREFIX}", f"-DSTATIC={static}", f"-DHIDDEN={hidden}", f"-DEXAMPLE={EXAMPLE}",
             "-DCMAKE_CXX_FLAGS=-O1", *(f"-DCMAKE_CXX_COMPILER_LAUNCHER={path}" for path in CCACHE))
        call("ninja", "-C", folder)
        programs[static, False] = folder / "header-only"
        programs[static, True] = folder / "compiled"
    return programs


def installed():
    """Installs anew, once for all tests."""
    if not installed.done:
        shutil.rmtree(WORK, ignore_errors=True)
        call("meson", "install", "--no-rebuild", "--quiet", "-C", BUILD, "--destdir", WORK / "prefix")
        installed.done = True


installed.done = False

TOOLS = {"pkg_config": by_pkg_config}
if shutil.which("cmake"):
    TOOLS["cmake"] = by_cmake


class Matrix(unittest.TestCase):
    built = {}

    @classmethod
    def setUpClass(cls):
        installed()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for tool, compiler, hidden in itertools.product(TOOLS, COMPILERS, (False, True)):
                cls.built[tool, compiler, hidden] = pool.submit(TOOLS[tool], compiler, hidden)

    def deploys(self, tool, compiler, hidden, static, separate):
        program = self.built[tool, compiler, hidden].result()[static, separate]
        needed = call("readelf", "-d", program)
        self.assertEqual("libwheels.so" not in needed, static, needed)
        with embedding.project() as project:
            done = embedding.run(project, program)
        self.assertEqual(done.returncode, 5, done.stderr)
        self.assertIn("cannot connect to 127.0.0.1 port 1: connection refused", done.stderr)
        self.assertIn("web on 127.0.0.1: failed\n", done.stderr)


def add_cells():
    for cell in itertools.product(TOOLS, COMPILERS, (False, True), (False, True), (False, True)):
        tool, compiler, hidden, static, separate = cell
        words = [compiler, tool, "static" if static else "shared", "asio_compiled" if separate else "asio_from_headers"]
        name = "test_" + "_".join(words + ["hidden"] * hidden)
        setattr(Matrix, name, lambda self, cell=cell: self.deploys(*cell))


add_cells()


class InC(unittest.TestCase):
    """A program in C, which finds the library of C++ by what is installed alone."""
    COMPILERS = {name: path for name, path in {"clang": shutil.which("clang-19") or shutil.which("clang"),
                                               "gcc": shutil.which("gcc")}.items() if path}
    EXAMPLE = SOURCE / "examples/deploy.c"

    @classmethod
    def setUpClass(cls):
        installed()

    def deploys(self, program, static):
        needed = call("readelf", "-d", program)
        self.assertEqual("libwheels.so" not in needed, static, needed)
        with embedding.project() as project:
            done = embedding.run(project, program, "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('"version":"v7"', done.stdout)

    def test_by_pkg_config(self):
        for (name, compiler), static in itertools.product(self.COMPILERS.items(), (False, True)):
            with self.subTest(compiler=name, static=static):
                program = WORK / f"c-{name}-{static}"
                call(compiler, "-std=c11", *flags("--cflags"), self.EXAMPLE, "-o", program, *libraries(static))
                self.deploys(program, static)

    @unittest.skipUnless("cmake" in TOOLS, "there is no CMake here")
    def test_by_cmake(self):
        for languages, static in itertools.product(("C", "C;CXX"), (False, True)):
            with self.subTest(languages=languages, static=static):
                folder = WORK / f"cmake-c-{len(languages)}-{static}"
                call("cmake", "-G", "Ninja", "-S", HERE / "cmake_c", "-B", folder, f"-DCMAKE_PREFIX_PATH={PREFIX}",
                     f"-DSTATIC={static}", f"-DLANGUAGES={languages}", f"-DEXAMPLE={self.EXAMPLE}")
                call("ninja", "-C", folder)
                self.deploys(folder / "deploy", static)


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        installed()

    def test_everything_is_in_its_place(self):
        files = {path.relative_to(PREFIX).as_posix() for path in PREFIX.rglob("*") if not path.is_dir()}
        files = {re.sub("^lib/[a-z0-9_]+-linux-gnu/", "lib/", name) for name in files}
        headers = {f"include/wheels/{path.name}" for path in (SOURCE / "include/wheels").iterdir()} | {"include/wheels.h"}
        self.assertEqual(files - headers, {
            "bin/wheels", "lib/libwheels.a", "lib/libwheels.so", "lib/libwheels.so.0.1", "lib/libwheels.so.0.1.0",
            "lib/pkgconfig/wheels.pc", "lib/cmake/wheels/wheelsConfig.cmake", "lib/cmake/wheels/wheelsConfigVersion.cmake",
            "share/bash-completion/completions/wheels", "share/fish/vendor_completions.d/wheels.fish",
            "share/zsh/site-functions/_wheels", "share/man/man1/wheels-deploy.1", "share/wheels/deploy.schema.json"})
        self.assertEqual(headers - files, set())

    def test_what_can_be_seen_of_the_shared_library_is_what_is_listed(self):
        listed = (SOURCE / "library/symbols.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(symbols(libdir() / "libwheels.so"), listed,
                         "after a change to the interface: see test/embed/symbols.py")

    def test_the_static_library_shows_nothing_else(self):
        # What its compiler did not have to emit, such as a table of an interface that is only called, is no loss.
        self.assertEqual(set(symbols(libdir() / "libwheels.a")) - set(symbols(libdir() / "libwheels.so")), set())

    def test_what_the_documentation_shows_compiles(self):
        file = WORK / "documented.cpp"
        file.write_text(documented.program(SOURCE), encoding="utf-8")
        for compiler in COMPILERS.values():
            call(compiler, "-std=c++20", "-fsyntax-only", *flags("--cflags"), file)

    def test_the_c_that_it_shows_is_c11(self):
        file = WORK / "documented.c"
        text = documented.c_program(SOURCE)
        self.assertIn("wheels_load", text)
        file.write_text(text, encoding="utf-8")
        for compiler in COMPILERS.values():
            call(compiler, "-x", "c", "-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror", "-fsyntax-only",
                 *flags("--cflags"), file)

    def test_a_program_that_hides_its_asio_is_told(self):
        # Asio shows its own symbols, also with -fvisibility=hidden, unless it is told not to.
        folder = WORK / "hiding"
        folder.mkdir(exist_ok=True)
        for compiler in COMPILERS:
            program = compiled(compiler, EXAMPLE, folder / f"{compiler}.o", "-fvisibility=hidden",
                               "-DASIO_DISABLE_VISIBILITY")
            call(COMPILERS[compiler], program, "-o", folder / compiler, *libraries(False))
            with embedding.project() as project:
                done = embedding.run(project, folder / compiler)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("this program hides from libwheels what its copy of Asio knows of its threads", done.stderr)

    def test_another_version_of_asio_does_not_link(self):
        other = WORK / "other-asio/asio"
        other.mkdir(parents=True, exist_ok=True)
        (other / "version.hpp").write_text("#pragma once\n#define ASIO_VERSION 109900\n", encoding="utf-8")
        program = compiled(next(iter(COMPILERS)), EXAMPLE, other / "embed.o", f"-I{other.parent}")
        with self.assertRaisesRegex(AssertionError, "built_with_asio_109900"):
            call(next(iter(COMPILERS.values())), program, "-o", other / "embed", *libraries(False))


if __name__ == "__main__":
    unittest.main()
