"""What can be wrong with a machine, said in one line with what to do about it."""


class MachineProblem(Exception):
    """A stable `code`, what is wrong, and the remedy.

    `message` and `remedy` are templates in English, which the command line looks up in its catalogue of
    translations; `values` fill them in either language. `str()` is the English line.
    """

    def __init__(self, code: str, message: str, remedy: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.values = values

    def __str__(self) -> str:
        return f"{self.code}: {self.message} {self.remedy}".format_map(self.values)


def marked(message: str) -> str:
    """The message itself; marks it for the catalogue of translations where it stands in a table."""
    return message


def identity_off() -> MachineProblem:
    return MachineProblem(
        "identity_off",
        "Nobody compares records here.",
        "Set RENMAI_IDENTITY=true, or leave it out.",
    )
