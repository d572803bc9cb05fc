"""What the office does, each act in a module: issue, revoke, void. They get all they use by constructor."""
