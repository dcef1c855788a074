"""Preprocessing with Pillow, as the model card describes it: encoded image to model input."""

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
    """Resize and crop to the card's size: uint8 [height, width, 3] in RGB."""
    resized = _resize(image, _target_size(image.size, preprocessing["resize"]), preprocessing["resampling"])
    width, height = preprocessing["crop"]["width"], preprocessing["crop"]["height"]
    left, top = (resized.width - width) // 2, (resized.height - height) // 2
    if left < 0 or top < 0:
        raise ValueError(f"the crop {width}×{height} is larger than the resized image {resized.size}")
    return np.asarray(resized.crop((left, top, left + width, top + height)))


def _target_size(size, resize):
    if resize["mode"] == "warp":
        return resize["width"], resize["height"]
    if resize["mode"] == "short-side":
        # The long side is truncated, as torchvision's Resize does.
        short = min(size)
        return tuple(resize["size"] * side // short for side in size)
    raise ValueError(f"unknown resize mode {resize['mode']!r}")


def _resize(image, size, resampling):
    if resampling == "bilinear-antialias":
        return image.resize(size, Image.Resampling.BILINEAR)
    if resampling == "bilinear":
        return _resize_without_antialias(image, size)
    raise ValueError(f"unknown resampling {resampling!r}")


def _resize_without_antialias(image, size):
    """Bilinear from the two nearest pixels each way, with half-pixel centres, rounded to 8 bits."""
    pixels = np.asarray(image).astype(np.float32)
    (x0, x1, fx), (y0, y1, fy) = (
        _neighbours(out, within) for out, within in zip(size, (image.width, image.height))
    )
    fx, fy = fx[None, :, None], fy[:, None, None]
    upper = pixels[y0][:, x0] * (1 - fx) + pixels[y0][:, x1] * fx
    lower = pixels[y1][:, x0] * (1 - fx) + pixels[y1][:, x1] * fx
    blended = upper * (1 - fy) + lower * fy
    return Image.fromarray(np.floor(blended + 0.5).astype(np.uint8))


def _neighbours(out, within):
    """For each of `out` positions: the index before, the index after, and the weight of the latter."""
    centre = (np.arange(out, dtype=np.float32) + np.float32(0.5)) * np.float32(within / out) - np.float32(0.5)
    before = np.floor(centre).astype(int)
    share = (centre - before).astype(np.float32)
    return before.clip(0, within - 1), (before + 1).clip(0, within - 1), share


def normalise(pixels, preprocessing):
    """(pixel − mean) · scale in the card's channel order: float32 [height, width, 3]."""
    ordered = pixels if preprocessing["channelOrder"] == "RGB" else pixels[:, :, ::-1]
    mean, scale = (np.array(preprocessing[key], np.float64) for key in ("mean", "scale"))
    return ((ordered - mean) * scale).astype(np.float32)
