from ipaddress import ip_address

import pytest

from app.core.errors import InvalidInput
from app.sources.fetching.addresses import Allowance, is_public, is_web_port

PRIVATE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1",
    "fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
    "2002:7f00:1::", "2002:808:808::1", "2001:0:808:808::1", "64:ff9b::127.0.0.1",
    "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "::7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_this_network_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07::1", "64:ff9b::8.8.8.8"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


def test_only_ports_of_web_servers_are_fetched_from() -> None:
    assert [port for port in (0, 22, 25, 80, 443, 445, 1023, 1024, 8080) if is_web_port(port)] == [
        80,
        443,
        1024,
        8080,
    ]


def test_what_an_admin_allows_is_a_server_by_name_and_port_or_a_network() -> None:
    allowance = Allowance.read(("NAS.local:8080", "[::1]:80", "10.0.0.0/8"))
    assert allowance.has_server("nas.local", 8080)
    assert allowance.has_server("::1", 80)
    assert not allowance.has_server("nas.local", 80)
    assert allowance.has_address(ip_address("10.9.9.9"))
    assert not allowance.has_address(ip_address("192.168.0.1"))


@pytest.mark.parametrize("entry", ["nas.local", "nas.local:", "10.0.0.1/8", ":80", "a:99999"])
def test_what_is_no_address_to_allow_is_refused_with_an_example(entry: str) -> None:
    with pytest.raises(InvalidInput, match=r"nas\.local:8080"):
        Allowance.read((entry,))
