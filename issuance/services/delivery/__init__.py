"""From the paid application to the printed paper: issue, delivery, printing."""
