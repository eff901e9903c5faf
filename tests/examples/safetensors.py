"""A reader of safetensors files by the format's own rules, for tests: what it takes, any other program can read."""
import json
import struct

WIDTHS = {"F64": 8, "F32": 4, "U64": 8}


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a name is there twice"
    return dict(pairs)


def read(path):
    """Arrays by name, as (type, shape, bytes), and the metadata. Holes, overlaps and whatever else the format forbids fail."""
    with open(path, "rb") as file:
        data = file.read()
    (size,) = struct.unpack("<Q", data[:8])
    assert size <= len(data) - 8, "the header is longer than the file"
    assert data[8:9] == b"{", "the header does not begin with {"
    header = json.loads(data[8 : 8 + size].decode("utf-8"), object_pairs_hook=no_duplicates)
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values()), "metadata that is no text"
    body = data[8 + size :]
    arrays, end = {}, 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        assert set(entry) == {"dtype", "shape", "data_offsets"}, f"{name}: {entry}"
        begin, stop = entry["data_offsets"]
        assert begin == end, f"{name}: a hole or an overlap at byte {end}"
        count = 1
        for extent in entry["shape"]:
            assert isinstance(extent, int) and extent >= 0, f"{name}: {entry['shape']}"
            count *= extent
        assert stop - begin == count * WIDTHS[entry["dtype"]], f"{name}: {entry}"
        arrays[name] = (entry["dtype"], entry["shape"], body[begin:stop])
        end = stop
    assert end == len(body), f"{len(body) - end} bytes behind the last array"
    return arrays, metadata
