#!/bin/bash
# What sshd runs for every command that a client sends: the command, in the home of the host that was called.
read -r _ client_port host _ <<<"$SSH_CONNECTION"
export PARITY_HOST=$host PARITY_CONNECTION=$client_port PARITY_SOCKET=@ROOT@/docker.socket
export HOME=@ROOT@/hosts/$host PATH=@ROOT@/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
mkdir -p "$HOME" && cd "$HOME" && exec bash --norc -c "$SSH_ORIGINAL_COMMAND"
