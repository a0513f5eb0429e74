#!/usr/bin/env python3
"""What the files of ssh say counts for the built program, too: with an sshd on loopback, as in `man 5 ssh_config`."""
import shutil
import subprocess
import unittest

from hosts import Hosts
from project import Project

DEPLOY_YML = """\
service: shop
image: acme/shop
servers: [web1, web2]
registry: {username: deployer, password: [REGISTRY_PASSWORD]}
builder: {arch: amd64}
ssh: {SSH}
"""
NAMES = "Host web1\n  HostName 127.0.0.1\nHost web2\n  HostName 127.0.0.2\n"


class SshConfig(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = Hosts()
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.hosts.forget()
        self.project = Project(secrets="REGISTRY_PASSWORD=pw\n")
        self.addCleanup(self.project.__exit__)
        self.hosts.let_in(self.project)
        self.ssh = self.project.path / ".ssh"
        self.says("config: ssh.conf")
        self.files(NAMES + f"Host *\n  Port {self.hosts.port}\n")

    def says(self, ssh):
        self.project.write("config/deploy.yml", DEPLOY_YML.replace("SSH", ssh))

    def files(self, text, name="ssh.conf"):
        return self.project.write(name, text)

    def ask(self):
        return self.project.deploy("details")

    def goes_well(self):
        done = self.ask()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("App Host: web1", done.stdout)
        self.assertIn("App Host: web2", done.stdout)
        return done

    def refused(self, *parts):
        done = self.ask()
        self.assertEqual(done.returncode, 2, done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertNotIn("Connect", done.stdout)
        self.assertEqual(list(self.hosts.path.glob("127.*")), [])

    def test_without_one_the_names_lead_nowhere(self):
        self.says("port: 1")
        self.assertEqual(self.ask().returncode, 5)

    def test_names_and_port(self):
        self.goes_well()
        self.assertTrue((self.hosts.path / "127.0.0.2").is_dir())

    def test_the_usual_file(self):
        self.says("config: true")
        self.files(NAMES + f"Match all\nPort={self.hosts.port}\n", ".ssh/config")
        self.goes_well()

    def test_several_files_of_which_the_first_one_counts(self):
        self.says("config: [first.conf, ~/second.conf]")
        self.files(NAMES, "first.conf")
        self.files(f"Host web1\nHostName 192.0.2.1\nHost *\nPort {self.hosts.port}\n", "second.conf")
        self.goes_well()

    def test_what_deploy_yml_says_counts_before_it(self):
        self.says(f"config: ssh.conf, port: {self.hosts.port}")
        self.files(NAMES + "Host *\nPort 1\n")
        self.goes_well()

    def test_the_user_is_that_of_deploy_yml_and_a_notice_says_so_once(self):
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nUser nobody\n")
        done = self.goes_well()
        self.assertEqual(done.stderr.count("nobody"), 1, done.stderr)
        self.assertIn("ssh.conf:7", done.stderr)
        self.says("config: ssh.conf, user: root")
        self.assertNotIn("nobody", self.goes_well().stderr)

    def test_a_key_that_it_names(self):
        (self.ssh / "id_ed25519").rename(self.project.path / "a key")
        self.assertEqual(self.ask().returncode, 5)
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nIdentityFile \"~/a key\"\n")
        self.goes_well()
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nIdentityFile %d/%L/../a?key\nIdentityFile none-such\n")
        self.assertEqual(self.ask().returncode, 5)

    def test_keys_of_deploy_yml_come_instead_of_its(self):
        shutil.move(self.ssh / "id_ed25519", self.project.path / "mine")
        self.says("config: ssh.conf, keys: [mine]")
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nIdentityFile none-such\n")
        self.goes_well()

    def test_a_host_key_by_its_alias(self):
        known = self.ssh / "known_hosts"
        kind, key = (self.hosts.path / "host_key.pub").read_text().split()[:2]
        known.write_text(f"the-app {kind} {key}\n")
        self.assertEqual(self.ask().returncode, 5)
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHostKeyAlias the-app\n")
        self.goes_well()

    def test_files_of_known_hosts_and_what_is_done_about_new_ones(self):
        (self.ssh / "known_hosts").unlink()
        rest = f"Host *\nPort {self.hosts.port}\nUserKnownHostsFile ~/mine /none-such\n"
        mine = self.project.path / "mine"
        for value in ("yes", "ask"):
            self.files(NAMES + rest + f"StrictHostKeyChecking {value}\n")
            self.assertEqual(self.ask().returncode, 5)
            self.assertFalse(mine.exists())
        self.files(NAMES + rest + "StrictHostKeyChecking accept-new\nHashKnownHosts yes\n")
        self.goes_well()
        self.assertEqual([line.split()[0][:3] for line in mine.read_text().splitlines()], ["|1|", "|1|"])
        found = subprocess.run(["ssh-keygen", "-F", f"[127.0.0.2]:{self.hosts.port}", "-f", mine], check=False, capture_output=True)
        self.assertEqual(found.returncode, 0, "ssh-keygen does not find what was written")
        self.files(NAMES + rest + "StrictHostKeyChecking yes\n")
        self.goes_well()
        # A key that changed is refused, whatever is said.
        other = subprocess.run(["ssh-keygen", "-y", "-f", self.ssh / "id_ed25519"], check=True, capture_output=True, text=True)
        mine.write_text("".join(f"[127.0.0.{n}]:{self.hosts.port} {other.stdout}" for n in (1, 2)))
        for value in ("no", "off", "accept-new", "yes", "ask"):
            self.files(NAMES + rest + f"StrictHostKeyChecking {value}\n")
            done = self.ask()
            self.assertEqual(done.returncode, 5, value)
            self.assertIn("changed", done.stderr)

    def test_a_command_decides(self):
        self.files(f"Match originalhost web1 exec \"test %n = web1\"\nHostName 127.0.0.1\nMatch exec \"! false\"\nHostName 127.0.0.2\n"
                   f"Port {self.hosts.port}\n")
        self.assertEqual(self.ask().returncode, 0)
        self.files("Match exec \"touch ran; false\"\nHostName 127.0.0.1\n")
        self.ask()
        self.assertTrue((self.project.path / "ran").exists())

    def test_what_is_not_built_is_refused_and_nobody_is_connected_to(self):
        for line in ("ProxyJump gate", "ProxyCommand nc %h %p", "Ciphers aes256-ctr", "BindAddress 127.0.0.9", "AddressFamily inet6",
                     "ForwardAgent yes", "CertificateFile c.pub", "CheckHostIP yes"):
            with self.subTest(line):
                self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHost web2\n{line}\n")
                self.refused("ssh.conf:8: ", line.split()[0].lower(), "web2")
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHost gate\nProxyJump b\nCiphers aes256-ctr\n")
        self.goes_well()

    def test_mistakes_in_it(self):
        self.files("Host *\nPort twenty\n")
        self.refused("ssh.conf:2: ")
        self.files("Host *\nPrt 1\n")
        self.refused("ssh.conf:2: ")
        self.files("Host *\nCanonicalizeHostname yes\n")
        self.refused("ssh.conf:2: ")
        self.says("config: none-such.conf")
        self.refused("none-such.conf")

    def test_a_dry_run_reads_none(self):
        self.files("Match exec \"touch ran\"\nHostName 127.0.0.1\n")
        self.assertEqual(self.project.deploy("-P", "--release", "v1", "--dry-run").returncode, 0)
        self.assertFalse((self.project.path / "ran").exists())


if __name__ == "__main__":
    unittest.main()
