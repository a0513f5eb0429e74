"""Deploys to hosts that this machine does not reach by itself: through a jump host, a chain of two, or a proxy command."""
import contextlib
import pathlib
import shlex
import socket
import subprocess

import flow_case
from flow_case import FlowCase


class Jumps(FlowCase):
    def setUp(self):
        self.here = flow_case.HOSTS.env["FLEET_NET"] + ".1"

    def unreachable(self, number, *sources):
        """Until the test ends, nobody at these addresses gets through to the host."""
        net = flow_case.HOSTS.in_network_of(number)
        for source in sources:
            rule = ["INPUT", "-s", source, "-p", "tcp", "-m", "conntrack", "--ctstate", "NEW", "-j", "REJECT"]
            self.run_in(net, "-I", rule)
            self.addCleanup(self.run_in, net, "-D", rule)

    def run_in(self, net, verb, rule):
        subprocess.run([*net, "iptables", verb, *rule], check=True)

    def reaches(self, number):
        with contextlib.closing(socket.socket()) as probe:
            probe.settimeout(5)
            return probe.connect_ex((flow_case.HOSTS.addresses[number - 1], 22)) == 0

    def logins(self):
        """The logins that each host has seen."""
        return [int(text) for text in flow_case.HOSTS.on_each("grep -c 'Accepted publickey' /var/log/sshd.log || true")]

    def deploy_counting(self, project, version):
        """The logins of one deploy, host by host."""
        before = self.logins()
        self.deployed(project, version)
        return [after - earlier for after, earlier in zip(self.logins(), before, strict=True)]

    def serves_behind(self, project, version, numbers):
        """Asked on the hosts themselves: they are out of reach."""
        for number in numbers:
            answer = flow_case.HOSTS.run(number, f"curl -s -H 'Host: {project.host}' http://127.0.0.1/")
            self.assertEqual(f"version {version}\n", answer)

    def test_hosts_behind_a_jump_host_share_one_connection_to_it(self):
        one, two, three = flow_case.HOSTS.addresses
        project = self.project("v1", "v2", servers=[two, three], ssh={"proxy": f"root@{one}"})
        self.unreachable(2, self.here)
        self.unreachable(3, self.here)
        self.assertEqual([True, False, False], [self.reaches(number) for number in flow_case.HOSTS.numbers])

        for version in ("v1", "v2"):
            self.assertEqual([1, 1, 1], self.deploy_counting(project, version))
            self.serves_behind(project, version, (2, 3))
        project.write_config(ssh={})
        refused = project.deploy("v2")
        self.ended(5, refused)

    def test_a_jump_host_that_is_a_host_itself_has_one_connection_for_both(self):
        one, two, three = flow_case.HOSTS.addresses
        project = self.project("v1", ssh={"config": "ssh.conf"})
        project.write("ssh.conf", f"Host {two} {three}\nProxyJump root@{one}\n")
        self.unreachable(2, self.here)
        self.unreachable(3, self.here)

        self.assertEqual([1, 1, 1], self.deploy_counting(project, "v1"))

        self.serves_behind(project, "v1", (1, 2, 3))
        self.unlocked(project)

    def test_a_chain_of_two(self):
        one, two, three = flow_case.HOSTS.addresses
        project = self.project("v1", servers=[three], ssh={"config": "ssh.conf"})
        project.write("ssh.conf", f"Host {three}\nProxyJump root@{one},root@{two}\n")
        self.unreachable(2, self.here)
        self.unreachable(3, self.here, one)

        self.assertEqual([1, 1, 1], self.deploy_counting(project, "v1"))

        self.serves_behind(project, "v1", (3,))

    def test_a_proxy_command(self):
        one, two, three = flow_case.HOSTS.addresses
        home = pathlib.Path(flow_case.HOSTS.env["FLEET_HOME"])
        command = f"ssh -F none -i {home}/.ssh/id_ed25519 -o UserKnownHostsFile={home}/.ssh/known_hosts -W %h:%p root@{one}"
        project = self.project("v1", servers=[two, three], ssh={"proxy_command": command})
        self.unreachable(2, self.here)
        self.unreachable(3, self.here)

        self.assertEqual([2, 1, 1], self.deploy_counting(project, "v1"))  # a command for each host

        self.serves_behind(project, "v1", (2, 3))

    def test_a_jump_host_that_goes_in_the_middle_of_a_deploy_is_told_as_that(self):
        one, two, three = flow_case.HOSTS.addresses
        project = self.project("v1", servers=[two, three], ssh={"proxy": f"root@{one}"})
        inside = ["in" if word == "net" else word for word in flow_case.HOSTS.in_network_of(1)]
        project.hook("pre-app-boot", f"{shlex.join(inside)} pkill -9 -f '^sshd: root'")

        ended = project.deploy("v1")

        self.assertNotEqual(0, ended.status)
        self.assertIn(f"the connection to the jump host {one} was lost", ended.text)
        self.deployed(project, "v1", "--skip-hooks")
        self.serves_behind(project, "v1", (2, 3))
