"""The pages of the API: each shows, at the same address, what the JSON there has, and what belongs to it."""
