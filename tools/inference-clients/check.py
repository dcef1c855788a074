"""Holds Triton's and KServe's unchanged clients to /classify-image, on all golden images.

    python check.py URL GOLDEN_FOLDER MODEL...

Each client asks each model by each of its ways: encoded images and tensors, JSON and binary. The last line says how
many answers were compared.
"""

import json
import sys
import urllib.request
from importlib.metadata import version
from pathlib import Path

import kserve_client
import triton_client

# Of a confidence with three decimals, and of a score with six.
ROUNDING = 0.000501


def classify_image(url, model, image):
    """The class and the confidence, as text, that /classify-image gives."""
    request = urllib.request.Request(
        f"{url}/classify-image?model={model}",
        data=image.read_bytes(),
        headers={"Content-Type": "application/octet-stream"},
    )
    with urllib.request.urlopen(request) as response:
        answer = json.load(response)
    return answer["classification"], answer["confidence"]


def same(expected, found):
    (name, confidence), (found_name, found_confidence) = expected, found
    return name == found_name and abs(float(confidence) - found_confidence) <= ROUNDING


def main(url, folder, models):
    images = sorted(path for path in Path(folder).iterdir() if path.suffix in (".png", ".jpg"))
    compared, wrong = 0, []
    for model in models:
        expected = [classify_image(url, model, image) for image in images]
        for client in (triton_client, kserve_client):
            for way, found in client.ways(url, model, images):
                for image, one, other in zip(images, expected, found, strict=True):
                    compared += 1
                    if not same(one, other):
                        wrong.append(f"{model}, {client.NAME}, {way}, {image.name}: {other} where {one} is expected")
    faults = wrong + triton_client.faults(url, models[0])
    clients = " and ".join(f"{name} {version(name)}" for name in ("tritonclient", "kserve"))
    for fault in faults:
        print(f"FAULT: {fault}")
    end = f"{len(faults)} faults" if faults else "all as /classify-image answers"
    print(f"{compared} answers by {clients} for {len(images)} images and {len(models)} models: {end}")
    return 1 if faults or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
