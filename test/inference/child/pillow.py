"""Makes images with Pillow, and decodes images with Pillow: the tests' independent reference.

    pillow.py make FOLDER      writes one image of each kind into FOLDER
    pillow.py decode FILE...   writes FILE.rgb next to each and prints its size as one line of JSON:
                               0×0 if Pillow refuses it
    pillow.py prepare          reads a JSON list of {image, preprocessing, into}: resized and cropped
"""

import io
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

import orientations
import preprocess
from bitmaps import bitmaps

PHOTO = Path(__file__).resolve().parents[3] / "models" / "golden" / "chelsea.png"
WIDTH, HEIGHT = 151, 101  # odd, so that the last chroma samples cover missing pixels
ORIENTATION = 0x0112


def images():
    """Name → how to write it: (image, Pillow's options), or the bytes themselves."""
    photo = Image.open(PHOTO).convert("RGB").resize((WIDTH, HEIGHT))
    gray, cmyk, bits = photo.convert("L"), photo.convert("CMYK"), photo.convert("1")
    palette = photo.quantize(64)
    mask = Image.radial_gradient("L").resize(photo.size)
    rgba = photo.copy()
    rgba.putalpha(mask)
    la = gray.convert("LA")
    la.putalpha(mask)
    deep = Image.fromarray((np.asarray(gray).astype(np.uint16) * 257) ^ 0x2A)
    frames = [palette.rotate(180), palette.rotate(90)]
    yield from {
        "jpeg-420.jpg": (photo, {"quality": 85}),
        "jpeg-422.jpg": (photo, {"subsampling": 1}),
        "jpeg-444.jpg": (photo, {"subsampling": 0, "quality": 95}),
        "jpeg-low.jpg": (photo, {"quality": 10}),
        "jpeg-progressive.jpg": (photo, {"progressive": True}),
        "jpeg-restarts.jpg": (photo, {"restart_marker_blocks": 2}),
        "jpeg-rgb.jpg": (photo, {"keep_rgb": True}),
        "jpeg-gray.jpg": (gray, {}),
        "jpeg-cmyk.jpg": (cmyk, {"quality": 95}),
        "png-rgb.png": (photo, {}),
        "png-rgba.png": (rgba, {}),
        "png-rgb-trns.png": (photo, {"transparency": photo.getpixel((3, 3))}),
        "png-gray.png": (gray, {}),
        "png-gray-alpha.png": (la, {}),
        "png-gray-trns.png": (gray, {"transparency": gray.getpixel((3, 3))}),
        "png-1-bit.png": (bits, {}),
        "png-palette.png": (palette, {}),
        "png-palette-4-bit.png": (photo.quantize(16), {"bits": 4}),
        "png-palette-trns.png": (palette, {"transparency": bytes(range(0, 256, 4))}),
        "png-16-bit-gray.png": (deep, {}),
        "png-16-bit-rgb.png": png_16_bit(photo),
        "png-gamma.png": with_chunk(photo, b"gAMA", struct.pack(">I", 100_000)),
        **png_ends(photo),
        "bmp-24.bmp": (photo, {}),
        "bmp-32.bmp": (rgba, {}),
        "bmp-8-palette.bmp": (palette, {}),
        "bmp-8-gray.bmp": (gray, {}),
        "bmp-1.bmp": (bits, {}),
        "gif.gif": (palette, {}),
        "gif-transparent.gif": (palette, {"transparency": 7}),
        "gif-animated.gif": (palette, {"save_all": True, "append_images": frames}),
        "webp-lossy.webp": (photo, {"quality": 80}),
        "webp-lossless.webp": (photo, {"lossless": True}),
        "webp-alpha.webp": (rgba, {"lossless": True}),
        "webp-animated.webp": (photo, {"save_all": True, "append_images": [photo.rotate(180)], "lossless": True}),
        "avif-420.avif": (photo, {"quality": 80}),
        "avif-444.avif": (photo, {"quality": 80, "subsampling": "4:4:4"}),
        "avif-alpha.avif": (rgba, {"quality": 90, "subsampling": "4:4:4"}),
        "avif-animated.avif": (photo, {"save_all": True, "append_images": [photo.rotate(180)], "quality": 80}),
        "avif-animated-alpha.avif": (rgba, {"save_all": True, "append_images": [rgba.rotate(180)], "quality": 80}),
        "tiff.tif": (photo, {}),
        "tiff-lzw.tif": (photo, {"compression": "tiff_lzw"}),
        "tiff-deflate.tif": (photo, {"compression": "tiff_adobe_deflate"}),
        "tiff-jpeg.tif": (photo, {"compression": "jpeg"}),
        "tiff-gray.tif": (gray, {}),
        "tiff-1-bit.tif": (bits, {"compression": "group4"}),
        "tiff-palette.tif": (palette, {}),
        "tiff-rgba.tif": (rgba, {}),
        "tiff-16-bit-gray.tif": (deep, {}),
        "tiff-cmyk.tif": (cmyk, {}),
        "tiff-rgb-unspecified.tif": tiff(rgba, 2, [0]),
        "tiff-rgb-2-extra.tif": tiff(rgba, 2, [0, 0]),
        "tiff-cmyk-extra.tif": tiff(cmyk, 5, [0]),
        "tiff-cmyk-16-bit.tif": tiff(cmyk, 5, [], bits=16),
        "tiff-lzma.tif": (photo, {"compression": "lzma"}),
        "tiff-zstd.tif": (photo, {"compression": "zstd"}),
        "tiff-lab.tif": tiff(photo, 8, []),
        "tiff-pages.tif": (photo, {"save_all": True, "append_images": [photo.rotate(180)]}),
    }.items()
    yield from bitmaps(photo, rgba, photo.quantize(16)).items()
    arrow = Image.new("RGB", (31, 17), "white")
    ImageDraw.Draw(arrow).polygon([(2, 8), (20, 2), (15, 14)], fill=(200, 30, 60))
    yield from orientations.images(arrow)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        yield f"orientation-{orientation}.jpg", (arrow, {"exif": exif, "subsampling": 0})
        yield f"orientation-{orientation}.png", (arrow, {"exif": exif})
        yield f"orientation-{orientation}.webp", (arrow, {"exif": exif, "lossless": True})
        yield f"orientation-{orientation}.tif", (arrow, {"exif": exif})


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunk(image, kind, data):
    """A PNG with one more chunk after its header."""
    file = io.BytesIO()
    image.save(file, "PNG")
    png = file.getvalue()
    return png[:33] + chunk(kind, data) + png[33:]


def png_ends(image):
    """PNGs without IEND, or with a damaged end."""
    png = with_chunk(image, b"tEXt", b"Comment\0none")
    ends = {"no-iend": b"", "short-iend": png[-12:-3], "bad-iend": png[-12:-4] + b"none", "no-chunk": b"\0\0\0\4####"}
    text = chunk(b"tEXt", b"Comment\0none")
    ends |= {"cut-text": text[:-6], "text-checksum": text[:-2]}
    files = {f"png-{name}.png": png[:-12] + end for name, end in ends.items()}
    return files | {"png-no-checksum.png": png[:-14], "png-cut-data.png": png[:-999]}


def png_16_bit(image):
    """A PNG of 16 bits a channel, which Pillow does not write."""
    rows = (np.asarray(image).astype(">u2") * 257) ^ 0x2A
    data = b"".join(b"\0" + row.tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", *image.size, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    )


def tiff(image, photometric, extra, bits=8):
    """An uncompressed TIFF with extra channels, which Pillow does not write."""
    channels = np.asarray(image)
    colours = 4 if photometric == 5 else 3
    while channels.shape[2] < colours + len(extra):
        channels = np.dstack([channels, channels[:, ::-1, 0]])
    samples = channels.shape[2]
    data = channels.astype("<u2" if bits == 16 else "u1") * (257 if bits == 16 else 1)
    data = data.astype("<u2" if bits == 16 else "u1").tobytes()
    entries = [
        (256, "I", [image.width]),
        (257, "I", [image.height]),
        (258, "H", [bits] * samples),
        (259, "H", [1]),
        (262, "H", [photometric]),
        (273, "I", [8]),
        (277, "H", [samples]),
        (278, "I", [image.height]),
        (279, "I", [len(data)]),
    ] + ([(338, "H", extra)] if extra else [])
    data += b"\0" * (len(data) % 2)
    directory, values = b"", b""
    behind = 8 + len(data) + 2 + len(entries) * 12 + 4
    for tag, kind, numbers in entries:
        value = struct.pack(f"<{len(numbers)}{kind}", *numbers)
        if len(value) > 4:
            value, values = struct.pack("<I", behind + len(values)), values + value
        directory += struct.pack("<HHI4s", tag, 3 if kind == "H" else 4, len(numbers), value)
    head = b"II*\0" + struct.pack("<I", 8 + len(data))
    return head + data + struct.pack("<H", len(entries)) + directory + b"\0\0\0\0" + values


def make(folder):
    for name, image in images():
        path = Path(folder) / name
        if isinstance(image, bytes):
            path.write_bytes(image)
        else:
            image, options = image
            image.save(path, **options)


def decode(*files):
    for file in files:
        try:
            image = preprocess.decode(file)
        except Exception:  # Pillow raises many kinds.
            image = Image.new("RGB", (0, 0))
        Path(f"{file}.rgb").write_bytes(image.tobytes())
        print(json.dumps({"width": image.width, "height": image.height}))


def prepare():
    for job in json.load(sys.stdin):
        pixels = preprocess.crop_for_model(preprocess.decode(job["image"]), job["preprocessing"])
        Path(job["into"]).write_bytes(pixels.tobytes())


if __name__ == "__main__":
    {"make": make, "decode": decode, "prepare": prepare}[sys.argv[1]](*sys.argv[2:])
