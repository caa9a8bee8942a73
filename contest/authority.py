"""The certificate authority of this one server: for `--tls` in a hall that has no internet and no name of its own.

Responsible for the files of the data folder's `tls`: `root.pem` with `root-key.pem`, made once, which tablets are told
to trust, and `chain.pem` with `key.pem`, which the server shows and which is made anew when the machine's address or
the calendar asks for it. A pair of the organiser's own is used as it lies there and never touched.

The root can speak for addresses of private networks and this machine alone (name constraints): whoever trusts it for
the evening gives nobody the power to pose as their bank. A leaf: imports nothing of the contest but its settings.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from contest.config import SettingsError, writable_folder, write_whole

ROOT_DAYS = 5 * 365
LEAF_DAYS = 397  # browsers refuse longer ones
RENEW_BEFORE_DAYS = 30
BACKDATED = timedelta(days=2)  # a tablet's clock may be behind
ROOT_NAME = "Hội thi – chứng chỉ gốc"
NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1/128",
    "fc00::/7", "fe80::/10",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the certificate (with its chain) and its key lie, both PEM; `root` is None when they are one's own."""

    chain: Path
    key: Path
    root: Path | None


@dataclass(frozen=True, slots=True)
class Root:
    """The root as tablets are given it: DER bytes, and the SHA-256 by which people compare it."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """Pairs of hexadecimal digits with colons, as devices show it."""
        return hashlib.sha256(self.der).digest().hex(":").upper()


@dataclass(frozen=True, slots=True)
class Doors:
    """Where this server is reached: `secure` by https, `plain` by http for who does not trust it yet (None: not)."""

    secure: str
    plain: str | None


def certificate_files(data_dir: Path, host: str, addresses: Sequence[str], now: datetime | None = None) -> Certificate:
    """Return the pair to serve https with, made where it is missing or no longer fits. Raises SettingsError."""
    now = now or datetime.now(UTC)
    folder = writable_folder(data_dir / "tls")
    chain, key, root = folder / "chain.pem", folder / "key.pem", folder / "root.pem"
    if chain.exists() != key.exists():
        raise SettingsError(f"Cần đủ hai tệp {chain.name} và {key.name} trong {folder}, hoặc bỏ cả hai.")
    try:
        if chain.exists() and not _is_ours(chain, root):
            return Certificate(chain, key, None)
        names = _names(host, addresses)
        if not chain.exists() or not _still_fits(chain, key, root, names, now):
            _issue(chain, key, _authority(root, folder / "root-key.pem", names, now), names, now)
    except (OSError, ValueError, TypeError) as fault:
        raise SettingsError(f"Không dùng được chứng chỉ trong {folder}: {fault}.") from fault
    return Certificate(chain, key, root)


def root_of(data_dir: Path) -> Root | None:
    """The root that tablets have to trust; None when there is none: plain http, or a certificate of one's own."""
    folder = data_dir / "tls"
    try:
        root = x509.load_pem_x509_certificate((folder / "root.pem").read_bytes())
        if not _is_ours(folder / "chain.pem", folder / "root.pem"):
            return None
    except (OSError, ValueError):
        return None
    return Root(root.public_bytes(serialization.Encoding.DER))


def _names(host: str, addresses: Sequence[str]) -> tuple[x509.GeneralName, ...]:
    """What the server is called: this machine's names and addresses, the one it was told to listen on among them."""
    texts = ["localhost", "127.0.0.1", "::1", *addresses, host, socket.gethostname().lower()]
    names: dict[str, x509.GeneralName] = {}
    for text in texts:
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            if _is_dns_name(text):
                names[text] = x509.DNSName(text)
                if "." not in text and text != "localhost":
                    names[f"{text}.local"] = x509.DNSName(f"{text}.local")
        else:
            if not address.is_unspecified:
                names[text] = x509.IPAddress(address)
    return tuple(names.values())


def _is_dns_name(text: str) -> bool:
    labels = text.split(".")
    return (
        text.isascii()
        and len(text) <= 253
        and all(0 < len(label) <= 63 and label.replace("-", "a").isalnum() for label in labels)
    )


def _is_ours(chain: Path, root: Path) -> bool:
    """Whether the pair was made by this root. Files that can't be read as certificates are nobody's."""
    if not root.exists():
        return False
    try:
        leaf = x509.load_pem_x509_certificate(chain.read_bytes())
        leaf.verify_directly_issued_by(x509.load_pem_x509_certificate(root.read_bytes()))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _authority(root: Path, root_key: Path, names: Sequence[x509.GeneralName], now: datetime) -> Authority:
    """The root and its key: those that lie there, unless they end soon or may not speak for this machine's address."""
    if root.exists() and root_key.exists():
        key = serialization.load_pem_private_key(root_key.read_bytes(), None)
        certificate = x509.load_pem_x509_certificate(root.read_bytes())
        if isinstance(key, ec.EllipticCurvePrivateKey) and _serves(certificate, names, now):
            return certificate, key
    key = ec.generate_private_key(ec.SECP256R1())
    number = x509.random_serial_number()
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, f"{ROOT_NAME} {number % 10_000:04d}"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Hội thi"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(number)
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write_whole(root_key, _key_text(key))
    write_whole(root, certificate.public_bytes(serialization.Encoding.PEM).decode())
    return certificate, key


def _serves(root: x509.Certificate, names: Sequence[x509.GeneralName], now: datetime) -> bool:
    ends_late = root.not_valid_after_utc > now + timedelta(days=RENEW_BEFORE_DAYS)
    return ends_late and all(_may_name(root, name) for name in names if isinstance(name, x509.IPAddress))


def _may_name(root: x509.Certificate, name: x509.GeneralName) -> bool:
    """Whether the root's constraints let it speak for that name."""
    allowed = root.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    if isinstance(name, x509.IPAddress):
        networks = [ipaddress.ip_network(str(each.value)) for each in allowed if isinstance(each, x509.IPAddress)]
        return any(_is_inside(ipaddress.ip_network(str(name.value)), network) for network in networks)
    return any(isinstance(each, x509.DNSName) and f".{name.value}".endswith(f".{each.value}") for each in allowed)


def _permitted(names: Sequence[x509.GeneralName]) -> list[x509.GeneralName]:
    """Private networks, this machine's own names, and its address should that be a public one."""
    networks = [ipaddress.ip_network(text) for text in NETWORKS]
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in networks]
    permitted.append(x509.DNSName("local"))
    for name in names:
        if isinstance(name, x509.DNSName) and not name.value.endswith(".local"):
            permitted.append(x509.DNSName(name.value))
        elif isinstance(name, x509.IPAddress):
            here = ipaddress.ip_network(str(name.value))
            if not any(_is_inside(here, network) for network in networks):
                permitted.append(x509.IPAddress(here))
    return permitted


def _is_inside(here: Network, network: Network) -> bool:
    return here.version == network.version and here.network_address in network


def _still_fits(chain: Path, key: Path, root: Path, names: Sequence[x509.GeneralName], now: datetime) -> bool:
    """Whether the pair belongs together, lasts, and has every name that its root may give it."""
    leaf = x509.load_pem_x509_certificate(chain.read_bytes())
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    if leaf.not_valid_after_utc < now + timedelta(days=RENEW_BEFORE_DAYS) or private.public_key() != leaf.public_key():
        return False
    issuer = x509.load_pem_x509_certificate(root.read_bytes())
    known = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return all(name in known or (isinstance(name, x509.DNSName) and not _may_name(issuer, name)) for name in names)


def _issue(chain: Path, key_file: Path, authority: Authority, names: Sequence[x509.GeneralName], now: datetime) -> None:
    root, root_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hội thi")]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(min(now - BACKDATED + timedelta(days=LEAF_DAYS), root.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName([n for n in names if _may_name(root, n)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    write_whole(key_file, _key_text(key))
    write_whole(chain, (leaf.public_bytes(pem) + root.public_bytes(pem)).decode())


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_text(key: ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
