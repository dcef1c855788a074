"""Images whose orientation is where cameras rarely write it."""

import io

from PIL import Image
from PIL.PngImagePlugin import PngInfo

ORIENTATION = 0x0112
XMP_KEYWORD = "XML:com.adobe.xmp"


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
