import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from maillon.diagnosis.relatedness import density, proximity

presences = hnp.arrays(np.bool_, (6, 5), elements=st.booleans())


@given(presences)
def test_proximity_is_symmetric_and_never_beyond_the_smaller_probability(presence):
    phi = proximity(presence)
    ubiquity = presence.sum(axis=0)
    assert (phi == phi.T).all()
    for i in range(5):
        for j in range(5):
            together = (presence[:, i] & presence[:, j]).sum()
            chances = [together / ubiquity[k] if ubiquity[k] else 0 for k in (i, j)]
            assert phi[i, j] == min(chances)


@given(presences)
def test_whoever_has_everything_has_all_that_goes_with_anything(presence):
    presence[0] = True
    around = density(presence, proximity(presence))
    assert np.allclose(around[0], 1)
    assert ((around >= 0) & (around <= 1 + 1e-12)).all()


def test_an_activity_that_is_nowhere_goes_with_nothing():
    presence = np.array([[True, False], [True, False]])
    phi = proximity(presence)
    assert phi.tolist() == [[1, 0], [0, 0]]
    assert density(presence, phi).tolist() == [[1, 0], [1, 0]]
