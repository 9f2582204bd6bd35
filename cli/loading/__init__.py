"""Loading files through the public API, and waiting until their effect is to be seen."""
