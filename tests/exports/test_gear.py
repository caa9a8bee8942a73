"""Files for the station's gear: OGraf manifests against the EBU's own definitions, pages with nothing foreign."""

from __future__ import annotations

import json
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from contest.exports.gear import GRAPHICS, SCHEMA, Where, manifest, ograf_package, shell_page, spx_package
from contest.exports.gear.graphics import Graphic

OGRAF = Path(__file__).parents[1] / "vendor" / "ograf-1.2.0"
WHERE = Where("http://192.0.2.7:5000", "0123456789abcdef" * 2)
KINDS = {"string": str, "boolean": bool, "number": (int, float)}


@dataclass(frozen=True)
class Property:
    """A property of an interface as its definition says: its type in words, and whether it may be missing."""

    type: str
    optional: bool


def interface(name: str) -> dict[str, Property]:
    """The properties of an exported interface of the official definitions, without a vendor's own (`v_…`)."""
    text = (OGRAF / "graphics-manifest.d.ts").read_text(encoding="utf-8")
    body = re.search(rf"^export interface {name} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    assert body is not None, name
    found = re.findall(r"^    (\$?\w+)(\??): ([^\n]+?);?$", body.group(1), re.MULTILINE)
    return {key: Property(kind, bool(mark)) for key, mark, kind in found}


MANIFEST = "HttpsOgrafEbuIoV1SpecificationJsonSchemasGraphicsSchemaJson"
ACTION = "HttpsOgrafEbuIoV1SpecificationJsonSchemasLibActionJson"


def faults(value: dict[str, Any], name: str) -> list[str]:
    """What of a document its definition does not allow."""
    known = interface(name)
    said = [f"{key}: unknown" for key in value if key not in known and not key.startswith("v_")]
    said += [f"{key}: missing" for key, each in known.items() if not each.optional and key not in value]
    for key, each in known.items():
        literal = re.fullmatch(r'"(.*)"', each.type)
        if key in value and literal and value[key] != literal.group(1):
            said.append(f"{key}: not {each.type}")
        if key in value and each.type in KINDS and not isinstance(value[key], KINDS[each.type]):
            said.append(f"{key}: no {each.type}")
    return said


def test_the_definitions_are_read_as_they_are() -> None:
    known = interface(MANIFEST)
    required = {key for key, each in known.items() if not each.optional}
    assert required == {"$schema", "id", "main", "name", "supportsRealTime", "supportsNonRealTime"}
    assert faults({"$schema": "x", "id": 1, "main": "m", "name": "n", "supportsRealTime": True, "z": 1}, MANIFEST) == [
        "z: unknown", "supportsNonRealTime: missing",
        f'$schema: not "{SCHEMA}"', "id: no string",
    ]  # fmt: skip


@pytest.mark.parametrize("graphic", GRAPHICS, ids=lambda graphic: graphic.key)
def test_a_manifest_is_what_the_ebu_defines(graphic: Graphic) -> None:
    made = manifest(graphic)
    assert faults(made, MANIFEST) == []
    for action in made.get("customActions", []):
        assert faults(action, ACTION) == []
    for field in made["schema"]["properties"].values():
        assert (field["type"], field["gddType"], field["default"]) == ("string", "single-line", "")


@pytest.mark.parametrize("graphic", GRAPHICS, ids=lambda graphic: graphic.key)
def test_a_manifest_keeps_the_rules_of_the_official_json_schema(graphic: Graphic) -> None:
    """What the schema asks beyond the definitions: docs/truyen-hinh.md says which, and that it was passed."""
    made = manifest(graphic)
    known = {"$schema", "id", "version", "main", "name", "description", "author", "customActions", "supportsRealTime"}
    known |= {"supportsNonRealTime", "stepCount", "schema", "renderRequirements"}
    assert made.keys() <= known, "no other key is allowed"
    assert made["stepCount"] >= -1, "-1: as many as there are"
    assert made["schema"]["type"] == "object"
    assert isinstance(made["schema"]["properties"], dict), "an object must say its properties"
    for field in made["schema"]["properties"].values():
        assert field.keys() <= {"type", "gddType", "gddOptions", "title", "description", "default", "order"}
        assert isinstance(field["order"], int)
    for action in made.get("customActions", []):
        assert action.keys() <= {"id", "name", "description", "schema"}
        assert action["schema"] is None or action["schema"]["type"] == "object", "null: it takes no parameters"
    packed = set(zipfile.ZipFile(BytesIO(ograf_package(WHERE))).namelist())
    assert {f"hoi-thi/{graphic.key}.ograf.json", f"hoi-thi/{made['main']}"} <= packed


def test_the_graphics_are_the_lower_third_the_score_bug_and_the_standings_first() -> None:
    assert [graphic.key for graphic in GRAPHICS][:3] == ["lower-third", "score-bug", "standings"]
    assert len({manifest(graphic)["id"] for graphic in GRAPHICS}) == len(GRAPHICS)


def test_a_module_has_every_method_of_a_graphic_in_real_time() -> None:
    """`goToTime` and `setActionsSchedule` are asked only of those that support rendering in no real time."""
    defined = set(re.findall(r"^    (\w+): \(params", (OGRAF / "graphicsAPI.d.ts").read_text("utf-8"), re.MULTILINE))
    packed = zipfile.ZipFile(BytesIO(ograf_package(WHERE)))
    for graphic in GRAPHICS:
        module = packed.read(f"hoi-thi/{graphic.key}.mjs").decode()
        methods = set(re.findall(r"^  async (\w+)\(", module, re.MULTILINE))
        assert defined - methods == {"goToTime", "setActionsSchedule"}
        assert re.search(r"^class Graphic extends HTMLElement", module, re.MULTILINE)
        assert module.rstrip().endswith("export default Graphic;")
        assert (
            packed.read(f"hoi-thi/{graphic.key}.ograf.json")
            == json.dumps(manifest(graphic), ensure_ascii=False, indent=2).encode()
        )


def test_files_hold_the_address_and_nothing_from_elsewhere() -> None:
    files = {"shell": shell_page(WHERE, "bg=00b140")}
    for package in (spx_package(WHERE), ograf_package(WHERE)):
        packed = zipfile.ZipFile(BytesIO(package))
        files |= {name: packed.read(name) for name in packed.namelist() if not name.endswith(".json")}
    for name, content in files.items():
        text = content.decode()
        assert set(re.findall(r"https?://[\w.:]+", text)) == {WHERE.base}, name
        assert WHERE.key in text, name
        assert not re.search(r"\bremove\s*=|function remove\b", text), name


def test_equal_addresses_give_equal_bytes() -> None:
    assert spx_package(WHERE) == spx_package(WHERE)
    assert ograf_package(WHERE) == ograf_package(WHERE)


def test_an_address_can_not_break_out_of_the_page() -> None:
    page = shell_page(Where("http://x</script><script>alert(1)", "k")).decode()
    assert "</script><script>" not in page


@pytest.mark.parametrize("graphic", GRAPHICS, ids=lambda graphic: graphic.key)
def test_an_spx_template_says_what_it_is(graphic: Graphic) -> None:
    page = zipfile.ZipFile(BytesIO(spx_package(WHERE))).read(f"hoi-thi/{graphic.key}.html").decode()
    said = re.search(r"window\.SPXGCTemplateDefinition = (\{.*\});", page)
    assert said is not None
    facts = json.loads(said.group(1))
    assert facts["playserver"] == "OVERLAY"
    assert facts["DataFields"][0]["ftype"] == "instruction"
    assert [field["field"] for field in facts["DataFields"][1:]] == (["f0", "f1"] if graphic.typed else [])
