"""A mail server that keeps what it gets. Enough of SMTP for one client: RFC 5321, sections 3 and 4."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """What arrived, and how it answers. `refuses` is the code it gives to every recipient, if set."""

    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: int = 0
    port: int = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, from greeting to QUIT."""
        writer.write(b"220 test\r\n")
        while line := (await reader.readline()).decode():
            verb = line[:4].upper().strip()
            writer.write(await self._answer(verb, line, reader, writer))
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()

    async def _answer(self, verb: str, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        if verb == "QUIT":
            return b"221 bye\r\n"
        if verb == "RCPT" and self.refuses:
            return f"{self.refuses} no such box <private@example.org>\r\n".encode()
        if verb == "RCPT":
            self.recipients.append(line.partition("<")[2].partition(">")[0])
        if verb == "DATA":
            writer.write(b"354 go on\r\n")
            content = await reader.readuntil(b"\r\n.\r\n")
            self.received.append(message_from_bytes(content[:-3], policy=policy.default))
        return b"250 ok\r\n"


@asynccontextmanager
async def mail_server(refuses: int = 0) -> AsyncIterator[MailServer]:
    """Listen on a free port of this machine."""
    server = MailServer(refuses=refuses)
    listening = await asyncio.start_server(server.talk, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server
