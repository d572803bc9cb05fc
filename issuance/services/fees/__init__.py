"""Fees: what approval bills, what the cashier records, what payers see."""
