"""Sanctions lists: their files, their versions, and the records that they make.

published  what every reader is made of: the list, its versions, their entries
ofac       the reader of the Specially Designated Nationals of the US Treasury
ftm        the reader of lines of FollowTheMoney
un         the reader of the consolidated list of the UN Security Council
versions   all versions, read before anything is written
matching   which curated records are entries of the list
records    the records of an entry, merged from what versions say of it
importer   the fixtures and their lock, written
"""
