"""The certificate for `serve --tls`: tablets keep their screen awake and their drafts offline on https pages alone.

Responsible for the two files in the data folder, `tls/chain.pem` and `tls/key.pem`: the organiser's own when they lie
there, otherwise a self-signed pair for this machine's addresses, made once. It trusts and checks nobody.
"""

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contest.cli.addresses import network_address
from contest.config import Settings, SettingsError, writable_folder

DAYS = 397  # browsers refuse longer ones


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the certificate (with its chain) and its key lie, both PEM."""

    chain: Path
    key: Path


class PatientContext(ssl.SSLContext):
    """Shakes hands in the thread of the request: at accept, one silent client would hold up all the others."""

    def wrap_socket(self, *arguments: Any, **options: Any) -> ssl.SSLSocket:
        """Return the wrapped socket, its handshake still to come."""
        return super().wrap_socket(*arguments, **{**options, "do_handshake_on_connect": False})


def certificate_files(settings: Settings) -> Certificate:
    """Return the pair to serve https with. Raises SettingsError when one is missing and can't be made."""
    folder = writable_folder(settings.data_dir / "tls")
    pair = Certificate(chain=folder / "chain.pem", key=folder / "key.pem")
    if pair.chain.exists() != pair.key.exists():
        raise SettingsError(f"Cần đủ hai tệp {pair.chain.name} và {pair.key.name} trong {folder}, hoặc bỏ cả hai.")
    if not pair.chain.exists():
        _make(folder, pair)
    return pair


def patient_context(cert: Certificate) -> ssl.SSLContext:
    """Return the context for a server with a thread a request."""
    context = PatientContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert.chain, cert.key)
    return context


def _make(folder: Path, pair: Certificate) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        raise SettingsError(
            f"Máy này thiếu openssl để tạo chứng chỉ: hãy cài openssl hoặc đặt chain.pem và key.pem vào {folder}."
        )
    names = ["DNS:localhost", "IP:127.0.0.1"] + [f"IP:{address}" for address in [network_address()] if address]
    chain, key = folder / ".chain.pem", folder / ".key.pem"
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", str(DAYS), "-subj", "/CN=contest", "-addext", f"subjectAltName={','.join(names)}"]
    command += ["-keyout", str(key), "-out", str(chain)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    if made.returncode:
        why = (made.stderr.strip().splitlines() or ["?"])[-1]
        raise SettingsError(f"Không tạo được chứng chỉ bằng openssl: {why}.")
    key.chmod(0o600)
    key.replace(pair.key)
    chain.replace(pair.chain)
