"""How somebody without an account is asked, by a link, to put something right."""

from datetime import timedelta

from audit.domain.letter import Letter, compose

LASTS = timedelta(days=30)


def asking_letter(
    area: str, *, case_number: int, n_things: int, link: str, until: str, is_example: bool
) -> Letter:
    """The letter that brings the link. What is to be put right stands behind the link alone."""
    things = "something" if n_things == 1 else f"{n_things} things"
    return compose(
        area,
        "please put something right",
        f"An audit of education, health and care documents in {area} found {things} to put right in case"
        f" {case_number}. What it is, and by when, stands on a page of your own, where you answer:",
        link,
        f"You need no account. The page is there until {until}, and you can come back to it until then."
        " Whoever has the link can read the page and answer: do not pass it on.",
        is_example=is_example,
    )
