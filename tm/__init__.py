"""Duizhao 对照: translation memory for Chinese and English, offline.

How to use it from Python is told in docs/python.md; tests/layers.txt lists the modules in order.
"""

__version__ = "0.1.0"
