from audit.domain.letter import compose


def test_a_letter_says_from_whom_it_is_and_what_it_is_about():
    letter = compose("Testshire", "a case waits for you", "Case 4 waits.", "Sign in to see it.")
    assert letter.subject == "Testshire: a case waits for you"
    assert letter.body.startswith("Case 4 waits.\n\nSign in to see it.\n\nTestshire, EHC quality audit.")
    assert "made-up" not in letter.body


def test_a_letter_of_the_example_says_that_it_is_made_up():
    assert compose("Exampleshire", "x", "y", is_example=True).body.startswith("This is a made-up example")
