"""The demonstration: Yunnan's stations, and the half-year figures its reports stated."""
