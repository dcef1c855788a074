"""The model card: reading it, and writing its golden predictions as Prettier would format them."""

import json
from pathlib import Path

PRINT_WIDTH = 100  # as in .prettierrc.json


def read_card(model_dir):
    return json.loads((Path(model_dir) / "card.json").read_text("utf-8"))


def read_labels(model_dir, card):
    """Class names in the order of the model's outputs: a list of names, or of [WordNet id, name]."""
    labels = card["labels"]
    if isinstance(labels, str):
        labels = json.loads((Path(model_dir) / labels).read_text("utf-8"))
    return [label if isinstance(label, str) else label[1] for label in labels]


def write_card(model_dir, card):
    (Path(model_dir) / "card.json").write_text(_format(card) + "\n", "utf-8")


def _format(value, indent=0, used=0):
    """JSON as Prettier formats it: a container of plain values is on one line if it fits.

    `used` is the number of other characters on that line.
    """
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    nested = any(isinstance(item, (dict, list)) for item in items)
    if not items or (not nested and len(_dump(value)) + used <= PRINT_WIDTH):
        return _dump(value)
    inner = "  " * (indent + 1)
    if isinstance(value, dict):
        keys = [f"{_dump(key)}: " for key in value]
    else:
        keys = [""] * len(value)
    lines = (
        inner + key + _format(item, indent + 1, len(inner + key) + 1) for key, item in zip(keys, items)
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n" + ",\n".join(lines) + "\n" + "  " * indent + closing


def _dump(value):
    text = json.dumps(value, ensure_ascii=False)
    return f"{{ {text[1:-1]} }}" if isinstance(value, dict) and value else text
