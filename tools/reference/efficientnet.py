"""EfficientNet-Lite in plain numpy, one image at a time, from PyTorch's tensors as they are.

Architecture: Tan and Le 2019 (arXiv:1905.11946) and Google's efficientnet_lite_builder.py: inverted
bottlenecks without squeeze and excitation, ReLU6, and TensorFlow's SAME padding. Where each block begins
a stage, it halves the size; the kernels' shapes in the weights say everything else.
"""

import numpy as np

_EPSILON = 1e-3
# Kernel size of the depthwise convolution and output channels of the stages whose first block has stride 2.
_HALVING_STAGES = (1, 2, 3, 5)


def probabilities(tensors, tensor):
    """Class probabilities, float32 [classes], of a preprocessed tensor [height, width, 3].

    Computed in float64, so that the golden predictions are the same on every machine.
    """
    weights, features = _features(tensors, tensor)
    return _softmax(weights["_fc.weight"] @ features.mean(axis=(0, 1)) + weights["_fc.bias"]).astype(np.float32)


def class_maps(tensors, tensor):
    """Each class's map, [rows, columns, classes], and its bias: its logit is the map's mean plus the bias."""
    weights, features = _features(tensors, tensor)
    return features @ weights["_fc.weight"].T, weights["_fc.bias"]


def _features(tensors, tensor):
    """The weights in float64, and what the last convolution gives: [rows, columns, features]."""
    weights = {name: values.astype(np.float64) for name, values in tensors.items()}
    x = _relu6(_normalised(weights, "_bn0", _convolve(tensor.astype(np.float64), weights["_conv_stem.weight"], 2)))
    for index, stride in enumerate(_strides(weights)):
        x = _block(weights, f"_blocks.{index}.", x, stride)
    return weights, _relu6(_normalised(weights, "_bn1", _convolve(x, weights["_conv_head.weight"])))


def _strides(weights):
    """The stride of each block. A stage begins where output channels or the kernel's size change."""
    stage, previous = -1, None
    index = 0
    while f"_blocks.{index}._project_conv.weight" in weights:
        prefix = f"_blocks.{index}."
        shape = (weights[prefix + "_project_conv.weight"].shape[0], weights[prefix + "_depthwise_conv.weight"].shape[2])
        stage += shape != previous
        yield 2 if shape != previous and stage in _HALVING_STAGES else 1
        previous, index = shape, index + 1


def _block(weights, prefix, x, stride):
    inputs = x
    if prefix + "_expand_conv.weight" in weights:
        x = _relu6(_normalised(weights, prefix + "_bn0", _convolve(x, weights[prefix + "_expand_conv.weight"])))
    x = _depthwise(x, weights[prefix + "_depthwise_conv.weight"], stride)
    x = _relu6(_normalised(weights, prefix + "_bn1", x))
    x = _normalised(weights, prefix + "_bn2", _convolve(x, weights[prefix + "_project_conv.weight"]))
    return x + inputs if x.shape == inputs.shape else x


def _normalised(weights, name, x):
    """Batch normalization with the statistics of the training."""
    mean, variance = weights[name + ".running_mean"], weights[name + ".running_var"]
    return (x - mean) / np.sqrt(variance + _EPSILON) * weights[name + ".weight"] + weights[name + ".bias"]


def _convolve(x, kernel, stride=1):
    """2-D convolution of x [H, W, in] with kernel [out, in, h, w], SAME padding."""
    outputs, _inputs, size, _size = kernel.shape
    windows = _windows(x, size, stride)
    rows, columns = windows.shape[:2]
    return (windows.reshape(rows * columns, -1) @ kernel.reshape(outputs, -1).T).reshape(rows, columns, outputs)


def _depthwise(x, kernel, stride):
    """Each channel of x [H, W, channels] by itself with its kernel [channels, 1, h, w], SAME padding."""
    return np.einsum("yxchw,chw->yxc", _windows(x, kernel.shape[2], stride), kernel[:, 0])


def _windows(x, size, stride):
    """Views [rows, columns, channels, size, size] of x, padded so that ⌈side / stride⌉ windows fit.

    TensorFlow's SAME: an odd row or column of zeros is added at the end.
    """
    pads = []
    for side in x.shape[:2]:
        total = max((-(-side // stride) - 1) * stride + size - side, 0)
        pads.append((total // 2, total - total // 2))
    x = np.pad(x, (*pads, (0, 0)))
    return np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))[::stride, ::stride]


def _relu6(x):
    return np.clip(x, 0, 6)


def _softmax(logits):
    exponentials = np.exp(logits - logits.max())
    return exponentials / exponentials.sum()
