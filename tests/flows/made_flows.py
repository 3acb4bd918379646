"""Made-up models of flows."""

from maillon.domain.flows import OUTSIDE, Flow, FlowModel


def make_flow(source, target, value=None, error=1.0, **others):
    """Return a flow of a made-up matter in tonnes; an error is dropped without a value."""
    fields = {"matter": "exemple fictif", "unit": "t", **others}
    return Flow(
        source=source,
        target=target,
        value=value,
        standard_error=None if value is None else error,
        **fields,
    )


def make_exchanger(**others):
    """Return six flows, all measured, through four stages."""
    return FlowModel(
        flows=(
            make_flow(OUTSIDE, "splitter", 101.91, **others),
            make_flow("splitter", "exchanger", 64.45, **others),
            make_flow("splitter", "valve", 34.65, **others),
            make_flow("exchanger", "mixer", 64.20, **others),
            make_flow("valve", "mixer", 36.44, **others),
            make_flow("mixer", OUTSIDE, 98.88, **others),
        )
    )
