"""Picture files of odd kinds with the pixels Pillow gives for each, and sums of resized pictures.

    python golden/pictures.py core/src/test/resources/golden/pictures      (Pillow 13.0, numpy)

The expected pixels of NAME are NAME.expected.png: EXIF orientation applied, on white, RGB. resize.txt holds one line per
case: width, height, new width, new height, SHA-256 of the resized bytes; the input is the byte sequence of noise().
"""
import hashlib, pathlib, struct, sys, zlib
import numpy as np
from PIL import Image, ImageCms, ImageFilter, ImageOps
from PIL.PngImagePlugin import PngInfo

out = pathlib.Path(sys.argv[1]); out.mkdir(parents=True, exist_ok=True); rs = np.random.RandomState(1)

def painting(w, h):
    """Waves, grain and rectangles with alpha: something of everything that codecs treat differently."""
    yy, xx = np.mgrid[0:h, 0:w]; k = rs.rand(8) * 20 + 3
    a = np.stack([127 + 120 * np.sin(xx / k[i] + yy / k[i + 4]) for i in range(4)], -1) + rs.randn(h, w, 4) * rs.choice([0, 5, 30])
    for _ in range(4):
        x, y = rs.randint(w), rs.randint(h); a[y:y + rs.randint(1, 30), x:x + rs.randint(1, 30)] = rs.randint(0, 255, 4)
    return Image.fromarray(a.clip(0, 255).astype("uint8"))

def png(name, w, h, depth, colour, rows, interlaced=0):
    """PNGs that Pillow does not write."""
    chunk = lambda t, d: struct.pack(">I", len(d)) + t + d + struct.pack(">I", zlib.crc32(t + d))
    (out / name).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlaced)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))

def files():
    for i, (w, h, q) in enumerate(((1, 1, 80), (17, 16, 0), (16, 33, 20), (75, 41, 50), (40, 70, 75), (64, 64, 90), (33, 47, 100))):
        painting(w, h).convert("RGB").save(out / f"lossy-{i}.webp", quality=q, method=i)
        painting(w, h).save(out / f"lossy-alpha-{i}.webp", quality=q, method=6 - i)
    painting(31, 22).save(out / "lossless-alpha.webp", lossless=True)
    for n in (2, 3, 9, 30, 200):                # palettes whose last colour, transparent black, the encoder leaves out
        colours = rs.randint(0, 256, (n, 4)); colours[0] = 0; a = colours[rs.randint(0, n, (19, 27))].astype("uint8")
        Image.fromarray(a).save(out / f"lossless-palette-{n}.webp", lossless=True, exact=True, method=6)
        Image.fromarray(a).save(out / f"lossy-palette-{n}.webp", quality=60, method=n % 7)
    for i in range(4): painting(61, 44).convert("RGB").filter(ImageFilter.GaussianBlur(i)).save(out / f"lossless-{i}.webp", lossless=True, quality=30 * i, method=2 * i)
    painting(20, 20).save(out / "moving.webp", save_all=True, append_images=[painting(20, 20)])
    for i in range(3): painting(53, 37).convert("RGB").save(out / f"subsampling-{i}.jpg", quality=70, subsampling=i, progressive=i == 1)
    painting(30, 25).convert("CMYK").save(out / "cmyk.jpg", quality=80)
    b = bytearray((out / "cmyk.jpg").read_bytes()); b[b.find(b"Adobe") + 11] = 2; (out / "ycck.jpg").write_bytes(b)
    im = painting(33, 21); rgb = im.convert("RGB"); im.save(out / "rgba.png"); im.convert("LA").save(out / "gray-alpha.png"); im.quantize(200).save(out / "palette-alpha.png")
    rgb.save(out / "keep-rgb.jpg", quality=95, keep_rgb=True)
    rgb.quantize(60).save(out / "palette-alphas.png", transparency=bytes(range(0, 240, 4)))
    for bits in (1, 2, 4): rgb.quantize(2 ** bits).save(out / f"palette-{bits}.png", bits=bits)
    rgb.save(out / "rgb-key.png", transparency=rgb.getpixel((3, 3))); im.convert("L").save(out / "gray-key.png", transparency=im.convert("L").getpixel((3, 3)))
    exif = Image.Exif(); exif[274] = 6
    im.save(out / "exif.png", exif=exif); rgb.save(out / "exif.webp", exif=exif, quality=80); rgb.save(out / "exif.tif", exif=exif)
    xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="8"/></rdf:RDF></x:xmpmeta>'
    info = PngInfo(); info.add_itxt("XML:com.adobe.xmp", xmp)
    rgb.save(out / "xmp.jpg", xmp=xmp.encode()); rgb.save(out / "xmp.webp", xmp=xmp.encode(), lossless=True); rgb.save(out / "xmp.png", pnginfo=info)
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()); r, g = icc.find(b"rXYZ"), icc.find(b"gXYZ"); icc[r:r + 4], icc[g:g + 4] = b"gXYZ", b"rXYZ"
    for name, how in (("jpg", {}), ("png", {}), ("webp", {"lossless": True})): rgb.save(out / f"profile.{name}", icc_profile=bytes(icc), **how)
    im.save(out / "profile-alpha.webp", icc_profile=bytes(icc), quality=80)
    for mode in ("RGBA", "L", "P", "1"): im.convert(mode).save(out / f"{mode}.bmp")
    for mode in ("RGBA", "L", "1"): im.convert(mode).save(out / f"{mode}.tif", compression="tiff_lzw")
    rgb.quantize(30).save(out / "key.gif", transparency=3); painting(20, 20).convert("RGB").save(out / "moving.gif", save_all=True, append_images=[painting(20, 20).convert("RGB")])
    for colour, n in ((2, 3), (6, 4), (4, 2)): png(f"deep-{colour}.png", 7, 9, 16, colour, b"".join(b"\0" + row.tobytes() for row in rs.randint(0, 65536, (9, 7, n)).astype(">u2")))
    a = rs.randint(0, 256, (9, 7, 3)).astype("u1"); rows = b""
    for y, x, dy, dx in ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)): rows += b"".join(b"\0" + row.tobytes() for row in a[y::dy, x::dx] if row.size)
    png("interlaced.png", 7, 9, 8, 2, rows, 1); png("gray-2.png", 4, 1, 2, 0, b"\0\x1b"); png("gray-4.png", 4, 1, 4, 0, b"\0\x1b\xf0")

def expected():
    for p in sorted(out.iterdir()):
        if p.name.endswith((".expected.png", ".txt", ".gitattributes")): continue
        x = ImageOps.exif_transpose(Image.open(p))
        if x.mode in ("P", "LA", "PA") or "transparency" in x.info: x = x.convert("RGBA")
        if x.mode == "RGBA": ground = Image.new("RGBA", x.size, (255, 255, 255, 255)); ground.alpha_composite(x); x = ground
        Image.fromarray(np.asarray(x.convert("RGB"))).save(out / (p.name + ".expected.png"))

def noise(n):
    """The low bytes of a linear congruential generator (Numerical Recipes), from its high bits."""
    s, b = 12345, bytearray()
    for _ in range(n): s = (s * 1664525 + 1013904223) & 0xFFFFFFFF; b.append(s >> 24)
    return bytes(b)

def resizes():
    lines = []
    for i in range(40):
        w, h, W, H = (int(v) for v in np.exp(rs.uniform(0, 5.5, 4)))
        if i % 8 == 0: W = w
        if i % 8 == 4: H = h
        x = Image.frombytes("RGB", (w, h), noise(w * h * 3)).resize((W, H), Image.LANCZOS)
        lines.append(f"{w} {h} {W} {H} {hashlib.sha256(x.tobytes()).hexdigest()}\n")
    (out / "resize.txt").write_text("".join(lines))

files(); expected(); resizes()
