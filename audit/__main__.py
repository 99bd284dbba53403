"""Where the command line starts. Ctrl-C while it still loads ends it at once, with no traceback."""

import signal

_answer = signal.getsignal(signal.SIGINT)
if _answer is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    from audit.cli import main
finally:
    signal.signal(signal.SIGINT, _answer)

if __name__ == "__main__":
    main()
