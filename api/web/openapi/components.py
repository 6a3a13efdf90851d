"""The part of the contract that is the same whatever the kinds are: it stands in `contract.yaml`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from api.model.document_schema import CITED, COMPACT, EDTF_DATE
from api.model.schema import FACT_COUNT
from api.query.verification import MATCHES, WHOSE
from api.web.verdicts import VERDICTS

#: What can become of a fact from one release to another.
CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}

#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"


def fixed() -> dict[str, Any]:
    """Return what is the same whatever the kinds are, all schemas but those of records included; it may be changed."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("contract.yaml").read_text("utf-8"))
    schemas = found["components"]["schemas"]
    judged = schemas["Verification"]["properties"]
    judged["match"] = _closed(MATCHES)
    for name, values in (("whose", WHOSE), ("verdict", VERDICTS)):
        judged[name] = {"type": "string", "description": f"{', '.join(values)}; see `/v1/vocabulary`."}
    schemas["Changes"]["properties"]["data"]["items"]["properties"]["change"] = _closed(CHANGES)
    of_model = {"Reference": COMPACT, "CitedSource": CITED, "EdtfDate": EDTF_DATE, "FactCount": FACT_COUNT}
    found["components"]["schemas"] = {**of_model, **schemas}
    return found


def _closed(values: Mapping[str, str]) -> dict[str, Any]:
    meanings = " ".join(f"`{value}`: {meaning}" for value, meaning in values.items())
    return {"type": "string", "enum": list(values), "description": meanings}
