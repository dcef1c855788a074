"""Reads pickles of weights without executing them.

A pickle is a program that can call any function it names. Here it can name only the stand-ins below,
not numpy's or torch's own functions.
"""

import math
import pickle

import numpy as np

_FLOAT32 = np.dtype("<f4")


class _DType:
    """Stands for numpy.dtype; accepts little-endian float32 only."""

    def __init__(self, name, align=False, copy=False):
        if name != "f4":
            raise pickle.UnpicklingError(f"expected float32 arrays, found dtype {name!r}")

    def __setstate__(self, state):
        if state[1] not in ("<", "="):
            raise pickle.UnpicklingError(f"expected little-endian arrays, found {state[1]!r}")


class _NDArray:
    """Stands for numpy.ndarray; `value` is the array, set when the state is read."""

    value = None

    def __setstate__(self, state):
        _version, shape, _dtype, fortran_order, data = state
        flat = np.frombuffer(data, _FLOAT32)
        self.value = flat.reshape(shape, order="F" if fortran_order else "C")


def _reconstruct(subtype, shape, typecode):
    """Stands for numpy's _reconstruct: an empty array whose state follows."""
    if subtype is not _NDArray:
        raise pickle.UnpicklingError("only plain arrays are allowed")
    return _NDArray()


class _FloatStorage:
    """Stands for torch.FloatStorage: the type that a persistent id names."""

    item_type = "<f4"


class _LongStorage:
    """Stands for torch.LongStorage, of which batch normalization has counters."""

    item_type = "<i8"


class StorageKey(str):
    """Where a tensor's values are: the key of a storage in the file, and the type of its values."""

    item_type: str


class LazyTensor:
    """A torch tensor whose values are elsewhere in the file."""

    def __init__(self, storage, offset, shape, stride, *_ignored):
        self.storage, self.offset, self.shape, self.stride = storage, offset, shape, stride

    def materialise(self, storages):
        """The tensor as a contiguous array, from `storages`: key → flat array."""
        flat = storages[self.storage]
        shape, stride = np.array(self.shape, int), np.array(self.stride, int)
        last = self.offset + int(np.sum((shape - 1) * stride))
        negative = self.offset < 0 or (shape < 1).any() or (stride < 0).any()
        if negative or last >= flat.size or math.prod(self.shape) > flat.size:
            raise pickle.UnpicklingError("a tensor reaches beyond its storage")
        view = np.lib.stride_tricks.as_strided(
            flat[self.offset :], self.shape, [s * flat.itemsize for s in self.stride]
        )
        return np.ascontiguousarray(view)


class _OrderedDict(dict):
    """Stands for collections.OrderedDict; ignores the `_metadata` attribute that torch adds."""

    def __setstate__(self, state):
        pass


def _parameter(tensor, *_ignored):
    return tensor


_ALLOWED = {
    ("numpy", "dtype"): _DType,
    ("numpy", "ndarray"): _NDArray,
    ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
    ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
    ("collections", "OrderedDict"): _OrderedDict,
    ("torch", "FloatStorage"): _FloatStorage,
    ("torch", "LongStorage"): _LongStorage,
    ("torch._utils", "_rebuild_tensor"): LazyTensor,
    ("torch._utils", "_rebuild_tensor_v2"): LazyTensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
}


class _RestrictedUnpickler(pickle.Unpickler):
    def find_class(self, module, name):
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"refused: the pickle names {module}.{name}") from None

    def persistent_load(self, pid):
        """torch's ("storage", type, key, location, element count[, view]): the key is enough."""
        if pid[0] != "storage" or pid[1] not in (_FloatStorage, _LongStorage) or any(pid[5:]):
            raise pickle.UnpicklingError(f"expected float32 or int64 storages, found {pid[:2]!r}")
        key = StorageKey(pid[2])
        key.item_type = pid[1].item_type
        return key


def load(file):
    """Read the next pickle from an open binary file.

    Raises pickle.UnpicklingError when it names anything but float32 arrays and plain containers.
    """
    value = _RestrictedUnpickler(file).load()
    return _unwrap(value)


def _unwrap(value):
    if isinstance(value, _NDArray):
        return value.value
    if isinstance(value, dict):
        return {key: _unwrap(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_unwrap(item) for item in value)
    return value
