"""Duizhao 对照: the glossary half; terms are extracted from the memory, kept by people and exported as TBX."""
