"""Images whose orientation is where cameras rarely write it."""

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

ORIENTATION = 0x0112
XMP_KEYWORD = "XML:com.adobe.xmp"
XMP_TAG = 700
AVIF = {"subsampling": "4:4:4", "quality": 100}


def images(arrow):
    """Name → (image, Pillow's options), or the bytes themselves."""
    packet = '<x:xmpmeta><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    element = "<x:xmpmeta><tiff:Orientation>3</tiff:Orientation></x:xmpmeta>"
    none, right, wrong = Image.Exif(), exif(8), exif(9)
    none[0x010E] = "an arrow"
    raw = right.tobytes().hex()
    profile = "\nexif\n%8d\n%s\n%s\n" % (len(raw) // 2, raw[:72], raw[72:])
    yield from {
        "xmp.jpg": (arrow, {"xmp": packet.encode(), "subsampling": 0}),
        "xmp-element.jpg": (arrow, {"xmp": element.encode(), "subsampling": 0}),
        "xmp-exif.jpg": (arrow, {"xmp": packet.encode(), "exif": right, "subsampling": 0}),
        "xmp-exif-without.jpg": (arrow, {"xmp": packet.encode(), "exif": none, "subsampling": 0}),
        "xmp-exif-invalid.jpg": (arrow, {"xmp": packet.encode(), "exif": wrong, "subsampling": 0}),
        "xmp-cmyk.jpg": (arrow.convert("CMYK"), {"xmp": packet.encode(), "subsampling": 0, "quality": 95}),
        "xmp.webp": (arrow, {"xmp": packet.encode(), "lossless": True}),
        "xmp-exif.webp": (arrow, {"xmp": packet.encode(), "exif": right, "lossless": True}),
        "xmp-exif-without.webp": (arrow, {"xmp": packet.encode(), "exif": none, "lossless": True}),
        "xmp.png": (arrow, {"pnginfo": text(XMP_KEYWORD, packet, international=True)}),
        "xmp-compressed.png": (arrow, {"pnginfo": text(XMP_KEYWORD, packet, international=True, compressed=True)}),
        "xmp-exif.png": (arrow, {"pnginfo": text(XMP_KEYWORD, packet, international=True), "exif": right}),
        "xmp.tif": (arrow, {"tiffinfo": {XMP_TAG: packet.encode()}}),
        "xmp-orientation.tif": (arrow, {"tiffinfo": {XMP_TAG: packet.encode(), ORIENTATION: 8}}),
        "xmp-upright.tif": (arrow, {"tiffinfo": {XMP_TAG: packet.encode(), ORIENTATION: 1}}),
        "xmp.avif": (arrow, {"xmp": packet.encode(), **AVIF}),
        "xmp-exif.avif": (arrow, {"xmp": packet.encode(), "exif": right, **AVIF}),
        "xmp-exif-without.avif": (arrow, {"xmp": packet.encode(), "exif": none, **AVIF}),
        "exif-in-two.jpg": exif_in_two(arrow, right),
        "exif-twice.jpg": exif_twice(arrow, none, right),
        "raw-profile.png": (arrow, {"pnginfo": text("Raw profile type exif", profile)}),
        "raw-profile-compressed.png": (arrow, {"pnginfo": text("Raw profile type exif", profile, compressed=True)}),
        "exif-after-data.png": exif_after_data(arrow, right),
    }.items()


def exif(orientation):
    block = Image.Exif()
    block[ORIENTATION] = orientation
    return block


def text(keyword, value, international=False, compressed=False):
    info = PngInfo()
    if international:
        info.add_itxt(keyword, value, zip=compressed)
    else:
        info.add_text(keyword, value, zip=compressed)
    return info


def exif_after_data(image, block):
    file = io.BytesIO()
    image.save(file, "PNG", exif=block)
    png = file.getvalue()
    start = png.index(b"eXIf") - 4
    end = start + 12 + int.from_bytes(png[start : start + 4], "big")
    return png[:start] + png[end:-12] + png[start:end] + png[-12:]


def exif_in_two(image, block):
    """A directory of which the second half is in the next segment."""
    content = block.tobytes()[6:]
    return with_exif(image, [content[:12], content[12:]])


def exif_twice(image, first, second):
    """Two whole directories: the first counts, even if it has no orientation."""
    return with_exif(image, [first.tobytes()[6:], second.tobytes()[6:]])


def with_exif(image, parts):
    file = io.BytesIO()
    image.save(file, "JPEG", subsampling=0)
    jpeg = file.getvalue()
    segments = b"".join(
        b"\xff\xe1" + (len(part) + 8).to_bytes(2, "big") + b"Exif\0\0" + part for part in parts
    )
    return jpeg[:2] + segments + jpeg[2:]
