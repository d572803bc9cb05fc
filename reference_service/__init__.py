"""The public, read-only reference service: number and date, or the QR, show the certificate.

`app` puts it together, `config` holds its settings, `register_view` asks the register, `trust` reads the published
trust files; `pages/` is what people read, `api/` what programs read. Nothing in here can write the register.
"""
