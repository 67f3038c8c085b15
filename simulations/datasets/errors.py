"""The one error of the data sets: a file that cannot be trusted, named in one sentence."""

from __future__ import annotations

from pathlib import Path


class DatasetError(ValueError):
    """
    A data file is missing, unreadable, cut short or holds a value that makes no sense.

    The text is one sentence for the person who chose the file.
    It names the file and, where they are known, the line and the column.
    """

    @classmethod
    def at(
        cls, path: Path, words: str, *, line: int | None = None, column: str | None = None
    ) -> DatasetError:
        """
        Make an error that names its place.

        Args:
            path: The file.
            words: What is wrong there, without the closing full stop.
            line: The line of a text file, or the row of a parquet file, counted from 1.
            column: The name of the column.
        """
        place = str(path)
        if line is not None:
            place += f", {'row' if path.suffix.lower() == '.parquet' else 'line'} {line}"
        if column is not None:
            place += f", column {column}"
        return cls(f"{place}: {words}.")


def shown(text: str, longest: int = 40) -> str:
    """Quote a value from a file for an error: on one line and never longer than is readable."""
    return repr(text if len(text) <= longest else text[:longest] + "...")
