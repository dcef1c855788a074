"""A build backend that builds nothing.

`pip download` of a source archive asks the archive's build backend for metadata; for an old package
this executes its setup.py. With `--no-build-isolation --use-pep517` and this folder on PYTHONPATH, pip
asks this module instead, and no code of the archive is executed. With `--no-deps`, pip only checks name
and version; the archive's PKG-INFO has both.
"""

import os
import shutil
from email.parser import Parser


class _MetadataOnly:
    def get_requires_for_build_wheel(self, config_settings=None):
        return []

    def prepare_metadata_for_build_wheel(self, metadata_directory, config_settings=None):
        with open("PKG-INFO", encoding="utf-8") as file:
            headers = Parser().parse(file, headersonly=True)
        folder = f"{headers['Name']}-{headers['Version']}.dist-info"
        os.mkdir(os.path.join(metadata_directory, folder))
        shutil.copyfile("PKG-INFO", os.path.join(metadata_directory, folder, "METADATA"))
        return folder


# pip's name for the backend of a package without pyproject.toml.
__legacy__ = _MetadataOnly()
