"""ModSecurity with the core rule set before both sites: attacks are refused, and whatever decent people send is not."""

import json
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from signing.qr import encode_base32
from tests.applying import FILLED
from tests.builders import ChamberWorld
from tests.fronted import ask, form, upload
from tests.servers.echo import REACHED, Echo
from tests.servers.front import OFFICE, REFERENCE, Front

pytestmark = pytest.mark.slow

BOTH = (REFERENCE, OFFICE)
