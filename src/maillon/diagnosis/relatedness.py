"""Tell which activities go together, and which are within reach of a territory."""

import numpy as np
import numpy.typing as npt

from maillon.diagnosis.columns import FloatArray

__all__ = ["density", "proximity"]


def proximity(presence: npt.ArrayLike) -> FloatArray:
    """
    Return how often two activities are found in the same territories, 0 to 1.

    Parameters
    ----------
    presence
        Territories (rows) by activities (columns), true where the activity is specialised
        (quotient of at least 1).

    Returns
    -------
    numpy.ndarray
        For two activities, the smaller of the two conditional probabilities; 1 on the diagonal
        and 0 for an activity that is nowhere.

    References
    ----------
    Hidalgo, Klinger, Barabási and Hausmann (2007), The product space conditions the development
    of nations, Science 317.
    """
    # float32 holds these whole numbers exactly and halves the time of the product.
    matrix = np.asarray(presence, dtype=bool).astype(np.float32)
    together = (matrix.T @ matrix).astype(np.float64)
    ubiquity = np.diag(together)
    most = np.maximum.outer(ubiquity, ubiquity)
    nearness = np.zeros_like(together)
    np.divide(together, most, out=nearness, where=most > 0)
    return nearness


def density(presence: npt.ArrayLike, nearness: npt.ArrayLike) -> FloatArray:
    """
    Return how well each territory is provided with what goes with each activity, 0 to 1.

    Parameters
    ----------
    presence
        As in `proximity`.
    nearness
        Result of `proximity`.
    """
    matrix = np.asarray(presence, dtype=bool).astype(np.float64)
    phi = np.asarray(nearness, dtype=np.float64)
    total = phi.sum(axis=0)
    provided = np.zeros((len(matrix), len(total)))
    np.divide(matrix @ phi, total, out=provided, where=total > 0)
    return provided
