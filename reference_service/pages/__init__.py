"""What people read: the form, the certificate with its verdict, the keys. All of it works without JavaScript."""
