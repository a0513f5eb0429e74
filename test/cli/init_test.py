#!/usr/bin/env python3
"""A folder that was never deployed, and what `init` makes of it."""
import os
import shutil
import subprocess
import unittest

from project import WHEELS, Project

NAMES = ["config/deploy.yml", ".kamal/secrets", "Dockerfile", ".dockerignore"]
ASKED = ["--service", "shop", "--image", "acme/shop", "--registry-username", "acme", "--host", "10.0.0.1,10.0.0.2"]


class Init(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)
        (self.project.path / "config/deploy.yml").unlink()
        (self.project.path / ".kamal/secrets").unlink()
        (self.project.path / "config").rmdir()
        (self.project.path / ".kamal").rmdir()

    def init(self, *words, status=0):
        done = self.project.deploy("init", *words)
        self.assertEqual(done.returncode, status, done)
        return done

    def files(self):
        return {str(path.relative_to(self.project.path)): path.read_text() for path in self.project.path.rglob("*")
                if path.is_file()}

    def text(self, name):
        return (self.project.path / name).read_text()

    def test_a_fresh_project_can_be_deployed_when_its_blanks_are_filled(self):
        done = self.init(*ASKED)

        for name in NAMES:
            self.assertIn(f"Created {name}\n", done.stdout)
        self.assertIn("Fill in proxy/host in config/deploy.yml", done.stderr)
        self.project.environment["KAMAL_REGISTRY_PASSWORD"] = "hunter2"
        shown = self.project.deploy("config", "--version", "v1")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertIn(":repository: acme/shop", shown.stdout)
        self.assertIn("10.0.0.2", shown.stdout)
        plan = self.project.deploy("--dry-run", "-P", "--version", "v1")
        self.assertEqual(plan.returncode, 0, plan)
        self.assertIn("[10.0.0.2]", plan.stdout)

    def test_without_flags_it_can_be_read_as_well(self):
        self.init()

        self.assertEqual(self.project.deploy("config", "--version", "v1").returncode, 0)

    def test_hooks_are_samples_that_run_when_they_are_renamed(self):
        self.init(*ASKED)

        samples = sorted((self.project.path / ".kamal/hooks").iterdir())
        self.assertEqual(len(samples), 10)
        self.assertIn("post-deploy-failure.sample", [sample.name for sample in samples])
        for sample in samples:
            self.assertTrue(os.access(sample, os.X_OK), sample)
            self.assertEqual(subprocess.run(["sh", "-n", sample], check=False).returncode, 0, sample)
        (self.project.path / ".kamal/hooks/pre-app-boot.sample").rename(self.project.path / ".kamal/hooks/pre-app-boot")
        self.project.environment["KAMAL_REGISTRY_PASSWORD"] = "hunter2"
        self.assertEqual(self.project.deploy("--dry-run", "-P", "--version", "v1").returncode, 0)

    def test_what_is_there_stays(self):
        self.project.write("Dockerfile", "FROM mine\n")
        done = self.init()
        first = self.files()
        again = self.init()

        self.assertEqual(first["Dockerfile"], "FROM mine\n")
        self.assertIn("Left Dockerfile as it is\n", done.stdout)
        self.assertEqual(self.files(), first)
        self.assertIn("config/deploy.yml is there already\n", again.stdout)
        self.assertNotIn("Created", again.stdout)

    def test_force_keeps_every_old_file_beside_the_new_one(self):
        self.project.write("config/deploy.yml", "old: 1\n")
        self.project.write("config/deploy.yml.bak", "older: 1\n")
        done = self.init("--force")
        self.project.write("config/deploy.yml", "newer: 1\n")
        self.init("--force")

        self.assertIn("Replaced config/deploy.yml, with the old one in config/deploy.yml.bak.1\n", done.stdout)
        self.assertEqual(self.text("config/deploy.yml.bak"), "older: 1\n")
        self.assertEqual(self.text("config/deploy.yml.bak.1"), "old: 1\n")
        self.assertEqual(self.text("config/deploy.yml.bak.2"), "newer: 1\n")
        self.assertFalse((self.project.path / "Dockerfile.bak").exists())

    def test_a_link_is_neither_followed_nor_broken(self):
        target = self.project.write("elsewhere", "precious\n")
        (self.project.path / "Dockerfile").symlink_to(target)
        (self.project.path / ".dockerignore").symlink_to(self.project.path / "nowhere")
        done = self.init()

        self.assertIn("Left .dockerignore as it is\n", done.stdout)
        self.init("--force")
        self.assertEqual(target.read_text(), "precious\n")
        self.assertTrue((self.project.path / "Dockerfile.bak").is_symlink())
        self.assertFalse((self.project.path / "Dockerfile").is_symlink())
        self.assertFalse((self.project.path / "nowhere").exists())

    def test_nothing_is_written_where_something_is_in_the_way(self):
        for name, make, said in [
                ("config", lambda path: path.write_text("x"), "config is a file, and a folder is needed there"),
                (".kamal", lambda path: path.symlink_to("/nowhere/at/all"), ".kamal is a link that leads to no folder"),
                ("Dockerfile", lambda path: path.mkdir(), "Dockerfile is a folder")]:
            with self.subTest(name=name):
                path = self.project.path / name
                make(path)
                done = self.init(status=2)
                self.assertIn(said, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertFalse((self.project.path / ".dockerignore").exists())
                path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    def test_a_folder_that_may_not_be_written_to_is_refused(self):
        # Root may write everywhere, so nobody does it, with a program that nobody may read as well.
        wheels = self.project.write("wheels", "")
        shutil.copy(WHEELS, wheels)
        self.project.path.chmod(0o555)
        done = subprocess.run([wheels, "deploy", "init"], cwd=self.project.path, capture_output=True, text=True, check=False,
                              env=self.project.environment, user=65534 if os.getuid() == 0 else None)
        self.project.path.chmod(0o755)

        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("writing into this folder is not allowed", done.stderr)
        self.assertEqual(list(self.project.path.iterdir()), [wheels])

    def test_a_dry_run_shows_the_files_and_writes_none(self):
        before = self.files()
        done = self.init("--dry-run", *ASKED)

        self.assertIn("Would create config/deploy.yml\n", done.stdout)
        self.assertIn("==> config/deploy.yml <==\n", done.stdout)
        self.assertIn("\nservice: shop\n", done.stdout)
        self.assertEqual(self.files(), before)

    def test_values_that_make_no_deploy_yml_are_refused(self):
        for words in (["--service", "a: b"], ["--service", "a\nb"], ["--image", "acme/shop:latest"], ["--host", "a b"],
                      ["--service", ""], ["--host", ","]):
            with self.subTest(words=words):
                done = self.init(*words, status=2)
                self.assertEqual(self.files(), {})
                self.assertIn("Error: ", done.stderr)

    def test_another_name_of_the_file_is_taken(self):
        self.init("-c", "ops/here.yml")

        self.assertIn("service: ", self.text("ops/here.yml"))
        self.assertFalse((self.project.path / "config").exists())

    def test_kamals_bundle_is_refused(self):
        self.assertIn("needs no Ruby", self.init("--bundle", status=2).stderr)


class NoDeployYml(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_who_has_none_is_told_of_init(self):
        (self.project.path / "config/deploy.yml").unlink()
        done = self.project.deploy("details")

        self.assertEqual(done.returncode, 2)
        self.assertIn("`wheels deploy init` writes", done.stderr)

    def test_one_in_a_folder_above_is_named(self):
        inner = self.project.path / "app/models"
        inner.mkdir(parents=True)
        project = self.project.path
        self.project.path = inner
        done = self.project.deploy("details")
        self.project.path = project

        self.assertEqual(done.returncode, 2)
        self.assertIn(f"there is one in {project.resolve()}, run this there", done.stderr)


if __name__ == "__main__":
    unittest.main()
