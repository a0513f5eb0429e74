#!/usr/bin/env python3
"""What the files of ssh say counts for the built program, too: with an sshd on loopback, as in `man 5 ssh_config`."""
import os
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
ssh: SSH
"""
# A connection to argv[1] as standard input and output.
RELAY = """\
import os, socket, sys, threading
to = socket.create_connection((sys.argv[1], int(sys.argv[2])))
def back():
    while piece := to.recv(65536):
        os.write(1, piece)
    os._exit(0)
threading.Thread(target=back).start()
while piece := os.read(0, 65536):
    to.sendall(piece)
os._exit(0)
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
        self.project.write("config/deploy.yml", DEPLOY_YML.replace("SSH", "{" + ssh + "}"))

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
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\n", ".ssh/config")
        self.says("config: false")
        self.assertEqual(self.ask().returncode, 5)

    def test_names_and_port(self):
        self.goes_well()
        self.assertTrue((self.hosts.path / "127.0.0.2").is_dir())

    def test_the_usual_file(self):
        self.files(NAMES + f"Match all\nPort={self.hosts.port}\n", ".ssh/config")
        for said in ("config: true", ""):
            self.says(said)
            self.goes_well()
        for said in ("config: false", "config: []"):
            self.says(said)
            self.assertEqual(self.ask().returncode, 5, said)

    def test_a_key_of_a_host_that_is_too_small(self):
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nRequiredRSASize 16384\n")
        self.goes_well()  # an Ed25519 key has no such size

    def shown(self, *words):
        done = self.project.deploy("config", "--ssh", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        blocks = {}
        for line in done.stdout.splitlines():
            keyword, _, value = line.partition(" ")
            if keyword == "host":
                block = blocks.setdefault(value, {})
            else:
                block.setdefault(keyword, []).append(value)
        return blocks

    def test_what_counts_for_each_host_is_shown_in_the_words_of_ssh(self):
        self.files(NAMES + "Host web*\nPort 2222\nUser ann\nProxyJump gate\nIdentityFile ~/a\nServerAliveInterval 7\n")
        shown = self.shown()
        self.assertEqual(list(shown), ["web1", "web2"])
        for host, address in (("web1", "127.0.0.1"), ("web2", "127.0.0.2")):
            ours = shown[host]
            self.assertEqual((ours["hostname"], ours["port"], ours["user"]), ([address], ["2222"], ["root"]))
            done = subprocess.run(["ssh", "-F", "ssh.conf", "-l", "root", "-G", host], cwd=self.project.path, check=True,
                                  capture_output=True, text=True)  # fmt: skip
            theirs = {}
            for line in done.stdout.splitlines():
                keyword, _, value = line.partition(" ")
                theirs.setdefault(keyword, []).append(value)
            for keyword in ("hostname", "port", "user", "proxyjump", "identityfile", "serveraliveinterval", "ciphers"):
                self.assertEqual(ours[keyword], theirs[keyword], keyword)
        self.assertEqual(list(self.shown("-h", "web2")), ["web2"])
        self.assertEqual(list(self.hosts.path.glob("127.*")), [])

    def test_what_deploy_yml_says_is_shown_as_well(self):
        self.files(NAMES + "Host *\nPort 2222\nIdentityFile ~/a\nProxyJump gate\n")
        self.says("config: ssh.conf, port: 22, user: ann, keys: [~/mine], keys_only: true, proxy_command: nc %h %p")
        web1 = self.shown("-p")["web1"]
        self.assertEqual([web1[keyword][0] for keyword in ("port", "user", "identityfile", "identitiesonly", "proxycommand")],
                         ["22", "ann", "~/mine", "yes", "nc 127.0.0.1 22"])
        self.assertNotIn("proxyjump", web1)

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

    def test_what_is_not_done_is_refused_and_nobody_is_connected_to(self):
        for line in ("KnownHostsCommand /bin/true", "ProxyUseFdpass yes"):
            with self.subTest(line):
                self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHost web2\n{line}\n")
                self.refused("ssh.conf:8: ", line.split()[0].lower(), "web2")
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHost gate\nProxyJump b\nKnownHostsCommand /bin/true\n")
        self.goes_well()

    def test_an_address_that_is_known_by_another_key_where_that_is_looked_at(self):
        known = self.ssh / "known_hosts"
        kind, key = (self.hosts.path / "host_key.pub").read_text().split()[:2]
        other = (self.hosts.path / "id_ed25519.pub").read_text()
        known.write_text(f"the-app {kind} {key}\n[127.0.0.2]:{self.hosts.port} {other}")
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHostKeyAlias the-app\n")
        self.goes_well()
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHostKeyAlias the-app\nCheckHostIP yes\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("CheckHostIP", done.stderr)

    def test_a_certificate_that_it_names(self):
        authority = self.project.path / "ca"
        key = self.project.path / "a key"
        for path in (authority, key):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)
        subprocess.run(["ssh-keygen", "-q", "-s", authority, "-I", "us", "-n", "root", f"{key}.pub"], check=True)
        (self.ssh / "id_ed25519").unlink()
        certificate = self.project.path / "elsewhere.pub"
        (self.project.path / "a key-cert.pub").rename(certificate)
        keys = self.hosts.path / "id_ed25519.pub"
        self.addCleanup(keys.write_text, keys.read_text())
        keys.write_text("cert-authority " + authority.with_suffix(".pub").read_text())
        rest = f"Host *\nPort {self.hosts.port}\nIdentityFile \"~/a key\"\n"
        self.files(NAMES + rest)
        self.assertEqual(self.ask().returncode, 5)
        self.files(NAMES + rest + "CertificateFile ~/elsewhere.pub\n")
        self.goes_well()

    def test_whether_an_agent_is_lent_and_which_one(self):
        for said, in_file, effective in (("", "", "no"), ("", "ForwardAgent yes", "yes"), ("forward_agent: true", "", "yes"),
                                         ("forward_agent: false", "ForwardAgent yes", "no"),
                                         ("forward_agent: true", "ForwardAgent ~/a", str(self.project.path / "a"))):  # fmt: skip
            with self.subTest(said=said, in_file=in_file):
                self.says(", ".join(filter(None, ("config: ssh.conf", said))))
                self.files(NAMES + in_file + "\n")
                self.assertEqual(self.shown()["web2"]["forwardagent"], [effective])

    def test_a_host_sees_the_keys_of_the_agent_that_is_lent(self):
        agent = subprocess.Popen(["ssh-agent", "-D", "-a", self.project.path / "agent"], stdout=subprocess.DEVNULL)
        self.addCleanup(agent.wait)
        self.addCleanup(agent.kill)
        while not (self.project.path / "agent").exists():
            self.assertIsNone(agent.poll())
        environment = {**os.environ, "SSH_AUTH_SOCK": str(self.project.path / "agent")}
        subprocess.run(["ssh-add", "-q", self.ssh / "id_ed25519"], env=environment, check=True)
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\nHost web1\nForwardAgent ~/agent\n")
        done = self.project.deploy("server", "exec", "ssh-add -l || true")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("ED25519"), 1, done.stdout)
        self.says("config: ssh.conf, forward_agent: true")
        self.files(NAMES + f"Host *\nPort {self.hosts.port}\n")
        self.assertEqual(self.ask().stderr.count("there is no ssh-agent to lend"), 1)

    def test_odd_files_are_refused_or_passed_over_and_nothing_waits_for_them(self):
        rest = f"Host *\nPort {self.hosts.port}\n"
        pipe = self.project.path / "pipe"
        os.mkfifo(pipe)
        self.says("config: pipe")
        self.refused("pipe", "it is a pipe")
        self.says("config: /dev/null")
        self.assertEqual(self.ask().returncode, 5)
        self.says("config: ssh.conf")
        self.files(NAMES + rest + f"Include {pipe}\n")
        self.refused("it is a pipe")
        usual = "IdentityFile ~/.ssh/id_ed25519\n"
        large = self.files("#" * 3_000_000, "large")
        for odd in (f"IdentityFile {pipe}\n{usual}", f"CertificateFile {pipe}\n{usual}", f"IdentityFile {large}\n{usual}",
                    "UserKnownHostsFile ~/.ssh/known_hosts ~/pipe\n", "IdentityAgent ~/pipe\n",
                    "UserKnownHostsFile /dev/null\nStrictHostKeyChecking accept-new\n",
                    "\n" * 200_000, "#" + "x" * 900 + "\n", "# \xff\xfe \N{SNOWMAN}\n"):  # fmt: skip
            with self.subTest(odd[:60]):
                self.files(NAMES + rest + odd)
                self.goes_well()
        self.files((NAMES + rest).replace("\n", "\r\n"))
        self.goes_well()
        for locale in ("C", "C.UTF-8", "tr_TR.UTF-8"):
            self.files((NAMES + rest).upper().replace("WEB", "web"))
            self.project.environment["LC_ALL"] = locale
            self.goes_well()

    def logins(self):
        """The addresses that were logged in to since the last call, with the times."""
        log = (self.hosts.path / "log").read_text()
        new = log[self.log_read:].count("Accepted publickey") if hasattr(self, "log_read") else 0
        self.log_read = len(log)
        return new

    def behind_gates(self, text):
        """Names that lead to gates, and the hosts' own, with what is said about them."""
        kind, key = (self.hosts.path / "host_key.pub").read_text().split()[:2]
        with (self.ssh / "known_hosts").open("a") as known:
            known.write("".join(f"[127.0.0.{n}]:{self.hosts.port} {kind} {key}\n" for n in (3, 4)))
        self.files(NAMES + "Host gate gate2\nUser root\nHost gate\nHostName 127.0.0.3\nHost gate2\nHostName 127.0.0.4\n"
                   + f"Host *\nPort {self.hosts.port}\n" + text)
        self.logins()

    def test_a_jump_host_is_logged_in_to_once_for_all_behind_it(self):
        self.behind_gates("Host web*\nProxyJump gate\n")
        self.goes_well()
        self.assertEqual(self.logins(), 3)

    def test_a_chain_of_jump_hosts(self):
        self.behind_gates("Host web*\nProxyJump gate,gate2\n")
        self.goes_well()
        self.assertEqual(self.logins(), 4)
        self.behind_gates("Host web*\nProxyJump gate2\nHost gate2\nProxyJump gate\n")
        self.goes_well()
        self.assertEqual(self.logins(), 4)

    def test_some_hosts_behind_a_jump_host_and_others_not(self):
        self.behind_gates("Host web1\nProxyJump none\nHost web*\nProxyJump gate\n")
        self.goes_well()
        self.assertEqual(self.logins(), 3)

    def test_the_jump_host_of_deploy_yml_counts_before_the_one_of_the_file(self):
        self.behind_gates("Host web*\nProxyJump none-such\n")
        self.says("config: ssh.conf, proxy: gate")
        self.goes_well()
        self.assertEqual(self.logins(), 3)
        self.says(f"port: {self.hosts.port}, config: false, proxy: 'root@127.0.0.3:{self.hosts.port}'")
        deploy_yml = (self.project.path / "config/deploy.yml").read_text()
        self.project.write("config/deploy.yml", deploy_yml.replace("[web1, web2]", "[127.0.0.1, 127.0.0.2]"))
        self.assertEqual(self.ask().returncode, 0)
        self.assertEqual(self.logins(), 3)

    def test_odd_jump_hosts_of_deploy_yml(self):
        self.behind_gates("Host web*\nProxyJump none-such\n")
        self.says("config: ssh.conf, proxy: none")
        self.goes_well()
        self.assertEqual(self.logins(), 2)
        self.says("config: ssh.conf, proxy: 'ssh://gate'")
        self.goes_well()
        self.assertEqual(self.logins(), 3)
        self.hosts.forget()
        for odd in ("ann@", "gate:0", "gate:99999", "a,,b", ",a", "::1"):
            with self.subTest(odd):
                self.says(f"config: ssh.conf, proxy: '{odd}'")
                self.refused("ssh/proxy: '", "is no list of hosts")

    def test_a_jump_host_that_is_not_there_or_not_known(self):
        self.behind_gates("Host web*\nProxyJump gate3\nHost gate3\nHostName 127.0.0.5\nUser root\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("127.0.0.5", done.stderr)
        self.assertIn("known_hosts", done.stderr)
        self.behind_gates("Host web*\nProxyJump root@127.0.0.5:1\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("the jump host 127.0.0.5 port 1: connection refused", done.stderr)

    def test_a_jump_host_that_does_not_get_through(self):
        self.files(NAMES)
        self.behind_gates("Host web*\nProxyJump gate\n")
        deploy_yml = (self.project.path / "config/deploy.yml").read_text()
        self.says("config: ssh.conf, port: 1")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("the jump host 127.0.0.3 cannot connect to it", done.stderr)
        self.project.write("config/deploy.yml", deploy_yml)

    def test_a_way_that_leads_through_itself(self):
        self.behind_gates("Host web* gate\nProxyJump gate\n")
        self.refused("ssh.conf:", "leads through itself")

    def test_a_proxy_command(self):
        self.behind_gates("Host web*\nProxyCommand sh -c 'echo %n/%r >>ran; exec python3 relay.py %h %p'\n")
        self.project.write("relay.py", RELAY)
        self.goes_well()
        self.assertEqual(sorted((self.project.path / "ran").read_text().split()), ["web1/root", "web2/root"])

    def test_the_proxy_command_of_deploy_yml(self):
        self.behind_gates("Host web*\nProxyJump none-such\n")
        self.project.write("relay.py", RELAY)
        self.says("config: ssh.conf, proxy_command: 'python3 relay.py %h %p 100%%'")
        self.goes_well()
        self.says("config: ssh.conf, proxy_command: 'python3 relay.py %h %q'")
        self.hosts.forget()
        self.refused("ssh/proxy_command", "%q")

    def test_a_proxy_command_that_fails_is_told_with_what_it_said(self):
        self.behind_gates("Host web*\nProxyCommand sh -c 'echo one >&2; echo no way >&2; exit 7'\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("the proxy command ended with status 7: no way", done.stderr)

    def test_nothing_of_a_proxy_command_is_left(self):
        self.behind_gates("Host web*\nProxyCommand sh -c 'echo $$ >>pids; sleep 1000 & python3 relay.py %h %p'\n")
        self.project.write("relay.py", RELAY)
        self.goes_well()
        for pid in (self.project.path / "pids").read_text().split():
            left = subprocess.run(["ps", "-o", "stat=,args=", "-s", pid], check=False, capture_output=True, text=True).stdout
            self.assertEqual([line for line in left.splitlines() if not line.startswith("Z")], [])

    def test_algorithms(self):
        for line in ("Ciphers aes256-ctr", "MACs hmac-sha2-512", "KexAlgorithms ecdh-sha2-nistp256", "HostKeyAlgorithms ssh-ed25519",
                     "PubkeyAcceptedAlgorithms -ssh-rsa", "Ciphers ^aes128-ctr", "KexAlgorithms -curve25519*"):
            with self.subTest(line):
                self.behind_gates(line + "\n")
                self.goes_well()
        self.behind_gates("PubkeyAcceptedAlgorithms rsa-sha2-512\n")
        self.assertEqual(self.ask().returncode, 5)
        self.behind_gates("Ciphers aes256-cbc\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("aes256-cbc", done.stderr)
        self.behind_gates("KexAlgorithms sntrup761x25519-sha512@openssh.com\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("no key exchange is known to both sides", done.stderr)

    def test_from_where_and_by_which_addresses(self):
        self.behind_gates("BindAddress 127.0.0.9\nAddressFamily inet\n")
        self.goes_well()
        self.assertIn("from 127.0.0.9 ", (self.hosts.path / "log").read_text())
        self.behind_gates("AddressFamily inet6\n")
        done = self.ask()
        self.assertEqual(done.returncode, 5)
        self.assertIn("AddressFamily is inet6", done.stderr)
        self.behind_gates("BindAddress 192.0.2.1\n")
        self.assertEqual(self.ask().returncode, 5)

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
