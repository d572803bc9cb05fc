"""What the office writes to people: `<template>.<language>.txt`, owned by the part that sends it.

The first line is the subject, the second is empty, the rest is the body in plain text. `{name}` stands for a value; a
template and its values must match exactly. Neither salutation of the chamber nor signature: the courier adds the
chamber's name and how to reach it at the foot.
"""
