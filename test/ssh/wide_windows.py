"""An SSH server whose windows and packets are as large as their 32 bits allow: wide_windows.py PORT PUBLIC_KEY FOLDER

Takes the key for any user, and runs commands in /bin/sh. Writes its host key to FOLDER/host_key.pub when it listens.
"""
import pathlib
import socket
import subprocess
import sys
import threading

import paramiko

WIDEST = 0xFFFFFFFF


class Server(paramiko.ServerInterface):
    def __init__(self, allowed):
        self.allowed = allowed

    def check_auth_publickey(self, username, key):
        return paramiko.AUTH_SUCCESSFUL if key.get_base64() == self.allowed else paramiko.AUTH_FAILED

    def get_allowed_auths(self, username):
        return "publickey"

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel, command):
        threading.Thread(target=run, args=(channel, command), daemon=True).start()
        return True


def run(channel, command):
    child = subprocess.Popen(["/bin/sh", "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def feed():
        try:
            while data := channel.recv(65536):
                child.stdin.write(data)
            child.stdin.close()
        except OSError:
            pass

    def pass_on(pipe, send):
        while data := pipe.read1(65536):
            send(data)

    threads = [threading.Thread(target=pass_on, args=(child.stdout, channel.sendall)),
               threading.Thread(target=pass_on, args=(child.stderr, channel.sendall_stderr))]
    threading.Thread(target=feed, daemon=True).start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    channel.send_exit_status(child.wait())
    channel.close()


def main():
    port, public_key, folder = int(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    host_key = paramiko.RSAKey.generate(3072)
    server = socket.create_server(("127.0.0.1", port))
    (folder / "host_key.new").write_text(f"ssh-rsa {host_key.get_base64()}\n")
    (folder / "host_key.new").rename(folder / "host_key.pub")
    while True:
        client, _ = server.accept()
        transport = paramiko.Transport(client, default_window_size=WIDEST, default_max_packet_size=WIDEST)
        # Paramiko's own limits are what is to be passed by: it would cut them to sensible sizes.
        transport._sanitize_window_size = lambda size: size or WIDEST
        transport._sanitize_packet_size = lambda size: size or WIDEST
        transport.add_server_key(host_key)
        transport.start_server(server=Server(public_key.split()[1]))


if __name__ == "__main__":
    main()
