"""How a kind is declared: its fields, filters, evidence, dates and texts; pure: no files, SQL or HTTP.

resource         the declaration of a kind: schema, filters, orders
fields           the types of fields: text, reference, closed list, date, number
terms            what a data set adds to open lists
schema           what every record has, and objects that several kinds share
evidence         one passage of a source, and what it supports
fact             the schema of a record that rests on evidence
filters          what a list can be narrowed by
paths            the values at a path such as `participants.actor`
document_schema  the fields of a document, and the paths that a client may ask for
edtf             dates, the days that they may mean, and those where they are stated to be
edtf_point       one date: a year, a season, a month, a day or a time
date_object      a date as clients get it, with its label
cells            how values stand in the cells of a spreadsheet
date_periods     how dates spread over years, months or days
countries        ISO 3166-1 codes and names
words            words made comparable: what is the same word
word_runs        runs of words in a text
marked_quotes    quotes that mark what they change
negations        words that turn what is said into its contrary
normalization    text and names made comparable
quotation        quotation marks: where quotations stand
draft            the quotations of a draft, text or Markdown
attribution      whom a draft names beside a quotation
scripts          what scripts differ in: spaces, unseen characters, how much a character says
passages         where a passage stands in a text
passage_link     the address that opens a source at a passage
messages         the nearest right spelling, and shortened quotes, for messages
json_shapes      the shapes of JSON values
budget           what one request may cost
errors           what a request or a command is refused for
jsontext         JSON as the API writes it
"""
