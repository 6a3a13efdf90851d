"""The words that the two articles print in quotation marks, to the letter, by who said them."""

ARTICLES = {"havana-times-2019-03", "moscow-times-2019-03-20"}

QUOTES = {
    "elliott-abrams": {
        "No, we did not come to a meeting of minds, but I think the talks were positive in the sense that both sides "
        "emerged with a better understanding of the other's views",
        "who gets the title of president",
        "on the depth of the crisis",
        "This a catastrophe for Venezuela",
    },
    "sergei-ryabkov": {
        "Perhaps we failed to narrow positions on this situation...",
        "We assume that Washington treats our priorities seriously, our approach and warnings.",
    },
}
