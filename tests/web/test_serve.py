"""``dueregard serve`` as a process: it says where it listens, answers, and ends when it is told to."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from web_made import made_node

COMMAND = str(Path(sys.executable).with_name("dueregard"))


def test_it_serves_until_it_is_told_to_end(tmp_path):
    made_node(tmp_path / "node").close()
    command = [COMMAND, "serve", "--node", str(tmp_path / "node"), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        try:
            said = ""
            while "Serving" not in said:
                said = running.stderr.readline()
                assert said, "it ended before it served"
            address = said.split(" at ")[1].split()[0]
            with urllib.request.urlopen(address + "health", timeout=20) as answer:
                assert json.load(answer)["entries"] == 2
            running.send_signal(signal.SIGTERM)
            began = time.monotonic()
            running.wait(20)
            assert time.monotonic() - began < 10
        finally:
            running.kill()
        rest = running.stderr.read()
    assert "Traceback" not in rest
    assert "GET /api/v1/health 200" in rest
    assert "127.0.0.1" not in rest


def test_a_port_in_use_is_said(tmp_path):
    made_node(tmp_path / "node").close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [COMMAND, "serve", "--node", str(tmp_path / "node"), "--port", port]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert f"nothing can listen at 127.0.0.1, port {port}" in ended.stderr


def test_a_folder_without_a_node_is_said(tmp_path):
    ended = subprocess.run(
        [COMMAND, "serve", "--node", str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 3
    assert "there is no node here" in ended.stderr
