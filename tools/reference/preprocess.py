"""Preprocessing with Pillow, as the model card describes it: encoded image to model input."""

import math

import numpy as np
from PIL import Image, ImageOps


def decode(path):
    """Decode to an upright RGB image: first frame, EXIF orientation applied, composited on white.

    ICC profiles are ignored. One colour made transparent in a 16-bit RGB PNG (tRNS) is not supported.
    """
    with Image.open(path) as image:
        image.seek(0)
        image.load()
        image = ImageOps.exif_transpose(image)
    return _to_rgb(_to_eight_bits(image))


def _to_eight_bits(image):
    """16-bit gray to 8 bits by dropping the low byte, as TensorFlow's and libpng's decoders do.

    Pillow's own conversion would clip. (It reduces 16-bit colour correctly while decoding.)
    """
    if not image.mode.startswith("I"):
        return image
    values = np.asarray(image).astype(np.int64)
    gray = Image.fromarray((values >> 8).clip(0, 255).astype(np.uint8))
    if "transparency" in image.info:
        opaque = values != image.info["transparency"]
        gray.putalpha(Image.fromarray((opaque * 255).astype(np.uint8)))
    return gray


def _to_rgb(image):
    if not image.has_transparency_data:
        return image.convert("RGB")
    rgba = image.convert("RGBA")
    white = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, rgba).convert("RGB")


def crop_for_model(image, preprocessing):
    """Resize and crop to the card's size: [height, width, 3] in RGB, 0…255.

    uint8 for Pillow's resampling, float32 for TensorFlow's, which does not round.
    """
    resize = preprocessing["resize"]
    if resize["mode"] == "centre-square":
        image = _centre_square(image)
    resized = _resize(image, _target_size(image.size, resize), preprocessing["resampling"])
    height, width = resized.shape[:2]
    crop = preprocessing["crop"]
    # torchvision's CenterCrop uses Python's round; halves elsewhere are rounded down.
    half = round if resize["mode"] == "short-side" else math.floor
    left, top = half((width - crop["width"]) / 2), half((height - crop["height"]) / 2)
    if left < 0 or top < 0:
        raise ValueError(f"the crop {crop} is larger than the resized image, {width}×{height}")
    return resized[top : top + crop["height"], left : left + crop["width"]]


def _centre_square(image):
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    return image.crop((left, top, left + side, top + side))


def _target_size(size, resize):
    if resize["mode"] == "warp":
        return resize["width"], resize["height"]
    if resize["mode"] in ("short-side", "centre-square"):
        # The long side is truncated, as torchvision's Resize does.
        short = min(size)
        return tuple(resize["size"] * side // short for side in size)
    raise ValueError(f"unknown resize mode {resize['mode']!r}")


_PILLOW = {"bilinear-antialias": Image.Resampling.BILINEAR, "bicubic-antialias": Image.Resampling.BICUBIC}


def _resize(image, size, resampling):
    if resampling in _PILLOW:
        return np.asarray(image.resize(size, _PILLOW[resampling]))
    if resampling in ("bilinear", "bilinear-legacy", "bilinear-align-corners"):
        return _interpolate(np.asarray(image).astype(np.float64), size, resampling).astype(np.float32)
    raise ValueError(f"unknown resampling {resampling!r}")


def _interpolate(pixels, size, resampling):
    """Bilinear between the nearest pixels each way, without antialiasing. In float64: TensorFlow's
    kernel computes in float32, so its results differ by its rounding."""
    height, width = pixels.shape[:2]
    (x0, x1, fx), (y0, y1, fy) = (
        _neighbours(out, within, resampling) for out, within in zip(size, (width, height))
    )
    fx, fy = fx[None, :, None], fy[:, None, None]
    upper = pixels[y0][:, x0] * (1 - fx) + pixels[y0][:, x1] * fx
    lower = pixels[y1][:, x0] * (1 - fx) + pixels[y1][:, x1] * fx
    return upper * (1 - fy) + lower * fy


def _neighbours(out, within, resampling):
    """For each of `out` positions: the index before, the index after, and the weight of the latter."""
    index = np.arange(out)
    if resampling == "bilinear":
        position = (index + 0.5) * within / out - 0.5
    elif resampling == "bilinear-align-corners" and out > 1:
        position = index * (within - 1) / (out - 1)
    else:
        position = index * within / out
    before = np.floor(position).astype(int)
    share = position - before
    return before.clip(0, within - 1), (before + 1).clip(0, within - 1), share


def normalise(pixels, preprocessing):
    """(pixel − mean) · scale in the card's channel order: float32 [height, width, 3]."""
    ordered = pixels if preprocessing["channelOrder"] == "RGB" else pixels[:, :, ::-1]
    mean, scale = (np.array(preprocessing[key], np.float64) for key in ("mean", "scale"))
    return ((ordered - mean) * scale).astype(np.float32)
