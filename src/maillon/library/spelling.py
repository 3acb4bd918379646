"""Typing errors: the words that are one letter away."""

__all__ = ["LONGEST", "SHORTEST", "is_one_edit_away", "list_deletions"]

# A shorter word has too many neighbours; a longer one is no word.
SHORTEST, LONGEST = 4, 30


def list_deletions(word: str) -> tuple[str, ...]:
    """
    Return the word and what it becomes without any one of its letters.

    Two words one edit away share at least one of these forms, so that a table finds the neighbours
    of a word without reading the others.

    References
    ----------
    Mor and Fraenkel (1982), A hash code method for detecting and correcting spelling errors.
    """
    if not SHORTEST <= len(word) <= LONGEST:
        return ()
    without = (word[:place] + word[place + 1 :] for place in range(len(word)))
    return tuple(dict.fromkeys((word, *without)))


def is_one_edit_away(typed: str, known: str) -> bool:
    """Tell whether one letter more, less, changed, or two swapped make one word the other."""
    if abs(len(typed) - len(known)) > 1 or typed == known:
        return False
    start = 0
    while start < min(len(typed), len(known)) and typed[start] == known[start]:
        start += 1
    left, right = typed[start:], known[start:]
    swapped = left[1:2] + left[:1] + left[2:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or swapped == right
