"""The pages and the file of statistics: what they show, to whom, and what they leave out."""

import csv
import io
import time
from http import HTTPStatus

from issuance.domain.staff import Role
from tests.office_site import OfficeSite, token_in
from tests.signed_in import staff_client

PAGE = "/TYO/desk/statistics"


def export(site: OfficeSite, language: str, **asked: str) -> tuple[bytes, list[list[str]]]:
    """Return the file's bytes and its rows."""
    client = staff_client(site, Role.AUDITOR, language=language)
    token = token_in(client.get(PAGE))
    answer = client.post(f"{PAGE}/export", data={"csrf_token": token, **asked})
    assert answer.status_code == HTTPStatus.OK
    return answer.data, list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_t19_1_every_chart_has_a_name_and_its_table_beside_it(filled: OfficeSite) -> None:
    """Who does not see a chart is told its name, and finds the same figures in a table."""
    page = staff_client(filled, Role.APPROVER).get(PAGE).text
    for measure in ("kind", "place", "hs", "decision", "due", "fees", "member"):
        assert f'aria-labelledby="chart-{measure}-title chart-{measure}-desc"' in page
        assert f'<title id="chart-{measure}-title">' in page
    assert "Others, together" in page
    assert page.count('<svg class="chart') < page.count("<table") + 1
    assert " style=" not in page


def test_t19_1_the_file_says_what_the_page_says_in_either_language(filled: OfficeSite) -> None:
    """UTF-8 with its mark, Japanese or English heads, and no figure from 1 to 4."""
    data, rows = export(filled, "ja", **{"from": "2026-01", "to": "2026-03"})
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0][0] != "Statistic"
    data, rows = export(filled, "en", **{"from": "2026-01", "to": "2026-03"})
    assert rows[0] == ["Statistic", "From month", "To month", "Part", "Code", "Figure", "Unit"]
    figures = [row[5] for row in rows[1:] if "hours" not in row[6]]
    assert figures
    assert not [figure for figure in figures if figure != "not shown" and 0 < int(figure) < 5]


def test_a_period_that_is_none_is_told_and_the_usual_one_is_shown(filled: OfficeSite) -> None:
    """Neither a month before the first nor one that ends before it begins is an error page."""
    client = staff_client(filled, Role.AUDITOR)
    assert "The last month is before the first." in client.get(f"{PAGE}?from=2026-05&to=2026-02").text
    assert "Nothing was counted in these months" in client.get(f"{PAGE}?from=2001-05&to=2001-07").text
    assert "36 months at most" in client.get(f"{PAGE}?from=2001-05&to=2026-07").text
    for odd in ("from=2026-13", "from=&to=", "by=day&from=x", "to=2026-02"):
        assert client.get(f"{PAGE}?{odd}").status_code == HTTPStatus.OK


def test_quarters_and_years_are_asked_for(filled: OfficeSite) -> None:
    """The series has one column for each."""
    client = staff_client(filled, Role.AUDITOR)
    quarters = client.get(f"{PAGE}?from=2025-01&to=2026-10&by=quarter").text
    assert "2025 Q1" in quarters
    assert "2026 Q4" in quarters
    years = client.get(f"{PAGE}?from=2025-01&to=2026-10&by=year").text
    assert "2025 Q1" not in years


def test_other_roles_and_other_chambers_see_none_of_it(filled: OfficeSite) -> None:
    """A reviewer has no statistics; nobody has those of another chamber."""
    assert staff_client(filled, Role.REVIEWER).get(PAGE).status_code == HTTPStatus.FORBIDDEN
    assert staff_client(filled, Role.AUDITOR).get("/OSA/desk/statistics").status_code == HTTPStatus.NOT_FOUND


def test_a_page_of_statistics_takes_little(filled: OfficeSite) -> None:
    """It reads what was counted, never the applications: ten times below the 150 ms that a page may take."""
    client = staff_client(filled, Role.AUDITOR)
    client.get(PAGE)
    took = []
    for _each in range(5):
        begun = time.thread_time()
        client.get(PAGE)
        took.append(time.thread_time() - begun)
    assert min(took) < 0.15
