from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from catalog.settings import Settings


def test_what_nobody_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HEADWATERS_STORE", raising=False)
    settings = Settings()
    assert settings.store == Path("headwaters-data")
    assert (settings.workers, settings.deadline, settings.most_seconds) == (2, 10.0, 60.0)
    assert settings.explorer_url is None


def test_the_environment_sets_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATERS_STORE", "/srv/catalogue")
    monkeypatch.setenv("HEADWATERS_DEADLINE", "2.5")
    settings = Settings(workers=4)
    assert settings.store == Path("/srv/catalogue")
    assert (settings.workers, settings.deadline) == (4, 2.5)


def test_what_makes_no_sense_is_refused() -> None:
    for wrong in ({"workers": 0}, {"deadline": 0}, {"deadline": 3600}):
        with pytest.raises(ValidationError):
            Settings(**wrong)  # type: ignore[arg-type]  # on purpose
