"""Messages as files of this machine, each whole before the worker can see it.

The library's own transport makes the file first and writes it then; on a busy machine the worker reads the empty file
in between, dies of it, and the message is lost. Here a message is written under a hidden name and renamed.
"""

import os
import tempfile
import time
import uuid
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **_kwargs: Any) -> None:  # type: ignore[override]
        """Put ``payload`` onto ``queue``, in the order of time; ChannelError where the folder cannot be written."""
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        try:
            # A name that begins with a dot is none of a queue's (`_get` compares what follows the first dot).
            with tempfile.NamedTemporaryFile(dir=self.data_folder_out, prefix=".", delete=False) as file:
                file.write(str_to_bytes(dumps(payload)))
            os.replace(file.name, os.path.join(self.data_folder_out, name))
        except OSError as error:
            raise ChannelError(f"Cannot add file {name!r} to directory") from error


class Transport(filesystem.Transport):
    Channel = Channel


def use() -> None:
    """From now on ``filesystem://`` means this transport."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
