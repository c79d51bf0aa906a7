"""How much longer than promised things may take where a machine is shared with others.

1 where nothing is set: the bounds are those that were promised. `.ci/run` sets more, since what
it is run on may be busy with other work, and a test that fails for that says nothing.
"""

from __future__ import annotations

import os
from typing import Final

PATIENCE: Final = float(os.environ.get("HEADWATERS_TEST_PATIENCE", "1"))
