"""Writes images.json, resizes.json and folders.json: what TensorFlow, Pillow and Keras read.

    KERAS_BACKEND=tensorflow python make_images.py

Pictures are drawn by formulas that the tests repeat, or are in the files as base64.
"""
import base64, io, json, os, pathlib, struct, tempfile, zlib

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras, numpy as np, PIL, tensorflow as tf
from PIL import Image

HERE = pathlib.Path(__file__).parent
VERSIONS = {"keras": keras.__version__, "tensorflow": tf.__version__, "pillow": PIL.__version__}


def smooth(height, width):
    y, x = np.mgrid[0:height, 0:width]
    planes = [128 + 100 * np.sin(x / 5) * np.cos(y / 4), 128 + 90 * np.cos((x + y) / 6), 4 * x + 3 * y]
    return np.stack(planes, -1).clip(0, 255).astype(np.uint8)


def pattern(height, width, channels=3):
    """The picture that the tests draw too."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((7 * x + 13 * y + 50 * c + x * y) % 256).astype(np.uint8)


def encoded(image, **how):
    file = io.BytesIO()
    image.save(file, **how)
    return file.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(height, width, depth, colour, rows, *more, interlaced=False):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunk(*m) for m in more)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def adam7(pixels):
    rows = b""
    for y, x, dy, dx in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
                         (1, 0, 2, 1)]:
        part = pixels[y::dy, x::dx]
        if part.size:
            rows += b"".join(b"\0" + row.tobytes() for row in part)
    return rows


def files():
    photo = Image.fromarray(smooth(17, 25))
    yield "jpeg 4:2:0", encoded(photo, format="JPEG", quality=75)
    yield "jpeg 4:4:4", encoded(photo, format="JPEG", quality=90, subsampling=0)
    yield "jpeg progressive", encoded(photo, format="JPEG", quality=75, progressive=True)
    yield "jpeg grey", encoded(photo.convert("L"), format="JPEG", quality=75)
    yield "jpeg cmyk", encoded(photo.convert("CMYK"), format="JPEG", quality=90)
    colours = pattern(9, 11, 4)
    yield "png rgb", encoded(Image.fromarray(colours[..., :3]), format="PNG")
    yield "png rgba", encoded(Image.fromarray(colours), format="PNG")
    yield "png grey", encoded(Image.fromarray(colours[..., 0]), format="PNG")
    yield "png grey alpha", encoded(Image.fromarray(colours[..., :2], "LA"), format="PNG")
    yield "png one bit", encoded(Image.fromarray(colours[..., 0] > 99), format="PNG")
    deep = (colours[..., :3].astype(np.uint16) * 257 + 77)
    yield "png 16 bit", png(9, 11, 16, 2, b"".join(b"\0" + r.astype(">u2").tobytes() for r in deep))
    indices = (pattern(9, 11, 1)[..., 0] % 5)
    palette = bytes(pattern(1, 5, 3).reshape(-1))
    rows = b"".join(b"\0" + r.tobytes() for r in indices)
    yield "png palette", png(9, 11, 8, 3, rows, (b"PLTE", palette))
    yield "png palette transparent", png(9, 11, 8, 3, rows, (b"PLTE", palette), (b"tRNS", bytes([255, 0, 128])))
    yield "png interlaced", png(9, 11, 8, 2, adam7(colours[..., :3]), interlaced=True)


def images():
    cases = []
    for name, data in files():
        for mode, channels in (("grayscale", 1), ("rgb", 3), ("rgba", 4)):
            try:
                tensorflow = tf.image.decode_image(data, channels=channels, expand_animations=False).numpy()
            except tf.errors.InvalidArgumentError:
                tensorflow = None
            pillow = np.array(Image.open(io.BytesIO(data)).convert({1: "L", 3: "RGB", 4: "RGBA"}[channels]))
            case = {"name": name, "mode": mode, "pillow": pillow.reshape(-1).tolist(),
                    "shape": list(pillow.shape[:2]) + [channels]}
            if tensorflow is not None:
                case["tensorflow"] = tensorflow.reshape(-1).tolist()
            if channels == 1:
                case["file"] = base64.b64encode(data).decode()
            cases.append(case)
    return {"versions": VERSIONS, "cases": cases}


def resizes():
    cases = []
    methods = ["nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"]
    for method in methods:
        for source, target in (((13, 10), (5, 6)), ((4, 5), (7, 9)), ((1, 3), (2, 2)), ((6, 6), (6, 6))):
            cases.append((method, source, target, "stretch"))
    for fit in ("crop", "pad"):
        for source, target in (((13, 10), (5, 6)), ((4, 9), (6, 5)), ((9, 4), (6, 5)), ((7, 3), (5, 11))):
            cases.append(("bilinear", source, target, fit))
    result = []
    for method, source, target, fit in cases:
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(folder + "/a")
            Image.fromarray(pattern(*source)).save(folder + "/a/a.png")
            data = keras.utils.image_dataset_from_directory(
                folder, image_size=target, interpolation=method, crop_to_aspect_ratio=fit == "crop",
                pad_to_aspect_ratio=fit == "pad", shuffle=False, verbose=False)
            image = next(iter(data))[0].numpy()[0].astype(np.float32)
        result.append({"interpolation": method, "source": source, "target": target, "fit": fit,
                       "values": [round(float(v), 4) for v in image.reshape(-1)]})
    return {"versions": VERSIONS, "cases": result}


TREE = ["b/2.png", "b/10.png", "b/1.PNG", "B/x.jpg", "B/deep/y.jpeg", "B/deep-er/z.png", "B/deep/a/w.png",
        "a b/é.png", "a b/z.png", "a b/e.gif", "a b/notes.txt", "ä/q.bmp", "ä/.hidden.png", "empty/readme",
        ".git/c.png", "root.png", "b/a.png/inner.png", "😀/1.png", "\uff5e/1.png"]


def folders():
    result = []
    with tempfile.TemporaryDirectory() as folder:
        tiny = encoded(Image.fromarray(pattern(2, 2)), format="PNG")
        for name in TREE:
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tiny)
        asked = [dict(shuffle=False), dict(seed=0), dict(seed=7), dict(seed=4294967295),
                 dict(shuffle=False, class_names=["b", "B"]), dict(shuffle=False, labels=None, label_mode=None)]
        asked += [dict(seed=7, validation_split=0.3, subset=s) for s in ("training", "validation")]
        for arguments in asked:
            data = keras.utils.image_dataset_from_directory(folder, image_size=(2, 2), verbose=False, **arguments)
            named = arguments.get("label_mode", "int") is not None
            of = {}
            if named:  # the labels are those of the files' class folders; read once more in their order
                paths, labels, _ = keras.src.utils.dataset_utils.index_directory(
                    folder, "inferred", (".bmp", ".gif", ".jpeg", ".jpg", ".png"),
                    class_names=arguments.get("class_names"), shuffle=False, verbose=False)
                of = dict(zip(paths, labels))
            result.append({
                "shuffle": arguments.get("shuffle", True), "seed": arguments.get("seed", 0),
                "classes": arguments.get("class_names"), "labelled": named,
                "fraction": arguments.get("validation_split"), "subset": arguments.get("subset"),
                "classNames": data.class_names or [],
                "files": [os.path.relpath(p, folder) for p in data.file_paths],
                "indices": [int(of[p]) for p in data.file_paths] if named else []})
    return {"versions": VERSIONS, "tree": TREE, "cases": result}


for name, content in (("images", images), ("resizes", resizes), ("folders", folders)):
    (HERE / f"{name}.json").write_text(json.dumps(content(), separators=(",", ":")) + "\n")
