"""`python -m jiebang`."""

from jiebang.cli import run

if __name__ == "__main__":
    run()
