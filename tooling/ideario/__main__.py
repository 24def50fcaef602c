"""Lets `python -m ideario` stand for the command `ideario`."""

from ideario.cli import main

if __name__ == "__main__":
    main()
