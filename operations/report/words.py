"""The report's words in English and Japanese. A test sees to it that each has both."""

import datetime as dt
from enum import StrEnum
from typing import Final

from operations.errors import RefusedError
from operations.incidents.incident import Kind, Standing
from operations.probe.records import Part
from operations.report.figures import Finding
from operations.report.minutes import State
from operations.times import ZONE, Month

LANGUAGES: Final = ("en", "ja")

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Availability report", "稼働状況報告書"),
    "so_far": ("So far: the month is not over.", "当月は終了していません。現時点までの値です。"),
    "made": ("Made on {at}", "作成日時 {at}"),
    "zone": ("All times are Japan time.", "時刻はすべて日本時間です。"),
    "summary": ("Availability of the month", "当月の稼働率"),
    "part": ("Service", "サービス"),
    "hours": ("Promised hours", "提供時間"),
    "promised": ("Promised", "提供時間（分）"),
    "paused": ("Paused", "休止（分）"),
    "due": ("Counted", "総稼働時間（分）"),
    "down": ("Down", "停止（分）"),
    "unmeasured": ("Not measured", "未測定（分）"),
    "availability": ("Availability", "稼働率"),
    "promise": ("Promise {least} % or more", "基準 {least}%以上"),
    "minutes_note": (
        "Minutes. Paused: pauses of Article 22, which do not count (listed below).",
        "単位は分。休止は規約第22条に基づく休止で、算定から除外します（下記に一覧）。",
    ),
    "formula": ("How it is reckoned", "算定方法"),
    "formula_text": (
        "Availability = (promised − paused − down − not measured) ÷ (promised − paused) × 100. "
        "Minutes in which nobody measured are never taken for up. Figures are cut off, not rounded.",
        "稼働率 ＝（提供時間 − 休止 − 停止 − 未測定）÷（提供時間 − 休止）× 100。"
        "測定していない時間を稼働とはみなしません。端数は切り捨てます。",
    ),
    "of_measured": ("{share} % of the measured minutes", "測定した時間に限れば{share}%"),
    "network": ("Line", "通信回線"),
    "network_text": (
        "Share of the counted minutes in which nothing came back from the machine. Promise: {most} % or less.",
        "算定対象時間のうち、機器から応答がなかった時間の割合。基準は{most}%以下。",
    ),
    "chart": ("The month, minute by minute", "分ごとの状況"),
    "chart_note": (
        "A row for each day, midnight to midnight; the frame shows business hours.",
        "1行が1日（0時〜24時）。枠は営業時間です。",
    ),
    "outages": ("When it was down", "停止の記録"),
    "no_outages": ("It was never found down.", "停止は検出されませんでした。"),
    "pauses": ("Pauses of Article 22", "規約第22条に基づく休止"),
    "no_pauses": ("There were none.", "ありませんでした。"),
    "gaps": ("Not measured", "未測定の時間"),
    "no_gaps": ("Every minute was measured.", "すべての時間を測定しました。"),
    "from": ("From", "開始"),
    "until": ("Until", "終了"),
    "minutes": ("Minutes", "分"),
    "what": ("What", "内容"),
    "noted": ("What the probe noted", "監視の記録"),
    "more": ("and {count} more, {minutes} minutes together", "ほか{count}件、計{minutes}分"),
    "incidents": ("Incidents", "障害の記録"),
    "no_incidents": ("The book has none in this month.", "当月の記録はありません。"),
    "faults": (
        "Faults that stopped the system in {year} up to the end of this month: {count} (promise: {most} or fewer).",
        "{year}年の当月末までのシステム停止を伴う不具合：{count}件（基準 {most}件以下）。",
    ),
    "began": ("Began", "発生"),
    "noticed": ("Noticed", "検知"),
    "restored": ("Restored", "復旧"),
    "lasted": ("Lasted", "所要時間"),
    "recovery": ("Recovery", "復旧時間"),
    "cause": ("Cause", "原因"),
    "done": ("What was done", "対応"),
    "within": ("within {hours} h", "{hours}時間以内"),
    "method": ("How it was measured", "測定方法"),
    "method_text": (
        "A probe outside the system asks once a minute what a bank asks: it opens a connection, looks up a certificate "
        "in force and a revoked one by number and date, and scans their files; the scanner verifies every answer by "
        "the chamber's keys. Of the office it asks for its readiness page. A minute counts as down when any of these "
        "fails, a wrong answer included. A record speaks for two minutes at most.",
        "システム外部の監視プログラムが毎分、金融機関と同じ手順で確認します。接続を開き、有効な証明書と取消済みの証明書を"
        "番号と発給日で照会し、ファイルを読み取り、応答を会議所の鍵で検証します。発給システムは稼働確認ページを確認します。"
        "一つでも失敗（誤った応答を含む）した分は停止とします。一つの記録が示すのは最長2分間です。",
    ),
    "damaged": ("{count} lines of the records could not be read.", "読み取れない記録が{count}行ありました。"),
    "page": ("Page", "ページ"),
    "whole": ("24 hours, 365 days", "24時間365日"),
    "business": ("business hours of {chamber}", "{chamber} 営業時間"),
    "open": ("open", "継続中"),
    "duration": ("{hours} h {minutes} min", "{hours}時間{minutes}分"),
    "article_22_3": ("Closed by the operator (Article 22, paragraph 3): {what}", "第22条第3項による休止：{what}"),
}

_OF: Final[tuple[tuple[StrEnum, str, str], ...]] = (
    (Part.REFERENCE, "Reference service", "照会サービス"),
    (Part.OFFICE, "Issuing office", "発給システム"),
    (State.ATTACK, "attack or other compelling reason", "妨害行為等"),
    (State.EMERGENCY, "emergency maintenance", "緊急保守"),
    (State.ANNOUNCED, "announced maintenance", "事前通知の保守"),
    (State.WRONG, "wrong answer", "誤った応答"),
    (State.NETWORK, "line", "通信回線"),
    (State.FAULT, "fault", "不具合"),
    (State.UP, "up", "稼働"),
    (State.UNMEASURED, "not measured", "未測定"),
    (Kind.HARDWARE, "hardware", "ハードウェア"),
    (Kind.FAULT, "fault", "不具合"),
    (Kind.ATTACK, "attack", "攻撃"),
    (Kind.NETWORK, "network", "通信回線"),
    (Standing.OPEN, "open", "継続中"),
    (Standing.KEPT, "kept", "達成"),
    (Standing.MISSED, "missed", "未達"),
    (Standing.NOT_PROMISED, "no promise", "基準なし"),
    (Finding.KEPT, "kept", "達成"),
    (Finding.MISSED, "missed", "未達"),
    (Finding.NOT_SHOWN, "not shown: too little was measured", "確認できず（測定不足）"),
)
# By type as well: members of different enumerations that are equal as texts are equal.
_BY_MEMBER: Final = {(type(member), str(member)): words for member, *words in _OF}


class Words:
    """One language. `words["title"]`, `words.of(State.UP)`."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise RefusedError(f"{language!r} is none of the report's languages: {', '.join(LANGUAGES)}.")
        self.language = language
        self._place = LANGUAGES.index(language)

    def __getitem__(self, name: str) -> str:
        return _WORDS[name][self._place]

    def of(self, member: StrEnum) -> str:
        """Return the word for a member of an enumeration."""
        return _BY_MEMBER[type(member), str(member)][self._place]

    def month(self, month: Month) -> str:
        """Write a month: November 2026, 2026年11月."""
        return f"{month.year}年{month.month}月" if self.language == "ja" else f"{month.first:%B %Y}"

    def instant(self, instant: dt.datetime) -> str:
        """Write an instant in Japan time to the minute."""
        there = instant.astimezone(ZONE)
        if self.language == "ja":
            return f"{there.year}年{there.month}月{there.day}日 {there:%H:%M}"
        return f"{there.day} {there:%b %Y %H:%M}"

    def duration(self, span: dt.timedelta) -> str:
        """Write a length in hours and minutes."""
        hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
        return self["duration"].format(hours=hours, minutes=minutes)

    def text(self, texts: dict[str, str]) -> str:
        """Choose among texts by language; English is always there."""
        return texts.get(self.language) or texts["en"]
