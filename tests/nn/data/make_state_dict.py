#!/usr/bin/env python3
"""Makes state_dict.safetensors: layers of PyTorch with random weights, inputs, and what PyTorch gives for them, for
tests/nn/storage/state_dict_test.cpp. Run with PyTorch 1.13, in double."""
import json
import os
import struct

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(1, 0)), nn.ELU(), nn.MaxPool2d((2, 1)))
        self.bn = nn.BatchNorm2d(3)
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.GELU(), nn.LayerNorm(5), nn.SiLU(), nn.Linear(5, 2))

    def forward(self, x):
        return self.head(self.bn(self.features(x)))


class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(7, 4)
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True)
        self.gru = nn.GRU(4, 3, batch_first=True)

    def forward(self, tokens):
        x = self.tokens(tokens)
        mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1)
        y, _ = self.attention(x, x, x, attn_mask=mask, need_weights=False)
        states, _ = self.gru(x + y)
        return y, states


arrays = {}
network, sequences = Network(), Sequences()
for model in (network, sequences):
    for p in model.parameters():
        torch.nn.init.normal_(p, 0, 0.5)
x = torch.randn(4, 2, 6, 3)
network.train()
arrays["out.trained"] = network(x)  # by the batch's moments, which the running ones follow
network.eval()
arrays["out.evaluated"] = network(x)
tokens = torch.tensor([[1, 5, 0, 6, 1], [3, 3, 2, 4, 0]])
arrays["out.attention"], arrays["out.states"] = sequences(tokens)
arrays["in.x"] = x
for model in (network, sequences):
    for name, value in model.state_dict().items():
        if value.dtype == torch.float64:  # all but the count of batches
            arrays[name] = value

header, data = {}, b""
for name, value in arrays.items():
    bytes_ = value.detach().contiguous().numpy().tobytes()
    header[name] = {"dtype": "F64", "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(bytes_)]}
    data += bytes_
text = json.dumps(header).encode()
with open(os.path.join(os.path.dirname(__file__), "state_dict.safetensors"), "wb") as f:
    f.write(struct.pack("<Q", len(text)) + text + data)
