"""A stand-in for setuptools: lets pip download a source archive without running its setup.py."""
