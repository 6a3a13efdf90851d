"""The SDN list of OFAC: its files, their versions, and the records that they make."""
