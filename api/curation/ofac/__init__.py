"""The SDN list of OFAC: its files, their versions, and the records that they make.

files     the files of a version, read and checked
versions  a first pass over all versions
matching  which curated records are entries of the list
records   the records of an entry, merged from what versions say of it
importer  the fixtures and their lock, written
"""
