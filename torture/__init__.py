"""The campaign: the server under load, faults and malice, with figures; bounded, on loopback."""
