"""The contracts as documents for other systems: made from the code, committed, checked."""
