"""A second, plain reading of the contract, to hold the engine against."""
