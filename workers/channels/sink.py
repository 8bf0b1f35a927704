"""Where mails go as long as delivery is not real: files in the data folder, one for each contact."""

from ledger.settings import Settings
from ledger.sink import Sink
from workers.channels import mail
from workers.channels.channel import Message, NotTaken, Prepared


class IntoSink:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sink = Sink(settings.sink)

    def ready(self) -> None:
        """A folder is always there."""

    def prepare(self, message: Message) -> Prepared:
        return mail.prepared(self.settings, message)

    def send(self, prepared: Prepared) -> str | None:
        try:
            return self.sink.keep(prepared.message_id, prepared.content)
        except OSError as error:
            raise NotTaken("sink_full", again=True) from error
