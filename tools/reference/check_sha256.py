"""Exit 0 if the file's SHA-256 is one that the requirements file pins, else 1.

    python check_sha256.py REQUIREMENTS FILE
"""

import hashlib
import sys
from pathlib import Path


def main(requirements: str, file: str) -> int:
    digest = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    return 0 if f"--hash=sha256:{digest}" in Path(requirements).read_text("utf-8").split() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
