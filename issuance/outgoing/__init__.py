"""The ways out: mail by SMTP or into a folder, fax by a mail-to-fax gateway. Nothing here knows a table."""
