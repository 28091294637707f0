"""MobileNetV2 in PyTorch, from the table of the paper (Sandler et al. 2018), for width 1 and without a top.

Batch normalization has Keras's constants. Strided convolutions pad one pixel all around, which is what PyTorch does
fastest; Keras pads below and to the right. Shapes, counts and arithmetic are the same.
"""

import torch
from torch import nn

# expansion, channels, blocks, stride of the first
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
FEATURES = 1280
SIZE = 2_257_984  # numbers in all, with the moving means and variances


def convolution(ins, outs, size=1, stride=1, groups=1, activation=True):
    """A convolution without bias, its normalization and, unless it is a projection, ReLU6."""
    layers = [
        nn.Conv2d(ins, outs, size, stride, padding=size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outs, eps=1e-3, momentum=1e-3)]
    return nn.Sequential(*layers, *[nn.ReLU6(inplace=True)] * activation)


class Block(nn.Module):
    """Wider, depthwise, narrower; added to what came in where shapes allow."""

    def __init__(self, ins, outs, expansion, stride):
        super().__init__()
        wide = ins * expansion
        self.adds = stride == 1 and ins == outs
        self.layers = nn.Sequential(
            *[convolution(ins, wide)] * (expansion > 1), convolution(wide, wide, 3, stride, groups=wide),
            convolution(wide, outs, activation=False))

    def forward(self, x):
        y = self.layers(x)
        return x + y if self.adds else y


class MobileNetV2(nn.Sequential):
    """Images (batch, 3, height, width) to features (batch, 1280, height / 32, width / 32)."""

    def __init__(self):
        layers, ins = [convolution(3, 32, 3, 2)], 32
        for expansion, outs, blocks, stride in STAGES:
            for block in range(blocks):
                layers.append(Block(ins, outs, expansion, stride if block == 0 else 1))
                ins = outs
        super().__init__(*layers, convolution(ins, FEATURES))
        numbers = [*self.parameters(), *(b for b in self.buffers() if b.is_floating_point())]
        if sum(n.numel() for n in numbers) != SIZE:
            raise AssertionError("MobileNetV2 has not the size of the paper's")


class Head(nn.Module):
    """The mean of every feature over the image, and one logit from them."""

    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(FEATURES, 1)

    def forward(self, features):
        return self.dense(torch.mean(features, dim=(2, 3)))
