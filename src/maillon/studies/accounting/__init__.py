"""Studies of value: accounts on the quantities of the flows, contracts, local rounds."""
