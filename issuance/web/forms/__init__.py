"""Forms (Flask-WTF), a module per subject. Labels are marked with N_ and said by the macros of `fields.html`."""
