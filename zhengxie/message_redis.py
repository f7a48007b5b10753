"""Messages in Redis: a worker that is at work when the broker goes away waits for it as an idle one does.

The library's own transport tries to give unfinished messages back over a connection that it has let go already, and
the AttributeError of that ends the worker. The messages lie in Redis as unacknowledged all the while.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as ConnectionLost


class QoS(redis.QoS):
    def restore_unacked(self, client: Any = None) -> None:
        """Give the messages in hand back; ConnectionError, which whoever closes a channel expects, without a broker."""
        if self.channel.connection.client is None:
            raise ConnectionLost("The connection to the broker has been let go; its messages stay unacknowledged.")
        super().restore_unacked(client)


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """From now on ``redis://`` and ``rediss://`` mean this transport."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = f"{__name__}:Transport"
