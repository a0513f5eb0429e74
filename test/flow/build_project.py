"""A project that is built before it is deployed, by the buildx of this machine in the Docker of a flow host."""
import io
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile

from project import Project

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/fleet"))
import image  # noqa: E402

ARCH = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
BUILDS_ON = 3  # its Docker builds, and it is no server of these projects

# `{0}` is what the app says; the rest is the same for all. No FROM but scratch: nothing can be pulled.
DOCKERFILE = """\
FROM scratch AS app
ADD rootfs.tar /
ENV PATH=/bin APP_KIND=ok APP_VERSION={0}
{1}
CMD ["/app/start"]
"""


def find_plugin(home):
    """Gives the home directory the buildx that ./dev deps has fetched, if docker has none by itself. Whether there is one."""
    environment = {**os.environ, "HOME": home}
    fetched = ROOT / ".dev/buildx/docker-buildx"
    plugin = pathlib.Path(home) / ".docker/cli-plugins/docker-buildx"
    if fetched.exists() and not plugin.exists():
        plugin.parent.mkdir(parents=True, exist_ok=True)
        plugin.symlink_to(fetched)
    asked = subprocess.run(["docker", "buildx", "version"], env=environment, check=False, capture_output=True)
    return asked.returncode == 0


class BuildProject(Project):
    """A git repository with a Dockerfile, all committed. `builder` adds keys to those of deploy.yml's `builder`."""

    def __init__(self, hosts, builder=None, **keys):
        servers = {"web": hosts.addresses[:BUILDS_ON - 1]}
        super().__init__(hosts, **{"servers": servers, "builder": {"arch": ARCH, "driver": "docker", **(builder or {})}, **keys})
        self.docker = hosts.docker(BUILDS_ON)
        layers, _ = image.app_image("unused", "ok", self.service)
        (self.folder / "rootfs.tar").write_bytes(layers[0])
        self.write(".gitignore", ".kamal/secrets*\n/seen*\n")
        self.write_dockerfile("one")
        self.commit("The app says one")

    def write_dockerfile(self, says, *lines):
        self.write("Dockerfile", DOCKERFILE.format(says, "\n".join(lines)))

    def move_into(self, name):
        """The project lies in a folder of its repository from now on."""
        below = self.folder / name
        entries = [entry for entry in self.folder.iterdir() if entry.name != ".git"]
        below.mkdir(parents=True)
        for entry in entries:
            entry.rename(below / entry.name)
        self.commit(f"All is in {name}")
        self.folder = below

    def commit(self, message):
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)

    def git(self, *words):
        return subprocess.run(["git", *words], cwd=self.folder, check=True, text=True, stdout=subprocess.PIPE).stdout.strip()

    def commit_id(self):
        return self.git("rev-parse", "--short", "HEAD")

    def environment(self, **more):
        return super().environment(**{"DOCKER_HOST": self.docker, **more})

    def ask_docker(self, *words):
        """What the Docker that builds answers."""
        return subprocess.run(["docker", *words], env=self.environment(), check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT).stdout.strip()

    def files_of(self, version, *paths):
        """What the files of a built image say, as the Docker that builds has it."""
        name = f"{self.service}-look"
        image_name = f"{self.keys['registry']['server']}/{self.service}:{version}"
        self.ask_docker("create", "--name", name, image_name)
        found = {path: self.copy_out(f"{name}:{path}") for path in paths}
        self.ask_docker("rm", name)
        return found

    def copy_out(self, source):
        copied = subprocess.run(["docker", "cp", source, "-"], env=self.environment(), check=True, stdout=subprocess.PIPE).stdout
        with tarfile.open(fileobj=io.BytesIO(copied)) as tar:
            return tar.extractfile(tar.next()).read().decode()

    def close(self):
        images = self.ask_docker("image", "ls", "-q", "--filter", f"label=service={self.service}").split()
        if images:
            self.ask_docker("image", "rm", "--force", *set(images))
        shutil.rmtree(pathlib.Path(self.hosts.env["FLEET_HOME"]) / ".cache/wheels", ignore_errors=True)
        super().close()
