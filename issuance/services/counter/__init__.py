"""What the chamber's counter does for a certificate that is delivered: further copies."""
