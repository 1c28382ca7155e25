"""Duizhao 对照: translation memory for Chinese and English, offline; see README.md, and tests/layers.txt for the order."""
