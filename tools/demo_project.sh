#!/bin/sh
# demo_project.sh FOLDER: writes the project that the demo deploys, for the fleet of the FLEET_ variables.
set -eu
folder=$1
mkdir -p "$folder/config" "$folder/.kamal/hooks"
first=${FLEET_HOSTS%% *}

cat >"$folder/config/deploy.yml" <<EOF
service: app
image: app

servers:
  web: [$(echo "$FLEET_HOSTS" | sed 's/ /, /g')]
  workers:
    hosts: [$first]
    cmd: /app/worker

registry:
  server: $FLEET_REGISTRY
  username: $FLEET_REGISTRY_USER
  password: [REGISTRY_PASSWORD]

env:
  clear: {GREETING: hello}
  secret: [DATABASE_URL]

proxy:
  host: app.example
  app_port: 80
  healthcheck: {path: /up, interval: 1}

builder:
  arch: amd64

deploy_timeout: 5    # seconds that a new version has to get healthy in
drain_timeout: 5
readiness_delay: 1
EOF

cat >"$folder/.kamal/secrets" <<EOF
REGISTRY_PASSWORD='$FLEET_REGISTRY_PASSWORD'
DATABASE_URL='postgres://app:s3cret@db.example/app'
EOF

cat >"$folder/.kamal/hooks/pre-deploy" <<'EOF'
#!/bin/sh
if [ "${STAGING:-up}" = down ]; then
    echo "Staging is down; refusing to deploy" >&2
    exit 1
fi
echo "staging check passed, $KAMAL_PERFORMER may deploy $KAMAL_VERSION to $KAMAL_HOSTS"
EOF
cat >"$folder/.kamal/hooks/post-deploy" <<'EOF'
#!/bin/sh
echo "Deployed $KAMAL_VERSION in ${KAMAL_RUNTIME}s"
EOF
cat >"$folder/.kamal/hooks/post-deploy-failure" <<'EOF'
#!/bin/sh
echo "paging somebody: deploy of $KAMAL_VERSION failed after ${KAMAL_RUNTIME}s: $KAMAL_ERROR"
exit 7    # the pager is down too: that is logged, and changes nothing
EOF
chmod +x "$folder"/.kamal/hooks/*

cd "$folder"
git init -q
git config user.name "Demo Deployer"
git config user.email demo@app.example
git add -A
git commit -q -m "The app"
