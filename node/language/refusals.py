"""Refusals in other languages: said in English where they are decided, translated at the edge."""

from __future__ import annotations

from node.language.sentences import sentence_in
from node.language.subjects import REFUSED


def refusal_in(language: str, sentence: str) -> str:
    """Return a refusal in a language; what fills its blanks is translated where it is known."""
    return sentence_in(language, sentence, *REFUSED)
