"""The public, read-only reference service: number and date, or the QR, show the certificate."""
