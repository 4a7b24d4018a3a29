"""`python -m certify`: the command."""

from certify.cli import main

if __name__ == "__main__":
    main()
