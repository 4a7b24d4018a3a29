"""The one error for bad input: a claim, a file or an option that cannot be read."""

from __future__ import annotations


class InputError(ValueError):
    """Bad input, with the position in the text where it is known.

    `str(error)` is one line: where, what was found, what was expected.
    """

    def __init__(self, message: str, *, text: str | None = None, position: int | None = None) -> None:
        self.message, self.text, self.position = message, text, position
        where = "" if position is None else f"at character {position + 1}: "
        super().__init__(f"{where}{message}")

    def excerpt(self, width: int = 60) -> str:
        """The text around the position with a caret under it, or an empty string."""
        if self.text is None or self.position is None:
            return ""
        start = max(0, self.position - width // 2)
        piece = self.text[start : start + width].replace("\n", " ")
        return f"{piece}\n{' ' * (self.position - start)}^"
