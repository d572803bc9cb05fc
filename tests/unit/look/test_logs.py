"""Logs: JSON lines that hold no personal data, kept for at most a year."""

import configparser
import json
import logging
import re
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from look.logs import gunicorn_logging, json_formatter
from tests.servers.programs import require_program

DEPLOY = Path(__file__).parents[3] / "deploy"
YEAR = 365


@pytest.fixture
def written() -> Iterator[StringIO]:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_formatter())
    log = logging.getLogger("test.logs")
    log.addHandler(handler)
    yield stream
    log.removeHandler(handler)


def test_a_line_is_one_object_with_time_and_level(written: StringIO) -> None:
    logging.getLogger("test.logs").warning("Redis took no news of %s\nin time", "the log")
    (line,) = written.getvalue().splitlines()
    found = json.loads(line)
    assert found.pop("timestamp").endswith("Z")
    assert found == {"event": "Redis took no news of the log\nin time", "level": "warning", "logger": "test.logs"}


def test_of_an_exception_type_and_place_are_written_but_no_word_of_it(written: StringIO) -> None:
    try:
        try:
            int("Yamada Taro")
        except ValueError as error:
            raise RuntimeError("Key (mail)=(taro@example.jp) already exists") from error
    except RuntimeError:
        logging.getLogger("test.logs").exception("Exception on %s", "/<chamber>/register")
    found = json.loads(written.getvalue())
    assert found["exception"] == ["builtins.RuntimeError", "builtins.ValueError"]
    assert re.search(r"test_logs\.py:\d+ test_of_an_exception", found["at"][-1])
    assert not re.search("Yamada|taro|Key", written.getvalue())


def test_a_mail_address_is_blotted_out_wherever_it_stands(written: StringIO) -> None:
    logging.getLogger("test.logs").error("No answer to %s, nor to hanako.b+x@mail.example.co.jp.", "taro@example.jp")
    assert "No answer to …@…, nor to …@…." in written.getvalue()


def test_gunicorn_writes_the_same_lines_and_no_addresses() -> None:
    settings = gunicorn_logging()
    assert settings["formatters"]["json"]["()"] == "look.logs.json_formatter"
    assert settings["loggers"]["gunicorn.access"]["level"] == "CRITICAL"


def test_files_are_kept_for_a_year_at_most(tmp_path: Path) -> None:
    source = DEPLOY / "logrotate" / "originseal"
    settings = dict(re.findall(r"^    (rotate|maxage) (\d+)$", source.read_text(), re.MULTILINE))
    assert int(settings["rotate"]) <= YEAR
    assert int(settings["maxage"]) <= YEAR
    assert "    daily\n" in source.read_text()
    copy = tmp_path / "originseal"  # logrotate refuses a file that others may write
    copy.write_bytes(source.read_bytes())
    copy.chmod(0o644)
    program = require_program("logrotate", "logrotate")
    command = [str(program), "--debug", "--state", str(tmp_path / "state"), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "(365 rotations)" in done.stderr + done.stdout
    assert "error" not in (done.stderr + done.stdout).lower()


def test_the_journal_is_kept_for_a_year_at_most() -> None:
    parser = configparser.ConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation says
    parser.read(DEPLOY / "journald" / "originseal.conf")
    kept = re.fullmatch(r"(\d+)day", parser["Journal"]["MaxRetentionSec"])
    assert kept is not None
    assert int(kept[1]) <= YEAR
    assert parser["Journal"]["MaxFileSec"] == "1day"
