"""A small reader of JSON Schema, written for these tests alone, so that the schemas are held by something else than
what made them. It knows the words that occur in them and refuses any other."""

import re

KNOWN = {
    "$schema", "$id", "$defs", "$ref", "title", "description", "examples", "default", "x-unit", "x-rules",
    "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "minLength",
    "maxLength", "pattern", "format", "const", "enum", "anyOf", "oneOf", "discriminator", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum",
}  # fmt: skip
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
}


def fits(value, schema, root) -> bool:
    """Return whether a JSON value is what the schema allows."""
    unknown = set(schema) - KNOWN
    assert not unknown, f"the schema uses {unknown}, which this reader does not know"
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        return fits(value, schema, root)
    return (
        _type(value, schema)
        and _number(value, schema)
        and _text(value, schema)
        and _list(value, schema, root)
        and _table(value, schema, root)
        and _choice(value, schema, root)
    )


def _type(value, schema) -> bool:
    wanted = schema.get("type")
    if wanted is None:
        return True
    if wanted in ("number", "integer"):
        return not isinstance(value, bool) and isinstance(value, int if wanted == "integer" else int | float)
    return isinstance(value, TYPES[wanted])


def _number(value, schema) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
        and not value <= schema.get("exclusiveMinimum", value - 1)
        and not value >= schema.get("exclusiveMaximum", value + 1)
    )


def _text(value, schema) -> bool:
    if not isinstance(value, str):
        return True
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    # ECMA-262's $ is the end of the text; Python's also stands before a last line break.
    pattern = schema.get("pattern", "")
    return re.search(re.sub(r"\$$", r"\\Z", pattern), value) is not None


def _list(value, schema, root) -> bool:
    if not isinstance(value, list):
        return True
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        return False
    return all(fits(item, schema.get("items", {}), root) for item in value)


def _table(value, schema, root) -> bool:
    if not isinstance(value, dict):
        return True
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is False and set(value) - set(properties):
        return False
    if set(schema.get("required", ())) - set(value):
        return False
    return all(fits(inner, properties[name], root) for name, inner in value.items() if name in properties)


def _choice(value, schema, root) -> bool:
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "anyOf" in schema and not any(fits(value, one, root) for one in schema["anyOf"]):
        return False
    return "oneOf" not in schema or sum(fits(value, one, root) for one in schema["oneOf"]) == 1
