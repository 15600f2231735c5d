"""The plan compiler: a plan's text in, a draft out, every item tied to its characters and to the cue that decided.

Standard library only and deterministic: the same text gives the same draft, byte for byte. Stages: docs/compiler.md.
"""
