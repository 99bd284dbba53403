from audit.domain.guest import has_address, make_placeholder


def test_a_placeholder_is_no_address_and_differs_for_each_guest() -> None:
    assert not has_address(make_placeholder("a"))
    assert make_placeholder("a") != make_placeholder("b")


def test_an_address_that_was_given_is_one() -> None:
    assert has_address("gus@school.example")
    assert not has_address("")
