"""The hooks around a real deploy."""
import flow_case
from flow_case import FlowCase


class Hooks(FlowCase):
    def test_a_refusing_pre_deploy_hook_keeps_every_host_untouched(self):
        project = self.project("v1")
        project.hook("pre-deploy", 'echo "checking"; echo "staging is down" >&2; exit 7')
        project.hook("post-deploy", "touch deployed")
        project.hook("post-deploy-failure", "touch told")
        before = flow_case.HOSTS.connections()

        ended = project.deploy("v1")

        self.ended(4, ended)
        self.has_line("[hook:pre-deploy] checking", ended)
        self.has_line("[hook:pre-deploy] staging is down", ended)
        self.assertLess(ended.text.index("checking"), ended.text.index("staging is down"))
        self.assertIn("Hook pre-deploy exited with code 7", ended.text)
        self.assertFalse(project.has("deployed") or project.has("told"))
        self.assertEqual(before, flow_case.HOSTS.connections())

    def test_a_refusing_pre_app_boot_hook_leaves_the_old_version_and_fires_the_failure_hook(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        project.hook("pre-app-boot", "exit 1")
        project.hook("post-deploy-failure", 'printf "%s" "$KAMAL_ERROR" >told')

        ended = project.deploy("v2")

        self.ended(4, ended)
        self.serves(project, "v1")
        self.unlocked(project)
        self.assertIn("pre-app-boot", project.read("told"))

    def test_a_failing_post_deploy_hook_fails_a_deploy_that_is_done(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        project.hook("post-deploy", 'echo "cannot reach the chat"; exit 3')
        project.hook("post-deploy-failure", 'echo run >>told; printf "%s" "$KAMAL_ERROR" >>told')

        ended = project.deploy("v2")

        self.ended(4, ended)
        self.has_line("[hook:post-deploy] cannot reach the chat", ended)
        self.serves(project, "v2")
        self.unlocked(project)
        self.assertEqual(["run", "Hook post-deploy exited with code 3"], project.read("told").splitlines())

    def test_a_failing_failure_hook_is_logged_and_changes_nothing(self):
        project = self.project("v1")
        project.hook("post-deploy-failure", "exit 5")

        ended = project.deploy("v9")

        self.ended(1, ended)
        self.has_line("[hook:post-deploy-failure] Hook post-deploy-failure exited with code 5 "
                      "(ignored — surfacing the original deploy error)", ended)

    def test_hooks_get_their_variables_and_no_others(self):
        project = self.project("v1")
        for name in ("pre-deploy", "post-deploy"):
            project.hook(name, f"env | grep ^KAMAL_ | sort >{name}.env")

        self.deployed(project, "v1", env={"KAMAL_ERROR": "old", "KAMAL_ROLE": "old", "KAMAL_REGISTRY_PASSWORD": "mine"})

        common = {"KAMAL_DESTINATION=", "KAMAL_HOSTS=" + ",".join(flow_case.HOSTS.addresses),
                  "KAMAL_PERFORMER=Flow Tester", "KAMAL_REGISTRY_PASSWORD=mine", "KAMAL_VERSION=v1"}
        self.assertEqual(common, set(project.read("pre-deploy.env").splitlines()))
        more = set(project.read("post-deploy.env").splitlines()) - common
        self.assertEqual(1, len(more), more)
        self.assertRegex(more.pop(), r"^KAMAL_RUNTIME=\d+$")

    def test_hooks_can_be_skipped(self):
        project = self.project("v1")
        project.hook("pre-deploy", "exit 1")

        self.deployed(project, "v1", "--skip-hooks")

        self.serves(project, "v1")

    def test_a_hook_that_is_not_executable_is_told_before_anything_runs(self):
        project = self.project("v1")
        project.hook("pre-deploy", "touch ran")
        (project.folder / ".kamal/hooks/pre-deploy").chmod(0o644)
        before = flow_case.HOSTS.connections()

        ended = project.deploy("v1")

        self.ended(2, ended)
        self.assertIn("chmod +x .kamal/hooks/pre-deploy", ended.text)
        self.assertEqual(before, flow_case.HOSTS.connections())
