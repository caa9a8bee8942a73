"""The authority made on the spot: what tablets trust, how far that trust reaches, and what is left alone."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from contest.authority import LEAF_DAYS, Certificate, certificate_files, root_of
from contest.config import SettingsError

NOW = datetime(2024, 10, 2, 7, tzinfo=UTC)
HALL = "192.168.1.20"


def made(folder: Path, *addresses: str, host: str = "0.0.0.0", now: datetime = NOW) -> Certificate:
    return certificate_files(folder, host, addresses or (HALL,), now)


def leaf(certificate: Certificate) -> x509.Certificate:
    return x509.load_pem_x509_certificates(certificate.chain.read_bytes())[0]


def trusts(certificate: Certificate, name: str, now: datetime = NOW) -> bool:
    """Whether a tablet that trusts the root takes the server under that name."""
    assert certificate.root is not None
    store = Store([x509.load_pem_x509_certificate(certificate.root.read_bytes())])
    try:
        subject: x509.DNSName | x509.IPAddress = x509.IPAddress(ip_address(name))
    except ValueError:
        subject = x509.DNSName(name)
    try:
        PolicyBuilder().store(store).time(now).build_server_verifier(subject).verify(leaf(certificate), [])
    except VerificationError:
        return False
    return True


@pytest.mark.parametrize("name", [HALL, "127.0.0.1", "::1", "localhost"])
def test_a_tablet_that_trusts_the_root_trusts_the_server(tmp_path: Path, name: str) -> None:
    assert trusts(made(tmp_path), name)


@pytest.mark.parametrize("name", ["192.168.1.21", "bank.example", "8.8.8.8"])
def test_it_is_trusted_for_no_other_name(tmp_path: Path, name: str) -> None:
    assert not trusts(made(tmp_path), name)


def test_the_root_can_speak_for_private_networks_alone(tmp_path: Path) -> None:
    root = made(tmp_path).root
    assert root is not None
    constraints = x509.load_pem_x509_certificate(root.read_bytes()).extensions.get_extension_for_class(
        x509.NameConstraints
    )
    assert constraints.critical
    allowed = constraints.value.permitted_subtrees or []
    networks = [each.value for each in allowed if isinstance(each, x509.IPAddress)]
    assert all(network.is_private or network.is_link_local or "100.64" in str(network) for network in networks)
    assert not any(ip_address("8.8.8.8") in network for network in networks)
    assert {each.value for each in allowed if isinstance(each, x509.DNSName)} >= {"local", "localhost"}


def test_a_public_address_of_this_machine_is_the_only_one_outside(tmp_path: Path) -> None:
    certificate = made(tmp_path, "203.0.113.9")
    assert trusts(certificate, "203.0.113.9")


def test_it_lasts_no_longer_than_browsers_allow(tmp_path: Path) -> None:
    certificate = leaf(made(tmp_path))
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= timedelta(days=LEAF_DAYS)
    assert certificate.not_valid_before_utc < NOW - timedelta(days=1)  # a tablet's clock may be behind


def test_the_second_start_changes_nothing(tmp_path: Path) -> None:
    first = made(tmp_path)
    before = {path.name: path.read_bytes() for path in first.chain.parent.iterdir()}
    made(tmp_path, now=NOW + timedelta(days=300))
    assert {path.name: path.read_bytes() for path in first.chain.parent.iterdir()} == before


@pytest.mark.parametrize(("address", "days"), [("10.0.0.7", 0), (HALL, 380)], ids=["another address", "near its end"])
def test_a_new_certificate_comes_from_the_same_root(tmp_path: Path, address: str, days: int) -> None:
    first, root = leaf(made(tmp_path)), root_of(tmp_path)
    later = NOW + timedelta(days=days)
    second = made(tmp_path, address, now=later)
    assert leaf(second) != first
    assert root_of(tmp_path) == root
    assert trusts(second, address, later)


def test_a_start_broken_off_between_the_two_files_is_mended(tmp_path: Path) -> None:
    first = made(tmp_path)
    first.key.write_bytes(made(tmp_path / "other").key.read_bytes())
    again = made(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(again.chain, again.key)


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = made(tmp_path).chain.parent
    assert {path.stat().st_mode & 0o077 for path in folder.iterdir() if "key" in path.name} == {0}


def test_a_pair_of_ones_own_is_used_as_it_lies_there(tmp_path: Path) -> None:
    theirs = made(tmp_path / "elsewhere")
    folder = tmp_path / "tls"
    folder.mkdir()
    for path in (theirs.chain, theirs.key):
        (folder / path.name).write_bytes(path.read_bytes())
    own = made(tmp_path, "10.9.9.9")
    assert (own.root, root_of(tmp_path)) == (None, None)
    assert own.chain.read_bytes() == theirs.chain.read_bytes()


def test_half_a_pair_is_refused_in_words(tmp_path: Path) -> None:
    made(tmp_path).key.unlink()
    with pytest.raises(SettingsError, match=r"Cần đủ hai tệp chain\.pem và key\.pem"):
        made(tmp_path)


def test_the_fingerprint_is_written_as_devices_show_it(tmp_path: Path) -> None:
    made(tmp_path)
    root = root_of(tmp_path)
    assert root is not None
    assert [len(pair) for pair in root.fingerprint.split(":")] == [2] * 32


def test_without_tls_there_is_nothing_to_trust(tmp_path: Path) -> None:
    assert root_of(tmp_path) is None
