"""Messages by mail and fax: queued in an act, sent by the courier."""
