"""What a password must be: long, and not one that everybody tries first."""

import unicodedata

SHORTEST, LONGEST = 12, 128

# Long passwords and phrases that head every list of stolen ones, and what people here would think of first.
_TRIED_FIRST = """
    123456789012 1234567890123 12345678901234 123456789123 1234567891011 123123123123
    111111111111 000000000000
    qwertyuiopas qwertyuiop123 qwertyuiop12 1qaz2wsx3edc 1q2w3e4r5t6y q1w2e3r4t5y6 zaq12wsxcde3 qazwsxedcrfv
    asdfghjkl123 asdfghjklzxcvbnm qwertyuiopasdfghjklzxcvbnm abcdefghijkl abcdefghijklmnopqrstuvwxyz
    abc123abc123
    passwordpassword password1234 password12345 password123456 password123! password2024 password2025
    password2026
    passw0rd1234 p@ssw0rd1234 letmeinletmein letmein12345 iloveyou1234 iloveyouiloveyou welcomewelcome
    welcome12345 welcome123456 administrator administrator1 adminadminadmin changemechangeme changeme1234
    changeme12345 correcthorsebatterystaple trustno1trustno1 football1234 liverpool1234 manchesterunited
    sunshine1234 princess1234 superman1234 monkeymonkey dragondragon secretsecret mysecretpassword
    educationhealth educationhealthandcare sendauditaudit ehcpehcpehcp ehcpaudit123 ehcpaudit1234 exampleshire
    exampleshire1 exampleshire123 councilcouncil council12345 localauthority localauthority1
"""
_COMMON = frozenset(_TRIED_FIRST.split())


def normalise(password: str) -> str:
    """One form for the same characters, however a keyboard composes them (NIST SP 800-63B asks for this)."""
    return unicodedata.normalize("NFKC", password)


def find_fault(password: str, *, known: tuple[str, ...] = ()) -> str | None:
    """Why this password will not do, or None. `known` are words that others can guess: name, e-mail."""
    typed = normalise(password)
    if len(typed) < SHORTEST:
        return f"Your password must have {SHORTEST} characters or more. Three words in a row make a good one."
    if len(typed) > LONGEST:
        return f"Your password must have {LONGEST} characters or fewer."
    folded = typed.casefold()
    if folded in _COMMON or len(set(folded)) < 5:
        return "This password is one of the first that somebody would try. Choose another."
    if any(len(word) > 3 and word.casefold() in folded for word in known):
        return "Your password must not hold your name or e-mail address. Choose another."
    return None
