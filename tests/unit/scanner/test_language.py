"""The scanner speaks six languages: complete catalogues, a choice by option or system, English for programs."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import scanner
from scanner import language, words
from scanner.cli import main
from scanner.language import N_, _
from signing.number import parse_number
from signing.result import Reason
from tests.catalogues import Translation, marked

PACKAGE = Path(scanner.__path__[0])
TRANSLATED = [code for code in language.LOCALES if code != language.ENGLISH]


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the program as it was."""
    yield
    language.use(language.ENGLISH)


class TestCatalogues:
    """Nothing is left out, left over or left unsure."""

    def test_the_marked_texts_are_found(self) -> None:
        assert {"In force: now compare", "Revoked", "options"} <= marked(PACKAGE)

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_a_catalogue_is_complete(self, code: str) -> None:
        assert list(Translation(PACKAGE, code, language.LOCALES).problems()) == []

    @pytest.mark.parametrize("code", TRANSLATED)
    def test_no_two_outcomes_become_one(self, code: str) -> None:
        headlines = {*words.HEADLINES.values(), words.NOW_COMPARE}
        language.use(code)
        assert len({_(text) for text in headlines}) == len(headlines)

    def test_what_is_wrong_with_a_catalogue_is_found(self, tmp_path: Path) -> None:
        folder = tmp_path / "translations" / "ja" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (tmp_path / "translations" / "babel.toml").write_text('[[mappings]]\nmethod = "python"\npattern = "**.py"\n')
        (tmp_path / "said.py").write_text('_("One more")\n_("Page %(number)d")\n_("As it was")\n_("Never said")\n')
        (folder / "messages.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
            'msgid "Page %(number)d"\nmsgstr "頁"\n\nmsgid "As it was"\nmsgstr "As it was"\n\n'
            'msgid "Never said"\nmsgstr ""\n\nmsgid "Gone"\nmsgstr "済"\n',
            encoding="utf-8",
        )
        assert sorted(Translation(tmp_path, "ja", language.LOCALES).problems()) == [
            "left in English: 'As it was'",
            "not translated: 'Never said'",
            "other placeholders: 'Page %(number)d'",
            "said nowhere any more: 'Gone'",
            "translate it (see the docs, “Languages”): 'One more'",
        ]


class TestChoice:
    """`--language` first, then what the system says, then English."""

    @pytest.mark.parametrize(
        ("environment", "code"),
        [
            ({}, "en"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "ja_JP.UTF-8"}, "ja"),
            ({"LANG": "ja_JP.UTF-8", "LC_ALL": "fr_FR.UTF-8"}, "fr"),
            ({"LANGUAGE": "xx:es:fr", "LANG": "ja_JP.UTF-8"}, "es"),
            ({"SCANNER_LANGUAGE": "ar", "LANGUAGE": "es"}, "ar"),
            ({"LANG": "zh_CN.GB18030"}, "zh"),
            ({"LANG": "zh-Hans"}, "zh"),
            ({"LANG": "\x00😀" * 1000}, "en"),
        ],
    )
    def test_the_system_is_asked(self, environment: dict[str, str], code: str) -> None:
        assert language.preferred(environment) == code

    @pytest.mark.parametrize("place", ["before", "after"])
    def test_the_option_stands_anywhere(self, place: str, capsys: pytest.CaptureFixture[str]) -> None:
        wish = ["--language", "ja"]
        command = ["decode", "--help"]
        assert main([*wish, *command] if place == "before" else [*command, *wish]) == 0
        assert "使い方" in capsys.readouterr().out

    def test_a_language_that_there_is_not_is_refused_with_a_list(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--language", "tlh", "decode", "x.png"]) == 64
        assert "'en', 'ja', 'zh', 'es', 'fr', 'ar'" in capsys.readouterr().err

    def test_programs_are_answered_in_english(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "empty.pdf").touch()
        arguments = ["check", "--json", "--offline", "--trust", str(tmp_path / "none"), str(tmp_path / "empty.pdf")]
        english = main(arguments), capsys.readouterr().out
        assert (main(["--language", "ja", *arguments]), capsys.readouterr().out) == english

    def test_a_whole_program_speaks_it(self, tmp_path: Path) -> None:
        answer = subprocess.run(
            [sys.executable, "-m", "scanner", "decode", str(tmp_path / "nothing.pdf")],
            env=os.environ | {"SCANNER_LANGUAGE": "fr", "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert answer.returncode == 2
        assert "nothing.pdf" in answer.stderr
        assert "does not exist" not in answer.stderr


class TestWords:
    """A text is filled after it was translated, and marked without being translated."""

    def test_a_placeholder_is_filled(self) -> None:
        assert _("The code leads to %(host)s.", host="a.example") == "The code leads to a.example."

    def test_a_text_without_values_may_hold_a_percent_sign(self) -> None:
        assert _("100 %") == "100 %"

    def test_a_marked_text_stays_english(self) -> None:
        language.use("ja")
        assert N_("Revoked") == "Revoked"
        assert _(N_("Revoked")) != "Revoked"

    @pytest.mark.parametrize("code", language.LOCALES)
    def test_a_verdict_reads_as_one(self, code: str) -> None:
        from signing.result import Verdict, VerificationResult

        language.use(code)
        number = "TYO26001234K7QM3XW7"
        result = VerificationResult(
            Verdict.INVALID, Reason.REVOKED, number=number, issued=dt.date(2026, 11, 20), chamber="東京商工会議所"
        )
        lines = words.describe(result)
        assert parse_number(number).printed in lines[1]
        assert "東京商工会議所" in lines[1]
        assert "2026" in lines[1]
        assert json.dumps(lines, ensure_ascii=False).count("%(") == 0
