"""The operator's settings: unknown and half-set ones stop the start with a sentence."""

from pathlib import Path

import pytest

from operations.config import load_config
from operations.errors import ConfigError

CANARY = {
    "OPERATIONS_REFERENCE_URL": "https://seal.example.jp/",
    "OPERATIONS_CANARY_NUMBER": "TYO26-000001-GES0-X1TY",
    "OPERATIONS_CANARY_DATE": "2026-11-23",
}


def test_a_file_and_the_environment_which_wins(tmp_path: Path) -> None:
    file = tmp_path / "operations.toml"
    file.write_text('reference_url = "https://old.example.jp"\nservice_name = "証明"\n', encoding="utf-8")
    config = load_config({"OPERATIONS_CONFIG": str(file), **CANARY}, directory=tmp_path)
    assert config.reference_url == "https://seal.example.jp"
    assert config.service_name == "証明"
    assert config.trust_folder == tmp_path / "trust"
    assert [(each.number, each.reason) for each in config.canaries] == [("TYO26-000001-GES0-X1TY", "IN_FORCE")]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"OPERATIONS_CANERY_NUMBER": "x"}, "Unknown setting 'canery_number'"),
        ({"OPERATIONS_REFERENCE_URL": "seal.example.jp"}, "reference_url is"),
        ({"OPERATIONS_REFERENCE_URL": "https://user@seal.example.jp"}, "reference_url is"),
        ({"OPERATIONS_CANARY_DATE": "2026-11-23"}, "canary_number is missing"),
        (CANARY | {"OPERATIONS_CANARY_NUMBER": "TYO26-000001-GES0-X1TX"}, "canary_number and canary_date"),
        (CANARY | {"OPERATIONS_CANARY_DATE": "yesterday"}, "canary_number and canary_date"),
        (CANARY | {"OPERATIONS_CANARY_FILE": "/nowhere.pdf"}, "which is not there"),
        ({**CANARY, "OPERATIONS_REFERENCE_URL": " "}, "no reference_url"),
        ({"OPERATIONS_TEXTFILE": "/var/lib/probe.txt"}, r"end in \.prom"),
        ({"OPERATIONS_CONFIG": "/nowhere.toml"}, "cannot be read"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_meant_is_refused(settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_config(settings)
