"""`python -m reader` is `bantin`."""

from reader.entry import main

if __name__ == "__main__":
    raise SystemExit(main())
