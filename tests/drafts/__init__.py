"""A draft of two pages, and what is right of its quotations: some true, some altered, misattributed, invented."""

from pathlib import Path

DRAFT = Path(__file__).with_name("talks.md")

#: Of each quotation its line and column, its verdict, whom the draft names and in which way, and its first letters.
RIGHT = [
    (4, 16, "not_found", "-", "no meeting of minds"),
    (6, 50, "confirmed", "sentence elliott-abrams", "No, we did not come to a"),
    (9, 3, "confirmed", "sentence sergei-ryabkov", "Perhaps we failed to nar"),
    (12, 2, "confirmed", "before sergei-ryabkov", "We assume that Washingto"),
    (12, 97, "confirmed", "before sergei-ryabkov", "our approach and warning"),
    (14, 26, "misattributed", "sentence sergei-ryabkov", "who gets the title of pr"),
    (14, 121, "confirmed", "sentence elliott-abrams", "on the depth of the cris"),
    (15, 77, "not_found", "sentence elliott-abrams", "This is a catastrophe fo"),
    (20, 73, "confirmed", "sentence vassily-nebenzia", "We strongly object any e"),
    (21, 2, "confirmed", "sentence vassily-nebenzia", "Why eight days? What is "),
    (21, 59, "not_found", "sentence vassily-nebenzia", "It is an absurd ultimatu"),
    (24, 2, "misattributed", "sentence jeremy-hunt", "Venezuela’s problems sho"),
    (26, 2, "confirmed", "sentence jeremy-hunt", "The oppression of the il"),
    (26, 103, "not_judged", "before jeremy-hunt", "mockery"),
    (28, 74, "confirmed", "sentence mark-lowcock", "Humanitarian assistance "),
    (29, 89, "confirmed", "sentence rosemary-dicarlo", "an alarming escalation o"),
    (31, 2, "not_found", "sentence michelle-bachelet", "I am deeply concerned by"),
    (33, 23, "confirmed", "before michelle-bachelet", "A technical team from my"),
    (35, 2, "misattributed", "sentence michelle-bachelet", "This is not the way to r"),
    (37, 12, "confirmed", "sentence michael-pompeo", "Maduro did that"),
    (38, 5, "confirmed", "sentence michael-pompeo", "The United States didn’t"),
    (40, 2, "unattributed", "-", "The people of Venezuela "),
]
