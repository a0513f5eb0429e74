"""The flow when all goes well: deploy, redeploy, rollback, roles, groups; what is on the hosts afterwards."""
import base64

import flow_case
from fleet_hosts import Load
from flow_case import FlowCase


class Deploys(FlowCase):
    def test_a_first_deploy_serves_on_every_host(self):
        project = self.project("v1", servers={"web": {"hosts": flow_case.HOSTS.addresses, "labels": {"tier": "front"}}},
                               env={"clear": {"GREETING": "hello"}})

        self.deployed(project, "v1")

        self.serves(project, "v1")
        self.unlocked(project)
        name = f"{project.service}-web-v1"
        labels = "{{.Config.Labels.service}} {{.Config.Labels.role}} {{.Config.Labels.tier}} " \
                 "{{.HostConfig.RestartPolicy.Name}} {{.HostConfig.NetworkMode}}"
        for number, seen in enumerate(flow_case.HOSTS.on_each(f"docker inspect {name} --format '{labels}'"), 1):
            self.assertEqual(f"{project.service} web front unless-stopped kamal", seen.strip())
            env = dict(line.split("=", 1) for line in self.app_environment(number, project))
            self.assertEqual("hello", env["GREETING"])
            self.assertEqual(name, env["KAMAL_CONTAINER_NAME"])
            self.assertEqual("v1", env["KAMAL_VERSION"])
            self.assertEqual(flow_case.HOSTS.addresses[number - 1], env["KAMAL_HOST"])

    def app_environment(self, number, project):
        status, text = flow_case.HOSTS.get(number, project.host, "/cgi-bin/env")
        self.assertEqual(200, status)
        return text.rstrip(b"\0").decode().split("\0")

    def test_no_request_fails_while_a_version_takes_over(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")

        with Load(flow_case.HOSTS, project.host) as load:
            self.deployed(project, "v2")

        self.assertEqual({}, load.errors)
        self.assertEqual({"version v1", "version v2"}, set(load.answers))
        self.serves(project, "v2")
        self.assertEqual([[f"{project.service}-web-v1", f"{project.service}-web-v2"]] * 3,
                         flow_case.HOSTS.containers(project.service, everything=True))

    def test_a_redeploy_replaces_the_container_of_its_version_and_leaves_the_proxy_alone(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        proxies = flow_case.HOSTS.on_each("docker inspect kamal-proxy --format '{{.Id}} {{.State.StartedAt}}'")
        before = flow_case.HOSTS.on_each(f"docker inspect {project.service}-web-v1 --format '{{{{.Id}}}}'")

        with Load(flow_case.HOSTS, project.host) as load:
            self.deployed(project, "v1", verb=["redeploy"])

        self.assertEqual({}, load.errors)
        self.serves(project, "v1")
        after = flow_case.HOSTS.on_each(f"docker inspect {project.service}-web-v1 --format '{{{{.Id}}}}'")
        self.assertFalse(set(before) & set(after))
        self.assertEqual(proxies, flow_case.HOSTS.on_each("docker inspect kamal-proxy --format '{{.Id}} {{.State.StartedAt}}'"))

    def test_a_rollback_brings_a_version_back(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        self.deployed(project, "v2")

        with Load(flow_case.HOSTS, project.host) as load:
            ended = project.run("rollback", "v1")

        self.ended(0, ended)
        self.assertEqual({}, load.errors)
        self.serves(project, "v1")
        self.unlocked(project)

    def test_a_rollback_to_a_version_that_a_host_lacks_changes_nothing(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        self.deployed(project, "v2")
        flow_case.HOSTS.run(2, f"docker rm {project.service}-web-v1")

        ended = project.run("rollback", "v1")

        self.ended(1, ended)
        self.assertIn(flow_case.HOSTS.addresses[1], ended.text)
        self.assertIn("there is no container of version v1; there are: v2", ended.text)
        self.serves(project, "v2")
        self.unlocked(project)

    def test_a_rollback_without_a_version_goes_to_the_one_before_once_somebody_said_yes(self):
        project = self.project("v1", "v2", "v3")
        for version in ("v1", "v2", "v3"):
            self.deployed(project, version)
        for name in ("pre-connect", "pre-deploy", "post-deploy"):
            project.hook(name, f'echo {name} "$KAMAL_VERSION" >>told')

        refused = project.run("rollback", "-h", flow_case.HOSTS.addresses[0])
        self.ended(2, refused)
        self.assertIn(f"`wheels deploy rollback v2 --hosts {flow_case.HOSTS.addresses[0]}`", refused.text)
        self.assertIn("The version before is v2, made ", refused.text)
        self.assertIn(f"Now runs v3 on 1 host: {flow_case.HOSTS.addresses[0]}.", refused.text)
        self.serves(project, "v3")
        planned = project.run("rollback", "--dry-run")
        self.ended(0, planned)
        self.assertIn("The version before is v2", planned.text)
        self.assertIn(f"--name {project.service}-web-v2 ", planned.text)
        self.serves(project, "v3")
        project.write("told", "")

        self.ended(0, project.run("rollback", "-y"))

        self.serves(project, "v2")
        self.assertEqual(["pre-connect", "pre-deploy v2", "post-deploy v2"],
                         [line.strip() for line in project.read("told").splitlines()])
        flow_case.HOSTS.run(2, f"docker rm {project.service}-web-v1")
        lacking = project.run("rollback", "-y")  # v3 is newer than v2
        self.ended(1, lacking)
        self.assertIn(f"v1 is not on {flow_case.HOSTS.addresses[1]} (web)", lacking.text)
        self.serves(project, "v2")
        self.unlocked(project)

    def test_workers_run_without_the_proxy_where_their_role_is(self):
        hosts = flow_case.HOSTS.addresses
        project = self.project("v1", "v2", servers={"web": hosts[:2], "workers": {"hosts": hosts[1:], "cmd": "/app/worker"}})
        self.deployed(project, "v1")

        self.deployed(project, "v2")

        service = project.service
        self.assertEqual([[f"{service}-web-v2"], [f"{service}-web-v2", f"{service}-workers-v2"], [f"{service}-workers-v2"]],
                         flow_case.HOSTS.containers(service))
        self.serves(project, "v2", hosts=[1, 2])
        logs = flow_case.HOSTS.run(3, f"docker logs {service}-workers-v1")
        self.assertEqual(["worker v1 starts", "worker v1 ends"], logs.splitlines())
        self.assertNotIn(f"{service}-workers", flow_case.HOSTS.run(2, "docker exec kamal-proxy kamal-proxy list"))

    def test_groups_boot_one_after_the_other_between_their_hooks(self):
        project = self.project("v1", boot={"limit": 2, "wait": 0})
        for name in ("pre-app-boot", "post-app-boot"):
            project.hook(name, f'echo "{name} $KAMAL_HOSTS" >>order')

        self.deployed(project, "v1")

        first, second = ",".join(flow_case.HOSTS.addresses[:2]), flow_case.HOSTS.addresses[2]
        self.assertEqual([f"pre-app-boot {first}", f"post-app-boot {first}", f"pre-app-boot {second}",
                          f"post-app-boot {second}"], project.read("order").splitlines())
        self.serves(project, "v1")

    def test_a_filter_keeps_the_deploy_to_its_hosts_and_the_lock_where_it_is(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        flow_case.HOSTS.run(1, f"mkdir .kamal/lock-{project.service}")
        self.ended(3, project.deploy("v2", "--hosts", flow_case.HOSTS.addresses[2]))
        flow_case.HOSTS.run(1, f"rmdir .kamal/lock-{project.service}")

        self.deployed(project, "v2", "--hosts", flow_case.HOSTS.addresses[2])

        self.serves(project, "v1", hosts=[1, 2])
        self.serves(project, "v2", hosts=[3])

    def test_a_dry_run_opens_no_connection(self):
        project = self.project("v1")
        project.hook("pre-deploy", "touch ran")
        before = flow_case.HOSTS.connections()

        ended = project.deploy("v1", "--dry-run")

        self.ended(0, ended)
        self.assertIn(f"docker run --detach --restart unless-stopped --name {project.service}-web-v1", ended.text)
        self.assertNotIn(flow_case.HOSTS.env["FLEET_REGISTRY_PASSWORD"], ended.text)
        self.assertFalse(project.has("ran"))
        self.assertEqual(before, flow_case.HOSTS.connections())


class OnTheHosts(FlowCase):
    """Files, modes and words that Kamal would leave there too."""

    def test_files_and_modes_are_kamals(self):
        project = self.project("v1", env={"secret": ["TOKEN"]})
        project.write(".kamal/secrets", project.read(".kamal/secrets") + "TOKEN=abc\n")
        self.deployed(project, "v1")

        seen = flow_case.HOSTS.run(1, f"find .kamal -path '*{project.service}*' -printf '%M %P\\n'; stat -c '%A %n' .kamal .kamal/proxy")

        service = project.service
        self.assertEqual(sorted([
            f"-rw-r--r-- {service}-audit.log",
            f"drwxr-xr-x apps/{service}",
            f"drwxr-xr-x apps/{service}/env",
            f"drwxr-xr-x apps/{service}/env/roles",
            f"-rw------- apps/{service}/env/roles/web.env",
            "drwxr-xr-x .kamal",
            "drwxr-xr-x .kamal/proxy",
        ]), sorted(seen.splitlines()))
        self.assertEqual("TOKEN=abc\n", flow_case.HOSTS.run(1, f"cat .kamal/apps/{service}/env/roles/web.env"))

    def test_a_destination_is_part_of_every_name(self):
        project = self.project("v1")
        project.write("config/deploy.staging.yml", "env: {clear: {STAGE: staging}}\n")
        project.write(".kamal/secrets.staging", project.read(".kamal/secrets"))

        self.deployed(project, "v1", "-d", "staging")

        service = project.service
        self.assertEqual([[f"{service}-web-staging-v1"]] * 3, flow_case.HOSTS.containers(service))
        seen = flow_case.HOSTS.run(1, "ls -d .kamal/*" + service + "* .kamal/apps/*")
        self.assertIn(f".kamal/{service}-staging-audit.log", seen.split())
        self.assertIn(f".kamal/apps/{service}-staging", seen.split())
        self.assertIn(f"{service}-web-staging", flow_case.HOSTS.run(1, "docker exec kamal-proxy kamal-proxy list"))
        flow_case.HOSTS.on_each(f"docker exec kamal-proxy kamal-proxy remove {service}-web-staging")

    def test_the_audit_log_says_what_was_done_in_kamals_words(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        self.deployed(project, "v2")

        log = flow_case.HOSTS.run(2, f"cat .kamal/{project.service}-audit.log").splitlines()

        image = f"{flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}"
        self.assertRegex(log[0], r"^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\] \[[^]]+\] ")
        words = [line.split("] ")[-1] for line in log]
        for version in ("v1", "v2"):
            self.assertIn(f"Pulled image with version {version}", words)
            self.assertIn(f"Booted app version {version}", words)
            self.assertIn(f"Tagging {image}:{version} as the latest image", words)
        self.assertIn(" [web] Booted app version v2", log[words.index("Booted app version v2")])
        self.ended(0, project.run("audit"))

    def test_old_containers_and_images_are_pruned(self):
        versions = [f"v{i}" for i in range(1, 5)]
        project = self.project(*versions, retain_containers=1)

        for version in versions:
            self.deployed(project, version)

        kept = [f"{project.service}-web-v3", f"{project.service}-web-v4"]
        self.assertEqual([kept] * 3, flow_case.HOSTS.containers(project.service, everything=True))
        images = flow_case.HOSTS.run(1, f"docker images --filter label=service={project.service} --format '{{{{.Tag}}}}'")
        self.assertEqual({"v3", "v4", "latest"}, set(images.split()))

    def test_secrets_arrive_unchanged_and_are_shown_nowhere(self):
        values = {
            "DOLLARS": "a$HOME ${PATH} $(id) $$ $",
            "QUOTES": "it's \"quoted\" `id` \\ \\\\ \\n",
            "SPACES": "  two  spaces\tand a tab ",
            "SIGNS": "#not a comment; & | < > * ? [x] {y} ~ ! % ^ = a=b",
            "WORDS": "grüße 日本語 🚢",
            "LONG": "x" * 5000,
            "EMPTY": "",
        }
        project = self.project("v1", env={"secret": list(values)})
        lines = [f"{name}=$(base64 -d {name}.b64; echo x)" if value.endswith((" ", "\n")) else f"{name}=$(base64 -d {name}.b64)"
                 for name, value in values.items()]
        for name, value in values.items():
            project.write(f"{name}.b64", base64.b64encode(value.encode()).decode() + "\n")
        project.write(".kamal/secrets", project.read(".kamal/secrets") + "\n".join(lines) + "\n")

        ended = self.deployed(project, "v1", "--verbose")

        values["SPACES"] += "x"
        for number in flow_case.HOSTS.numbers:
            _, text = flow_case.HOSTS.get(number, project.host, "/cgi-bin/env")
            env = dict(line.split("=", 1) for line in text.decode().rstrip("\0").split("\0"))
            self.assertEqual(values, {name: env.get(name) for name in values})
        for name in ("DOLLARS", "QUOTES", "SPACES", "SIGNS", "WORDS", "LONG"):
            self.assertNotIn(values[name], ended.text, name)
        self.assertNotIn(flow_case.HOSTS.env["FLEET_REGISTRY_PASSWORD"], ended.text)
