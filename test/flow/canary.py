"""A canary, from its first requests to its end, on real hosts."""
import contextlib
import hashlib
import http.client
import json

import flow_case
from fleet_hosts import Load
from flow_case import FlowCase

# kamal-proxy's hash spreads values badly that differ in their last letters only.
VISITORS = [hashlib.sha256(str(i).encode()).hexdigest()[:16] for i in range(60)]


class Canary(FlowCase):
    def answered(self, number, project, cookie=None):
        """What a host's proxy answers to somebody with this cookie."""
        connection = http.client.HTTPConnection(flow_case.HOSTS.addresses[number - 1], 80, timeout=10)
        with contextlib.closing(connection):
            headers = {"Host": project.host, **({"Cookie": f"kamal-rollout={cookie}"} if cookie else {})}
            connection.request("GET", "/", headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode().strip()

    def share(self, number, project, version):
        """How many of the visitors get this version; all of them get an answer."""
        answers = [self.answered(number, project, visitor) for visitor in VISITORS]
        self.assertEqual({200}, {status for status, _ in answers})
        return [text for _, text in answers].count(f"version {version}")

    def web(self, project, *versions):
        name = f"{project.service}-web-"
        running = flow_case.HOSTS.containers(project.service)
        return [[each for each in there if each.startswith(name)] for there in running] == [[name + version for version in versions]] * 3

    def with_canary(self, *words, **keys):
        project = self.project("v1", "v2", "v3", **keys)
        self.deployed(project, "v1")
        ended = self.deployed(project, "v2", "--canary", "30%", *words)
        self.assertIn("Canary v2 has 30 %", ended.text)
        return project

    def test_it_gets_its_share_of_the_visitors_and_is_promoted_without_a_lost_request(self):
        project = self.project("v1", "v2")
        project.hook("post-deploy", 'echo "$KAMAL_VERSION" >> deployed')
        self.deployed(project, "v1")

        with Load(flow_case.HOSTS, project.host) as load:
            self.deployed(project, "v2", "--canary", "30%", "--canary-list", "alice,bob")
            shares = [self.share(number, project, "v2") for number in flow_case.HOSTS.numbers]
            for number in flow_case.HOSTS.numbers:
                self.assertEqual((200, "version v1"), self.answered(number, project))
                self.assertEqual((200, "version v2"), self.answered(number, project, "alice"))
            self.assertTrue(self.web(project, "v1", "v2"))
            before = flow_case.HOSTS.on_each(f"docker inspect {project.service}-web-v2 --format '{{{{.Id}}}}'")
            self.unlocked(project)

            promoted = project.run("canary", "promote")
            self.ended(0, promoted)

        self.assertEqual({}, load.errors)
        self.assertEqual(1, len(set(shares)), shares)
        self.assertTrue(9 <= shares[0] <= 27, shares)
        self.serves(project, "v2")
        self.assertEqual([60] * 3, [self.share(number, project, "v2") for number in flow_case.HOSTS.numbers])
        self.assertEqual(before, flow_case.HOSTS.on_each(f"docker inspect {project.service}-web-v2 --format '{{{{.Id}}}}'"))
        latest = f"docker image inspect {flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}:latest --format '{{{{.Id}}}}'"
        self.assertEqual(flow_case.HOSTS.on_each(latest),
                         flow_case.HOSTS.on_each(f"docker inspect {project.service}-web-v2 --format '{{{{.Image}}}}'"))
        self.assertEqual(["v1", "v2", "v2"], project.read("deployed").split())
        self.assertIn("There is no canary", project.run("canary", "status").text)
        self.unlocked(project)

    def test_status_shows_it_and_its_share_can_be_changed(self):
        project = self.with_canary()

        shown = project.run("canary", "status")
        self.ended(0, shown)
        rows = [line.split() for line in shown.text.splitlines() if " web " in line]
        self.assertEqual(["v1", "v2"] * 3, [row[2] for row in rows])
        self.assertEqual(3, shown.text.count("canary 30 %"))

        self.ended(0, project.run("canary", "set", "100%", "--list", "carol"))
        self.assertEqual(60, self.share(1, project, "v2"))
        text = project.run("canary", "status", "--json").text
        told = json.loads(text[text.index("{"):])
        self.assertEqual([None, {"percent": 100, "list": ["carol"]}] * 3, [role["canary"] for role in told["roles"]])
        self.ended(0, project.run("canary", "set", "0"))
        self.assertEqual(0, self.share(1, project, "v2"))

    def test_an_abort_gives_everything_back(self):
        project = self.with_canary()

        with Load(flow_case.HOSTS, project.host) as load:
            self.ended(0, project.run("canary", "abort"))
            self.assertEqual(0, self.share(2, project, "v2"))

        self.assertEqual({}, load.errors)
        self.serves(project, "v1")
        self.unlocked(project)
        self.ended(0, project.run("canary", "abort"))  # there is none any more
        refused = project.run("canary", "promote")
        self.ended(1, refused)
        self.assertIn("no host has a canary", refused.text)

    def test_stopping_stale_containers_takes_its_share_first(self):
        project = self.with_canary()

        with Load(flow_case.HOSTS, project.host) as load:
            self.ended(0, project.run("app", "stale_containers", "--stop"))
            self.assertEqual(0, self.share(1, project, "v2"))

        self.assertEqual({}, load.errors)
        self.serves(project, "v1")

    def test_a_sick_canary_on_one_host_ends_it_on_all(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        flow_case.HOSTS.push(project.service, "v2", kind="unhealthy")
        project.write_config(deploy_timeout=3)

        with Load(flow_case.HOSTS, project.host) as load:
            ended = project.deploy("v2", "--canary", "100%")

        self.ended(1, ended)
        self.assertEqual({}, load.errors)
        self.serves(project, "v1")
        self.assertEqual(0, self.share(1, project, "v2"))
        self.unlocked(project)

    def test_a_host_that_goes_away_ends_it_on_the_others(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        project.hook("pre-deploy", "true")
        flow_case.HOSTS.run(2, "docker rm -f kamal-proxy")
        self.addCleanup(project.run, "proxy", "boot")

        ended = project.deploy("v2", "--canary", "50%")

        self.ended(1, ended)
        self.assertIn("No such container: kamal-proxy", ended.text)
        self.assertTrue(self.web(project, "v1"))
        self.unlocked(project)

    def test_a_deploy_of_another_version_ends_it(self):
        project = self.with_canary()

        with Load(flow_case.HOSTS, project.host) as load:
            self.deployed(project, "v3")

        self.assertEqual({}, load.errors)
        self.serves(project, "v3")
        self.assertEqual(60, self.share(3, project, "v3"))

    def test_a_canary_of_another_version_takes_its_place(self):
        project = self.with_canary()

        self.deployed(project, "v3", "--canary", "100%")

        self.assertTrue(self.web(project, "v1", "v3"))
        self.assertEqual(60, self.share(1, project, "v3"))

    def test_one_on_one_host_is_promoted_everywhere_with_roles_that_have_no_proxy(self):
        first, second, third = flow_case.HOSTS.addresses
        project = self.project("v1", "v2", servers={"web": {"hosts": [first, second]},
                                                    "workers": {"hosts": [third], "cmd": "sleep 1000"}})
        self.deployed(project, "v1")
        self.deployed(project, "v2", "--canary", "50%", "--hosts", first)
        self.assertEqual((200, "version v1"), self.answered(2, project))

        with Load(flow_case.HOSTS, project.host) as load:
            self.ended(0, project.run("canary", "promote"))

        self.assertNotIn("version v3", load.answers)
        self.serves(project, "v2", [1, 2])
        self.assertEqual([f"{project.service}-workers-v2"], flow_case.HOSTS.containers(project.service)[2])

    def test_what_makes_no_sense_is_refused_before_anything_is_touched(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        before = flow_case.HOSTS.on_each("docker ps -a --no-trunc --format '{{.ID}} {{.Status}}' | cut -c1-67")

        for words, status, said in ((["--version=v1", "-P", "--canary", "10%"], 1, "this version serves already"),
                                    (["--version=v1", "-P", "--canary", "110%"], 2, "no share of the requests"),
                                    (["--version=v1", "-P", "--canary", ""], 2, "--canary"),
                                    (["--version=v1", "-P", "--canary-list", ","], 2, "names nobody"),
                                    (["--version=v1", "-P", "--canary-list", "a,'b\"'"], 2, "no value of a cookie"),
                                    (["canary", "set", "10"], 1, "no host has a canary"),
                                    (["canary", "set"], 2, "needs a share"),
                                    (["canary", "promote", "v9"], 1, "no host has a canary")):
            with self.subTest(words=words):
                ended = project.run(*words)
                self.ended(status, ended)
                self.assertIn(said, ended.text)

        self.assertEqual(before, flow_case.HOSTS.on_each("docker ps -a --no-trunc --format '{{.ID}} {{.Status}}' | cut -c1-67"))
        self.unlocked(project)
