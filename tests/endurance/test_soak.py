"""What `make soak` calls growth."""

from __future__ import annotations

from tests.endurance.soak import Sample, faults, report

MB = 1_000_000


def samples(service: list[float], files: list[int] | None = None) -> list[Sample]:
    held = files or [50] * len(service)
    return [
        Sample(n / 6, int(mb * MB), 100 * MB, handles, 40, n * 100)
        for n, (mb, handles) in enumerate(zip(service, held, strict=True))
    ]


def test_flat_is_well_whatever_the_beginning_was() -> None:
    assert list(faults(samples([100, 200, 300, *[310, 300, 305] * 7]))) == []


def test_growth_is_found() -> None:
    found = list(faults(samples([300 + 2 * n for n in range(24)])))
    assert found == [
        "The memory of the service grew by 7.6%: 317,000,000 to 341,000,000 bytes.",
        "The memory of all processes grew by 5.8%: 417,000,000 to 441,000,000 bytes.",
    ]


def test_handles_that_stay_open_are_found() -> None:
    found = list(faults(samples([300] * 24, [50 + n for n in range(24)])))
    assert found == ["The open files of the service grew from 58.5 to 70.5."]


def test_the_table_is_short() -> None:
    assert len(report(samples([300] * 180)).splitlines()) == 2 + 20
