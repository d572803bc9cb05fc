"""What an invoice's text seems to say: a guess that leads a person, and that keeps silent rather than being wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuance.domain.application.invoice_text import goods_lines, holds_amount, holds_number

GOODS = [
    "1 CNC vertical machining centre, model SV-560 2 units 218 000.00 436 000.00",
    "3 Carbide end mills, coated, 6–20 mm 1 200 pieces 14.00 16 800.00",
    "Spindle unit, spare part 1 unit 15250.00 15250.00",
    "Tool holders BT40 144 pcs EUR 62,50 EUR 9.000,00",
    "Zahnräder 12'500 Stk. 0.80 10'000.00",
    "切削油 ８００ リットル ￥４．００ ￥３，２００",
    "Cutting fluid 800 L @ 4.00 3,200.00",
]
OTHERS = [
    "Total, CIF Hamburg 486 250.00",
    "Subtotal 2 100.00 200.00",
    "合計 2 100.00 200.00",
    "Invoice No. SPM-2026-10477 Date 16 November 2026",
    "2-14-8 Kita-Shinagawa, Shinagawa-ku, Tokyo 140-0001, Japan",
    "1–2 Machining centres 11 840 10 960 38.4",
    "Payment L/C No. HB-LC-2026-00831",
    "0 0 0",
    "",
]


@pytest.mark.parametrize("line", GOODS)
def test_a_quantity_times_a_price_that_gives_an_amount_is_a_goods_line(line: str) -> None:
    assert goods_lines(line) == 1


@pytest.mark.parametrize("line", OTHERS)
def test_totals_dates_addresses_and_weights_are_none(line: str) -> None:
    assert goods_lines(line) == 0


def test_lines_are_counted() -> None:
    assert goods_lines("\r\n".join([*GOODS, *OTHERS])) == len(GOODS)


@pytest.mark.parametrize(
    "written", ["SPM-2026-10477", "SPM 2026 10477", "spm-2026-10477", "ＳＰＭ－２０２６－１０４７７"]
)
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert holds_number(f"COMMERCIAL INVOICE\nNo.: {written}\nDate", "SPM-2026-10477")
    assert not holds_number("COMMERCIAL INVOICE\nNo.: SPM-2026-10478", "SPM-2026-10477")


@pytest.mark.parametrize("written", ["486250.00", "486 250.00", "486,250.00", "486.250,00", "486250", "486'250.00"])
def test_a_total_is_found_however_its_thousands_are_parted(written: str) -> None:
    assert holds_amount(f"Total EUR {written}", Decimal("486250.00"))
    assert not holds_amount("Total EUR 486,251.00", Decimal("486250.00"))


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert goods_lines(text) >= 0
    holds_amount(text, Decimal(1))
    holds_number(text, "INV-1")
