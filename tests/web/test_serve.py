"""``dueregard serve`` as a process: it says where it listens, answers, and ends when it is told to."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

from invented_run import invented_run
from web_made import made_node

from dueregard.report.folder import write_report

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


def told(*arguments):
    """Return how a command ended and what it said."""
    ended = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=60)
    return ended.returncode, ended.stderr


def test_a_run_is_shown_on_this_machine_and_not_published_unheard(tmp_path):
    made_node(tmp_path / "node").close()
    write_report(replace(invented_run(many=0), fictional=False), tmp_path / "run")
    serve = ("serve", "--node", str(tmp_path / "node"), "--port", "0", "--run", str(tmp_path / "run"))
    for more in (("--host", "0.0.0.0"), ("--behind-proxy", "127.0.0.1")):
        code, said = told(*serve, *more)
        assert code == 2
        assert "serving it there would publish it" in said
    with subprocess.Popen([COMMAND, *serve], stderr=subprocess.PIPE, text=True) as running:
        try:
            said = ""
            while "Pages for a browser at" not in said:
                said = running.stderr.readline()
                assert said, "it ended before it served"
            address = said.split(" at ")[1].strip()
            with urllib.request.urlopen(address + "findings.json", timeout=20) as answer:
                assert json.load(answer)["findings"]
        finally:
            running.kill()


def test_a_run_that_is_not_there_is_said(tmp_path):
    made_node(tmp_path / "node").close()
    code, said = told("serve", "--node", str(tmp_path / "node"), "--run", str(tmp_path))
    assert code == 3
    assert "there is no run" in said


def test_a_folder_without_a_node_is_said(tmp_path):
    ended = subprocess.run(
        [COMMAND, "serve", "--node", str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 3
    assert "there is no node here" in ended.stderr
