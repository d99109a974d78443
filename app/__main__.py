"""The command line ``sfa``; what it can do stands in :mod:`app.cli`."""

from app.cli.program import run


def main() -> None:
    """Run the command line; it ends the process with its exit code."""
    run()


if __name__ == "__main__":
    main()
