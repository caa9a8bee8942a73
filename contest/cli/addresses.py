"""Where a running server can be reached: checked before it starts, said to the person, kept for the other commands.

Responsible for the port being free, for the addresses of this machine, and for `server.json` in the data folder, from
which `links` learns what to print. It serves nothing itself.
"""

import contextlib
import errno
import ipaddress
import json
import os
import socket
from dataclasses import dataclass

from contest.config import Settings, SettingsError, write_whole

EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - recognised here, not bound


@dataclass(frozen=True, slots=True)
class Addresses:
    """`base` is good on this machine, for screens and programs here; `network` for tablets and phones in the hall.

    `network` is None when nothing outside of this machine can come in.
    """

    base: str
    network: str | None

    @property
    def for_people(self) -> str:
        """The address to hand out."""
        return self.network or self.base


def addresses_of(settings: Settings) -> Addresses:
    """Return the addresses under which a server with these settings answers."""
    scheme = "https" if settings.tls else "http"

    def url(host: str) -> str:
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{settings.port}"

    if settings.host in EVERY_ADDRESS:
        lan = network_address()
        return Addresses(base=url("127.0.0.1"), network=url(lan) if lan else None)
    here = url(settings.host)
    return Addresses(base=here, network=None if _is_loopback(settings.host) else here)


def network_address() -> str | None:
    """Return this machine's address in its network, None without one; asks the routing table, sends nothing."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address kept for documentation (RFC 5737): routed, never reached
        found = str(probe.getsockname()[0])
        return None if _is_loopback(found) else found
    return None


def check_port_is_free(host: str, port: int) -> None:
    """Raise SettingsError when a server could not listen there, saying why."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
    except OSError as fault:
        raise SettingsError(f"Không rõ địa chỉ “{host}”: {fault.strerror}.") from fault
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left is free
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as fault:
            raise SettingsError(_why_not(host, port, fault)) from fault


def keep_addresses(settings: Settings, addresses: Addresses) -> None:
    """Write `server.json`: {"base", "network", "pid"}. It stays when the server ends, as its last known address."""
    facts = {"base": addresses.base, "network": addresses.network, "pid": os.getpid()}
    write_whole(settings.server_file, json.dumps(facts) + "\n")


def _why_not(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"Cổng {port} đang được dùng: hãy tắt chương trình kia hoặc chọn cổng khác bằng --port. / Port in use."
    if fault.errno == errno.EACCES:
        return f"Không được phép mở cổng {port}: hãy chọn cổng từ 1024 trở lên bằng --port. / Port not allowed."
    return f"Không mở được {host}:{port}: {fault.strerror}. / Can't listen there."


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
