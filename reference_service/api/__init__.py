"""What programs read: certificates and seals as JSON, keys, schemas, health. Errors are RFC 9457 problem documents."""
