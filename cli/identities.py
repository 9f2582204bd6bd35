"""DATA/identities.json: ready-made people of the demonstration, with fresh tokens.

Run as its own short-lived process (`python -m cli.identities DIR`): signing needs libraries
the supervisor does not want to keep in memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cli.places import DataDirectory
from cli.tokens import display_name, issue, signing_key
from contracts import regions

COUNTY = "532501"


def people() -> list[tuple[str, str]]:
    """(role, region) of each ready-made identity, the widest view first."""
    township = regions.children(COUNTY)[0].code
    return [
        ("province_admin", regions.ROOT),
        ("prefecture_officer", "532500"),
        ("county_officer", COUNTY),
        ("station_worker", township),
        ("volunteer_coordinator", COUNTY),
        ("charity_partner", "533400"),
        ("auditor", regions.ROOT),
        ("integrator", regions.ROOT),
        ("ops", regions.ROOT),
    ]


def write_identities(data: DataDirectory) -> None:
    """Make the key if there is none, sign everybody's token for 24 hours."""
    key = signing_key(data.keys)
    entries = [
        {
            "role": role,
            "region": region,
            "name": display_name(role, region),
            "token": issue(key, role, region),
        }
        for role, region in people()
    ]
    part = data.identities.with_suffix(".part")
    part.touch(mode=0o600)
    part.chmod(0o600)
    part.write_text(json.dumps(entries, ensure_ascii=False, indent=1))
    part.replace(data.identities)


if __name__ == "__main__":
    write_identities(DataDirectory(Path(sys.argv[1])))
