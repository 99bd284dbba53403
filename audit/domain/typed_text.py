"""What people type or paste, made fit to be kept: words are never lost, only what is no character."""

import unicodedata


def clean_text(typed: str | None) -> str:
    """Normalise to NFC with plain line ends; drop control characters and halves of characters.

    Word processors paste vertical tabs and form feeds for a new line, so these two become one.
    """
    text = (typed or "").replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    kept = "".join(character for character in text if _is_kept(character))
    return unicodedata.normalize("NFC", kept).strip()


def _is_kept(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
