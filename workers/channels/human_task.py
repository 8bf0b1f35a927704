"""What a human does: a call, a visit, a talk with the manager, a message from an employee's own account.

Handing the task out is all that we do: it stays open in the list of tasks until the human says what came of it.
"""

from workers.channels.channel import Message, Prepared


class HumanTask:
    def ready(self) -> None:
        """The list is always there."""

    def prepare(self, message: Message) -> Prepared:
        return Prepared(message.to, message.text.encode(), str(message.contact))

    def send(self, prepared: Prepared) -> str | None:  # noqa: ARG002  what is dispatched stands in the list
        return None
