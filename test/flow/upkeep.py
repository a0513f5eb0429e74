"""What is done to an app, its accessories and its proxy on every other day: stopped, looked at, put aside, removed."""
import json

import flow_case
from fleet_hosts import Load
from flow_case import FlowCase


class Upkeep(FlowCase):
    def answer(self, project, number=1):
        return flow_case.HOSTS.get(number, project.host)[0]

    def kinds(self, project):
        return flow_case.HOSTS.on_each(f"docker ps -aq --filter label=service={project.service}")

    def traces(self, project):
        """What there is of an app: containers, images, what the proxy knows of it; files and env files, host by host."""
        service = project.service
        images = f"docker images --filter reference='*/{service}' --format '{{{{.Tag}}}} {{{{.ID}}}}' | sort"
        files = f"find .kamal -name '*{service}*' | sort; cat .kamal/apps/{service}/env/roles/*.env 2>/dev/null || true"
        return [self.kinds(project), *(flow_case.HOSTS.on_each(command) for command in (
            images, f"docker exec kamal-proxy kamal-proxy list | grep -F {service}-web || true", files))]

    def test_visitors_see_a_page_while_the_app_is_in_maintenance(self):
        project = self.project("v1")
        self.deployed(project, "v1")

        self.ended(0, project.run("app", "maintenance", "--message", "back at noon", "--drain-timeout=1"))

        status, page = flow_case.HOSTS.get(2, project.host)
        self.assertEqual(503, status)
        self.assertIn(b"back at noon", page)
        self.ended(0, project.run("app", "live"))
        self.serves(project, "v1")
        self.unlocked(project)

    def test_a_stopped_app_is_taken_from_the_proxy_and_starts_again(self):
        project = self.project("v1")
        self.deployed(project, "v1")

        self.ended(0, project.run("app", "stop", "--version=v1"))

        self.assertEqual([[], [], []], flow_case.HOSTS.containers(project.service))
        self.assertEqual(404, self.answer(project))
        version = project.run("app", "version", "-q")
        self.ended(0, version)
        self.assertEqual("", version.text.strip())
        self.ended(0, project.run("app", "start", "--version=v1"))
        self.serves(project, "v1")
        self.assertEqual(3, project.run("app", "version").text.splitlines().count("v1"))

    def test_a_version_that_is_not_there_is_not_started(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        self.ended(0, project.run("app", "stop", "--version=v1"))

        ended = project.run("app", "start", "--version=v9")

        self.ended(1, ended)
        self.assertIn("no container of web runs", ended.text)
        self.assertIn("wheels deploy app containers", ended.text)
        self.unlocked(project)

    def test_app_boot_starts_what_the_last_deploy_has_tagged(self):
        project = self.project("v1")
        self.deployed(project, "v1")

        ended = project.run("app", "boot")

        self.ended(0, ended)
        self.assertEqual([[f"{project.service}-web-latest"]] * 3, flow_case.HOSTS.containers(project.service))
        self.assertEqual((200, b"version v1\n"), flow_case.HOSTS.get(3, project.host))
        self.ended(0, project.run("app", "boot", "--version=v1"))
        self.serves(project, "v1")

    def test_a_boot_that_fails_on_one_host_leaves_the_app_serving(self):
        project = self.project("v1")
        flow_case.HOSTS.push(project.service, "v2", kind="unhealthy")
        self.deployed(project, "v1")
        project.write_config(deploy_timeout=3)

        ended = project.run("app", "boot", "--version=v2")

        self.ended(1, ended)
        self.serves(project, "v1")
        self.unlocked(project)

    def test_status_says_what_runs_where_and_whether_the_proxy_leads_to_it(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        self.deployed(project, "v2", "-h", ",".join(flow_case.HOSTS.addresses[:2]))
        flow_case.HOSTS.run(2, f"docker stop -t 1 {project.service}-web-v2")
        self.ended(0, project.run("app", "maintenance", "-h", flow_case.HOSTS.addresses[2], "--drain-timeout=1"))

        table = project.run("status", "-q")
        asked = project.run("status", "-q", "--json")

        self.ended(0, table)
        self.assertIn("Mixed versions: ", table.text)
        self.assertIn("Deploy lock: free", table.text)
        roles = json.loads(asked.text)["roles"]
        self.assertEqual([("v2", "running", "running"), (None, None, "other"), ("v1", "running", "stopped")],
                         [(role["version"], role["health"], role["proxy"]) for role in roles])
        for role in roles[0], roles[2]:
            self.assertRegex(role["since"], r"^20\d\d-\d\d-\d\dT")
            self.assertRegex(role["image_built"], r"^20\d\d-\d\d-\d\dT")

    def test_remove_leaves_the_neighbour_and_its_proxy_alone(self):
        neighbour, project = self.project("v1", env={"secret": ["TOKEN"]}), self.project("v1", env={"secret": ["TOKEN"]})
        for app in neighbour, project:
            app.write(".kamal/secrets", app.read(".kamal/secrets") + "TOKEN=hunter2\n")
            self.deployed(app, "v1")
        before = self.traces(neighbour)
        self.assertNotIn([""] * 3, before)

        asked = project.run("remove", "--version=v1")
        self.ended(2, asked)
        self.assertIn("--confirmed", asked.text)
        self.serves(project, "v1")
        with Load(flow_case.HOSTS, neighbour.host) as load:
            removed = project.run("remove", "-y", "--version=v1")

        self.ended(0, removed)
        self.assertEqual(({}, ["version v1"]), (load.errors, list(load.answers)))
        self.assertEqual(before, self.traces(neighbour))
        self.assertIn("the proxy stays on all hosts, since other apps use it", removed.text)
        self.serves(neighbour, "v1")
        *left, files = self.traces(project)
        self.assertEqual([["", "", ""]] * len(left), left)
        self.assertEqual([f".kamal/{project.service}-audit.log\n"] * 3, files)  # as Kamal leaves it
        self.assertEqual(404, self.answer(project))
        self.unlocked(project)
        self.ended(0, project.run("remove", "-y", "--version=v1"))  # twice does no harm
        self.deployed(project, "v1")
        self.serves(project, "v1")

    def test_a_proxy_that_serves_apps_is_not_removed(self):
        project = self.project("v1")
        self.deployed(project, "v1")

        ended = project.run("proxy", "remove", "-y", "--version=v1")

        self.ended(1, ended)
        self.assertIn("--force", ended.text)
        self.serves(project, "v1")
        self.unlocked(project)

    def test_a_proxy_that_is_rebooted_serves_on_with_its_hooks_around(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        for name in ("pre-proxy-reboot", "post-proxy-reboot"):
            project.hook(name, f'echo {name} "$KAMAL_HOSTS" "$KAMAL_COMMAND" "$KAMAL_SUBCOMMAND" >>told')

        self.ended(0, project.run("proxy", "reboot", "--rolling", "-y", "--version=v1"))

        self.until(lambda: self.answer(project) == 200)
        self.serves(project, "v1")
        told = project.read("told").splitlines()
        self.assertEqual([f"{when}-proxy-reboot {host} proxy reboot" for host in flow_case.HOSTS.addresses
                          for when in ("pre", "post")], told)  # fmt: skip

    def test_accessories_come_and_go(self):
        project = self.project("v1")
        image = f"{flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}:v1"
        hosts = flow_case.HOSTS.addresses[:2]
        project.write_config(accessories={"cache": {"image": image, "hosts": hosts, "directories": ["data:/data"]}})
        name = f"{project.service}-cache"
        running = lambda: flow_case.HOSTS.on_each(f"docker ps --filter name=^{name}$ --format '{{{{.ID}}}}'")  # noqa: E731

        self.ended(0, project.run("accessory", "boot", "all", "--version=v1"))
        first = running()
        self.assertEqual([True, True, False], [bool(each) for each in first])
        self.ended(0, project.run("accessory", "boot", "cache", "--version=v1"))
        self.assertEqual(first, running())
        self.ended(0, project.run("accessory", "reboot", "cache", "--version=v1"))
        second = running()
        self.assertTrue(second[0] and second[0] != first[0])
        self.ended(0, project.run("accessory", "stop", "cache", "--version=v1"))
        self.assertEqual(["", "", ""], running())
        self.ended(0, project.run("accessory", "start", "cache", "--version=v1"))
        self.assertEqual(second, running())
        details = project.run("accessory", "details", "cache")
        self.ended(0, details)
        self.assertIn(f"Accessory cache Host: {hosts[1]}", details.text)
        self.ended(0, project.run("accessory", "remove", "cache", "-y", "--version=v1"))
        self.assertEqual(["", "", ""], running())
        self.assertEqual(["", "", ""], flow_case.HOSTS.on_each(f"ls -d {name} 2>/dev/null || true"))

    def test_an_accessory_that_does_not_exist_is_named_and_nothing_is_touched(self):
        project = self.project()
        before = flow_case.HOSTS.connections()

        ended = project.run("accessory", "reboot", "nope", "--version=v1")

        self.ended(2, ended)
        self.assertIn("there is no accessory nope", ended.text)
        self.assertEqual(before, flow_case.HOSTS.connections())
