"""The flow when something goes wrong on a host: who is told what, and what goes on serving."""
import time

import flow_case
from fleet_hosts import Load
from flow_case import FlowCase


class Failures(FlowCase):
    def failing(self, project):
        """What the failure hook was told is in the file `told`."""
        project.hook("post-deploy-failure", 'printf "%s" "$KAMAL_ERROR" >told')
        return project

    def test_an_image_that_is_not_there_is_told_for_every_host(self):
        project = self.failing(self.project("v1"))
        self.deployed(project, "v1")
        before = flow_case.HOSTS.on_each("docker ps -a --format '{{.ID}}'")

        ended = project.deploy("v9")

        self.ended(1, ended)
        for address in flow_case.HOSTS.addresses:
            self.assertIn(address, ended.text)
        self.assertIn("not found", ended.text)
        self.assertEqual(before, flow_case.HOSTS.on_each("docker ps -a --format '{{.ID}}'"))
        self.serves(project, "v1")
        self.unlocked(project)
        self.assertIn(flow_case.HOSTS.addresses[0], project.read("told"))
        self.assertEqual(1, len(project.read("told").splitlines()))

    def test_an_image_of_another_service_is_refused(self):
        project = self.project()
        flow_case.HOSTS.push("somebody", "v1", repository=project.service)

        ended = project.deploy("v1")

        self.ended(1, ended)
        self.assertIn("service", ended.text)
        self.assertEqual([[], [], []], flow_case.HOSTS.containers(project.service, everything=True))
        self.unlocked(project)

    def test_an_unhealthy_app_shows_its_log_and_the_old_one_serves_on(self):
        project = self.failing(self.project("v1"))
        flow_case.HOSTS.push(project.service, "bad", kind="unhealthy")
        self.deployed(project, "v1")
        project.write_config(deploy_timeout=3)

        with Load(flow_case.HOSTS, project.host) as load:
            ended = project.deploy("bad")

        self.ended(1, ended)
        self.assertEqual({}, load.errors)
        self.assertEqual(["version v1"], list(load.answers))
        self.assertIn("no database: /up will not answer", ended.text)
        self.assertIn("target failed to become healthy within configured timeout (3s)", ended.text)
        self.serves(project, "v1")
        self.unlocked(project)
        self.assertIn("healthy", project.read("told"))

    def test_an_app_that_crashes_shows_its_log_and_the_old_one_serves_on(self):
        project = self.project("v1")
        flow_case.HOSTS.push(project.service, "bad", kind="crash")
        self.deployed(project, "v1")
        project.write_config(deploy_timeout=3)

        ended = project.deploy("bad")

        self.ended(1, ended)
        self.assertIn("fatal: cannot read the configuration", ended.text)
        self.serves(project, "v1")
        self.unlocked(project)

    def test_a_worker_that_crashes_leaves_the_old_one_at_work(self):
        hosts = flow_case.HOSTS.addresses
        project = self.project("v1", servers={"web": hosts[:1], "workers": {"hosts": hosts[1:], "cmd": "/app/worker"}},
                               readiness_delay=1)
        self.deployed(project, "v1")
        flow_case.HOSTS.push(project.service, "bad", kind="ok")
        project.write_config(deploy_timeout=10, servers={"web": hosts[:1], "workers": {
            "hosts": hosts[1:], "cmd": "sh -c 'echo fatal: no queue >&2; exit 3'"}})

        ended = project.deploy("bad")

        self.ended(1, ended)
        self.assertIn("fatal: no queue", ended.text)
        service = project.service
        self.assertEqual([[f"{service}-workers-v1"]] * 2, flow_case.HOSTS.containers(service)[1:])
        self.serves(project, "bad", hosts=[1])
        self.unlocked(project)

    def test_workers_stay_when_no_web_container_becomes_healthy(self):
        hosts = flow_case.HOSTS.addresses
        project = self.project("v1", servers={"web": hosts[:2], "workers": {"hosts": hosts[2:], "cmd": "/app/worker"}})
        flow_case.HOSTS.push(project.service, "bad", kind="unhealthy")
        self.deployed(project, "v1")
        project.write_config(deploy_timeout=3)

        self.ended(1, project.deploy("bad"))

        self.assertEqual([f"{project.service}-workers-v1"], flow_case.HOSTS.containers(project.service)[2])
        self.serves(project, "v1", hosts=[1, 2])

    def test_a_host_that_is_down_is_named_and_the_others_are_not_touched(self):
        project = self.failing(self.project("v1", "v2"))
        self.deployed(project, "v1")
        flow_case.HOSTS.power_off(3)
        started = time.monotonic()
        try:
            ended = project.deploy("v2")
        finally:
            flow_case.HOSTS.power_on(3)

        self.ended(5, ended)
        # Half a minute is what a host has; the rest is for a machine that does a lot besides.
        self.assertLess(time.monotonic() - started, 70)
        self.assertLess(ended.seconds, 60)
        self.assertIn(flow_case.HOSTS.addresses[2], ended.text)
        self.assertIn(flow_case.HOSTS.addresses[2], project.read("told"))
        self.unlocked(project)
        self.serves(project, "v1", hosts=[1, 2])
        images = flow_case.HOSTS.run(1, f"docker images {flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}:v2 -q")
        self.assertEqual("", images)

    def test_a_wrong_registry_password_fails_every_host_and_is_not_shown(self):
        project = self.project("v1")
        project.write(".kamal/secrets", "REGISTRY_PASSWORD=not-the-pass-word\n")

        ended = project.deploy("v1", "--verbose")

        self.ended(1, ended)
        self.assertIn("unauthorized", ended.text.lower())
        self.assertNotIn("not-the-pass-word", ended.text)
        self.unlocked(project)

    def test_a_mistake_in_the_configuration_touches_no_host(self):
        project = self.project("v1")
        project.hook("pre-deploy", "touch ran")
        project.write_config(servres={"web": ["10.0.0.1"]})
        before = flow_case.HOSTS.connections()

        ended = project.deploy("v1")

        self.ended(2, ended)
        self.assertIn("servres", ended.text)
        self.assertFalse(project.has("ran"))
        self.assertEqual(before, flow_case.HOSTS.connections())


class Interruptions(FlowCase):
    def interrupted(self, signal_number):
        project = self.project("v1", deploy_timeout=60)
        project.hook("post-deploy-failure", 'printf "%s" "$KAMAL_ERROR" >told')
        flow_case.HOSTS.push(project.service, "bad", kind="unhealthy")
        self.deployed(project, "v1")

        with Load(flow_case.HOSTS, project.host) as load:
            process = project.start("--skip-push", "--version=bad")
            self.until(lambda: all(f"{project.service}-web-bad" in names for names in flow_case.HOSTS.containers(project.service)))
            time.sleep(1)  # the proxies are at their health checks
            started = time.monotonic()
            process.send_signal(signal_number)
            ended = project.end(process, started)

        self.assertLess(ended.seconds, 30)
        self.assertEqual({}, load.errors)
        self.assertEqual(["version v1"], list(load.answers))
        self.unlocked(project)
        self.assertIn("interrupted", project.read("told"))
        return project, ended

    def test_sigint_in_the_middle_releases_the_lock_and_the_app_is_served(self):
        _, ended = self.interrupted(2)

        self.ended(130, ended)

    def test_sigterm_in_the_middle_releases_the_lock_and_the_next_deploy_goes_through(self):
        project, ended = self.interrupted(15)
        self.ended(143, ended)
        flow_case.HOSTS.push(project.service, "v2")

        self.deployed(project, "v2")

        self.serves(project, "v2")

    def test_an_interrupted_hook_ends_and_no_host_was_touched(self):
        project = self.project("v1")
        project.hook("pre-deploy", "touch begun; trap 'touch ended; exit 1' TERM; sleep 60 & wait $!")
        project.hook("post-deploy-failure", "touch told")
        before = flow_case.HOSTS.connections()
        process = project.start("--skip-push", "--version=v1")
        self.until(lambda: project.has("begun"))
        started = time.monotonic()

        process.send_signal(2)
        ended = project.end(process, started)

        self.ended(130, ended)
        self.assertLess(ended.seconds, 10)
        self.assertTrue(project.has("ended"))
        self.assertFalse(project.has("told"))
        self.assertEqual(before, flow_case.HOSTS.connections())
