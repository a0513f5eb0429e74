# The registry of the playground: plain HTTP, no accounts.
set -eu
mkdir -p /var/lib/registry
cat >/run/registry.yml <<END
version: 0.1
log: {level: warn}
storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}
http: {addr: ":5000"}
END
exec docker-registry serve /run/registry.yml
