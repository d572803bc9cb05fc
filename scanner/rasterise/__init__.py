"""Draws the pages of a file in a process of its own: whatever the file does to it, the scanner lives on.

PDF, JPEG and TIFF readers are large C libraries and the files come from strangers. So the file is read by a
worker that holds nothing worth stealing, runs under limits of memory and processor time, and hands over plain
pixels. Modules here may import the standard library, Pillow and pypdfium2 only: the worker must start in a
blink. `scanner.documents` is the side of the parent.
"""
