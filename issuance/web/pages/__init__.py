"""Views, a module per subject; each offers `xyz_blueprint(office) -> Blueprint`, which `web/blueprints.py` lists."""
