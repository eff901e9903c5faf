#!/usr/bin/env python3
"""07_fashion_mnist, on pictures made up here and, where Debian's package of the data set is installed, on some of its own: the
same files for one thread and for two, down to the last bit of the parameters, figures that are whole, and a page that shows the
mistakes, opened in Chromium.

Arguments: the program."""
import gzip
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

from browser import Browser

program = os.path.realpath(sys.argv[1])
work = tempfile.mkdtemp(prefix="surefoot-fashion-")
data = os.path.join(work, "data")
SIDE = 9  # no multiple of four, so that the lines of a BMP are filled up
WRONG = [3, 50, 77]  # pictures of the test whose label is not what is seen


def run(*arguments, fails=False):
    done = subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert (done.returncode != 0) == fails, f"{arguments}: {done.returncode}: {done.stdout}"
    return done.stdout


def idx(name, extents, values, pack=lambda file: file):
    file = bytes([0, 0, 8, len(extents)]) + b"".join(struct.pack(">I", e) for e in extents) + bytes(values)
    with open(os.path.join(data, name), "wb") as out:
        out.write(pack(file))


def made_up():
    """A bright stripe for each class, in noise: easy to tell apart. Returns the pictures and labels of the test."""
    os.mkdir(data)
    chance = random.Random(5)
    for name, count in (("train", 1500), ("t10k", 120)):
        labels = [i % 10 for i in range(count)]
        pictures = []
        for label in labels:
            stripe = label % 5 + 2
            bright = [(j // SIDE if label < 5 else j % SIDE) == stripe for j in range(SIDE * SIDE)]
            pictures.append([chance.randrange(200, 256) if b else chance.randrange(60) for b in bright])
        if name == "t10k":
            for i in WRONG:
                labels[i] = (labels[i] + 1) % 10
        idx(name + "-images-idx3-ubyte" + (".gz" if name == "train" else ""), [count, SIDE, SIDE], sum(pictures, []),
            gzip.compress if name == "train" else lambda file: file)
        idx(name + "-labels-idx1-ubyte.gz", [count], labels, gzip.compress)
    return pictures, labels


def contents(folder):
    return {name: open(os.path.join(folder, name), "rb").read() for name in sorted(os.listdir(folder))}


try:
    pictures, labels = made_up()
    folders = [os.path.join(work, f"out{threads}") for threads in (1, 2)]
    said = [run("--data", data, "--epochs", "3", "--minibatch", "50", "--learning-rate", "5e-3", "--threads", str(threads), "--out", folder)
            for threads, folder in enumerate(folders, 1)]
    print(said[0])
    assert said[0].replace("out1", "out2") == said[1]
    files = contents(folders[0])
    assert list(files) == ["confusion_matrix.svg", "filters.svg", "learning_curves.svg", "mistakes.html",
                           "network.safetensors"], list(files)
    assert files == contents(folders[1]), "one thread and two make different files"
    epochs = re.findall(r"epoch (\d)/3 loss ([\d.]+) +accuracy +([\d.]+) % +test: loss ([\d.]+) +accuracy +([\d.]+) %", said[0])
    assert [e[0] for e in epochs] == ["1", "2", "3"]
    assert float(epochs[2][1]) < float(epochs[0][1]) and float(epochs[2][2]) > 95, epochs
    assert epochs[2][4] == f"{100 * (1 - len(WRONG) / len(labels)):.2f}", epochs

    for name in ("confusion_matrix.svg", "filters.svg", "learning_curves.svg"):
        assert xml.fromstring(files[name]).tag.endswith("svg")
    # Each stands in the row of what it is and the column of what it was taken for, 44 wide and 100 from the top, 90 from the left.
    cells = [((int(e.get("y")) - 100) // 44, (int(e.get("x")) - 90) // 44, int(e.text))
             for e in xml.fromstring(files["confusion_matrix.svg"]).iter() if (e.text or "").isdigit()]
    assert sum(count for _, _, count in cells) == len(labels), cells
    assert {(i, j) for i, j, _ in cells if i != j} == {(labels[w], labels[w] - 1) for w in WRONG}, cells
    filters = [e for e in xml.fromstring(files["filters.svg"]).iter() if e.tag.endswith("image")]
    assert len(filters) > 1

    page = os.path.join(folders[0], "mistakes.html")
    chromium = Browser(work)
    try:
        chromium.open_page(page)
        chromium.expect_no_complaint_about(page)
        assert f"{len(WRONG)} of {len(labels)}" in chromium.run("return document.title")
        images = chromium.run("return [...document.images].map(i => [i.alt, i.complete && i.naturalWidth])")
        assert len(images) == 3 + len(WRONG) and all(width > 0 for _, width in images), images
        seen = chromium.run("""return [...document.querySelectorAll('figure')].map(f => {
            const image = f.querySelector('img'), canvas = document.createElement('canvas');
            canvas.width = image.naturalWidth, canvas.height = image.naturalHeight;
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const rgba = [...context.getImageData(0, 0, canvas.width, canvas.height).data];
            return [image.alt, f.innerText, rgba.filter((_, i) => i % 4 == 0)];
        })""")
        assert sorted(int(alt.split()[1]) for alt, _, _ in seen) == WRONG, seen
        for alt, words, shades in seen:
            assert shades == pictures[int(alt.split()[1])], alt  # each pixel, in its place
        names = ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"]
        for alt, words, _ in seen:
            label = labels[int(alt.split()[1])]
            assert words.startswith(f"{names[label]}, taken for {names[label - 1]} with "), words
        sure = [float(re.search(r"with (\d+) %", words)[1]) for _, words, _ in seen]
        assert sure == sorted(sure, reverse=True), sure
        for width in (360, 1600):
            chromium.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1,
                              mobile=width < 500)
            assert chromium.run("return document.documentElement.scrollWidth") <= width
    finally:
        chromium.close()

    # What is not there, or does not fit, is said with its name.
    assert "apt-get install dataset-fashion-mnist" in run("--data", os.path.join(work, "none"), fails=True)
    idx("t10k-labels-idx1-ubyte", [len(labels) - 1], labels[1:])
    assert "t10k-labels-idx1-ubyte: 119 labels for 120 images" in run("--data", data, "--out", folders[0], fails=True)
    idx("t10k-labels-idx1-ubyte", [len(labels)], labels[1:] + [10])
    assert "label 119 is 10; there are 10 classes" in run("--data", data, "--out", folders[0], fails=True)
    assert contents(folders[0]) == files

    # Some of the real ones
    if os.path.isdir("/usr/share/datasets/fashion-mnist"):
        real = run("--images", "3000", "--epochs", "1", "--minibatch", "32", "--out", folders[1])
        print(real)
        assert float(re.search(r"epoch 1/1 .* test: .*accuracy +([\d.]+) %", real)[1]) > 65, real
finally:
    shutil.rmtree(work, ignore_errors=True)
