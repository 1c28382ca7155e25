"""Duizhao 对照: translation memory for Chinese and English, offline; tests/layers.txt lists the modules in order."""

__version__ = "0.1.0"
