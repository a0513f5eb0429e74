# Makes the key that opens the hosts, and the one that they show: four lines, private ones in Base64.
set -eu
cd /tmp
for name in user host; do
    ssh-keygen -q -t ed25519 -N '' -C playground -f "$name"
    base64 -w0 "$name"
    echo
    cut -d' ' -f1,2 "$name.pub"
done
