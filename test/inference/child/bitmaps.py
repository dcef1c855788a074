"""Bitmaps that Pillow reads but does not write."""

import struct

import numpy as np


def bitmaps(photo, rgba, palette):
    """Name → bytes. `photo` is RGB, `rgba` has transparency, `palette` has 16 colours at most."""
    blue_first = np.asarray(photo)[::-1, :, ::-1]
    indices = np.asarray(palette)[::-1]
    colours = np.array(palette.getpalette()[:48], "u1").reshape(16, 3)[:, ::-1]
    quads = np.pad(colours, ((0, 0), (0, 1))).tobytes()
    core = np.pad(colours, ((0, 240), (0, 0))).tobytes()
    bits = (indices & 1).astype("u1")
    red, green, blue = np.moveaxis(np.asarray(photo)[::-1].astype("<u2"), 2, 0)
    rgb555 = (red >> 3) << 10 | (green >> 3) << 5 | blue >> 3
    rgb565 = (red >> 3) << 11 | (green >> 2) << 5 | blue >> 3
    red, green, blue, alpha = np.moveaxis(np.asarray(rgba)[::-1].astype("<u4"), 2, 0)
    bgra = alpha << 24 | red << 16 | green << 8 | blue
    rgba_masks = (0xFF, 0xFF00, 0xFF0000, 0xFF000000)
    size = photo.size
    return {
        "bmp-24-top-down.bmp": bitmap((size[0], -size[1]), 24, 0, b"", rows(blue_first[::-1].reshape(size[1], -1))),
        "bmp-os2-24.bmp": core_bitmap(size, 24, b"", rows(blue_first.reshape(size[1], -1))),
        "bmp-os2-8.bmp": core_bitmap(size, 8, core, rows(indices)),
        "bmp-os2-1.bmp": core_bitmap(size, 1, core[:6], rows(np.packbits(bits, axis=1))),
        "bmp-os2-2-8.bmp": bitmap(size, 8, 0, quads, rows(indices), header=64, colours=16),
        "bmp-8-no-offset.bmp": bitmap(size, 8, 0, quads, rows(indices), colours=16, start=0),
        "bmp-8-no-padding.bmp": bitmap(size, 8, 0, quads, rows(indices)[: -(-size[0] % 4)], colours=16),
        "bmp-16.bmp": bitmap(size, 16, 0, b"", rows(rgb555)),
        "bmp-16-555.bmp": bitmap(size, 16, 3, masks(0x7C00, 0x3E0, 0x1F), rows(rgb555)),
        "bmp-16-565.bmp": bitmap(size, 16, 3, masks(0xF800, 0x7E0, 0x1F), rows(rgb565)),
        "bmp-16-565-top-down.bmp": bitmap(
            (size[0], -size[1]), 16, 3, masks(0xF800, 0x7E0, 0x1F), rows(rgb565[::-1])
        ),
        "bmp-16-444.bmp": bitmap(size, 16, 3, masks(0xF00, 0xF0, 0xF), rows(rgb565)),
        "bmp-24-masks.bmp": bitmap(
            size, 24, 3, masks(0xFF0000, 0xFF00, 0xFF), rows(blue_first.reshape(size[1], -1))
        ),
        "bmp-32-xrgb.bmp": bitmap(size, 32, 3, masks(0xFF0000, 0xFF00, 0xFF), rows(bgra)),
        "bmp-32-xbgr.bmp": bitmap(size, 32, 3, masks(0xFF000000, 0xFF0000, 0xFF00), rows(bgra)),
        "bmp-32-52.bmp": bitmap(size, 32, 3, b"", rows(bgra), header=52, fields=masks(0xFF0000, 0xFF00, 0xFF)),
        "bmp-32-alpha.bmp": bitmap(
            size, 32, 3, b"", rows(bgra), header=124, fields=masks(0xFF0000, 0xFF00, 0xFF, 0xFF000000)
        ),
        "bmp-32-rgba.bmp": bitmap(size, 32, 3, b"", rows(bgra), header=108, fields=masks(*rgba_masks)),
        "bmp-32-no-masks.bmp": bitmap(size, 32, 3, masks(0, 0, 0), rows(bgra)),
        "bmp-32-10-bit.bmp": bitmap(size, 32, 3, masks(0x3FF00000, 0xFFC00, 0x3FF), rows(bgra)),
        "bmp-rle8.bmp": bitmap(size, 8, 1, quads, rle(indices, 8), colours=16),
        "bmp-rle4.bmp": bitmap(size, 4, 2, quads, rle(indices, 4), colours=16),
        "bmp-rle8-cut.bmp": bitmap(size, 8, 1, quads, rle(indices[1:], 8), colours=16),
        "bmp-jpeg.bmp": bitmap(size, 0, 4, b"", bytes(99)),
        "bmp-os2-rle24.bmp": bitmap(size, 24, 4, b"", bytes(99), header=64),
        "bmp-os2-16-bytes.bmp": bitmap(size, 24, 0, b"", bytes(99), header=16),
    }


def masks(*values):
    return struct.pack(f"<{len(values)}I", *values)


def rows(values):
    """Rows, each padded to four bytes."""
    return b"".join(row.tobytes() + bytes(-row.nbytes % 4) for row in values)


def bitmap(size, bits, compression, extra, pixels, header=40, fields=b"", colours=0, start=None):
    info = struct.pack("<IiiHHIIIIII", header, *size, 1, bits, compression, 0, 0, 0, colours, 0)
    info = (info + fields).ljust(header, b"\0")[:header]
    return file(info + extra, pixels, start)


def core_bitmap(size, bits, colours, pixels):
    return file(struct.pack("<IHHHH", 12, *size, 1, bits) + colours, pixels)


def file(head, pixels, start=None):
    start = 14 + len(head) if start is None else start
    return struct.pack("<2sIHHI", b"BM", 14 + len(head) + len(pixels), 0, 0, start) + head + pixels


def rle(indices, bits):
    """Each row's first four pixels as they are, then runs. Every ninth row ends early or late, or in a delta."""
    data = bytearray()
    for number, row in enumerate(indices.tolist()):
        first = row[:4] if bits == 8 else [row[0] << 4 | row[1], row[2] << 4 | row[3]]
        data += bytes([0, 4, *first])
        rest = row[4:]
        if number % 9 == 0:
            rest = rest[:50]
        if number % 9 == 1:
            data += bytes([0, 2, 10, 0])
            rest = rest[10:]
        if number % 9 == 2:
            rest = rest + rest[:1]
        while rest:
            run = next((at for at, index in enumerate(rest) if index != rest[0]), len(rest))
            data += bytes([run, rest[0] if bits == 8 else rest[0] * 17])
            rest = rest[run:]
        data += bytes([0, 0])
    return bytes(data + b"\0\1")
