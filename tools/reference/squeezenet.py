"""SqueezeNet 1.0 and 1.1 in plain numpy, one image at a time.

Architecture: Iandola et al. 2016 (arXiv:1602.07360) and DeepScale's v1.1: 1.0 has a 7×7 conv1 and
pools after conv1, fire4 and fire8; 1.1 a 3×3 conv1 and pools after conv1, fire3 and fire5.
Neither pads conv1 (as Caffe's and torchvision's weights were trained).
"""

import numpy as np

_POOLED_AFTER = {7: {"conv1", "fire4", "fire8"}, 3: {"conv1", "fire3", "fire5"}}


def probabilities(layers, tensor):
    """Class probabilities, float32 [classes], of a preprocessed tensor [height, width, 3].

    Computed in float64, so that the golden predictions are the same on every machine.
    """
    maps, _bias = class_maps(layers, tensor)
    return _softmax(maps.mean(axis=(0, 1))).astype(np.float32)


def class_maps(layers, tensor):
    """Each class's map, [rows, columns, classes], and its bias: its logit is the map's mean plus the bias."""
    pooled_after = _POOLED_AFTER[layers["conv1"][0].shape[0]]
    x = _relu(_convolve(tensor.astype(np.float64), *layers["conv1"], stride=2))
    x = _max_pool(x)
    for fire in (f"fire{number}" for number in range(2, 10)):
        x = _fire(x, layers, fire)
        if fire in pooled_after:
            x = _max_pool(x)
    x = _relu(_convolve(x, *layers["conv10"]))
    return x, np.zeros(x.shape[2])


def _fire(x, layers, name):
    squeezed = _relu(_convolve(x, *layers[name + "/squeeze1x1"]))
    narrow = _convolve(squeezed, *layers[name + "/expand1x1"])
    wide = _convolve(squeezed, *layers[name + "/expand3x3"], padding=1)
    return _relu(np.concatenate([narrow, wide], axis=2))


def _convolve(x, kernel, bias, stride=1, padding=0):
    """2-D convolution of x [H, W, in] with kernel [h, w, in, out] as one matrix product (im2col)."""
    height, width, _depth, out = kernel.shape
    x = np.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(0, 1))
    windows = windows[::stride, ::stride].transpose(0, 1, 3, 4, 2)
    rows, columns = windows.shape[:2]
    return (windows.reshape(rows * columns, -1) @ kernel.reshape(-1, out) + bias).reshape(rows, columns, out)


def _max_pool(x):
    """3×3, stride 2, output size rounded up: the last window may extend beyond the edge."""
    hang = [(0, -(size - 3) % 2) for size in x.shape[:2]]
    x = np.pad(x, (*hang, (0, 0)), constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(0, 1))
    return windows[::2, ::2].max(axis=(3, 4))


def _relu(x):
    return np.maximum(x, 0)


def _softmax(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()
