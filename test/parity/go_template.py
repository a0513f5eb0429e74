"""As much of Go's templates as `--format` is given: fields, `json`, `index`, `.Label`, `if … else … end`."""

import json
import re


class TemplateError(Exception):
    pass


def render(template, data, labels=None):
    template = template.replace("\\t", "\t").replace("\\n", "\n")
    branch = re.compile(r"\{\{-? *if (\S+?) *-?\}\}(.*?)\{\{-? *else *-?\}\}(.*?)\{\{-? *end *-?\}\}")
    template = branch.sub(lambda m: m[2] if value(m[1], data) else m[3], template)
    return re.sub(r"\{\{-?(.*?)-?\}\}", lambda m: as_text(evaluate(m[1].strip(), data, labels)), template)


def value(path, data):
    for key in [key for key in path.split(".") if key]:
        if not isinstance(data, dict) or key not in data:
            raise TemplateError(f"can't evaluate field {key}")
        data = data[key]
    return data


def evaluate(expression, data, labels):
    if re.fullmatch(r"\.[\w.]*", expression):
        return value(expression, data)
    if match := re.fullmatch(r"json (\.[\w.]*)", expression):
        return json.dumps(value(match[1], data))
    if match := re.fullmatch(r'index (\.[\w.]+) "([^"]*)"', expression):
        return (value(match[1], data) or {}).get(match[2], "")
    if match := re.fullmatch(r"index (\.[\w.]+) (\d+)", expression):
        return value(match[1], data)[int(match[2])]
    if (match := re.fullmatch(r'\.Label "([^"]*)"', expression)) and labels is not None:
        return labels.get(match[1], "")
    raise TemplateError(f"this fake does not know {expression}")


def as_text(found):
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, dict):
        return "map[" + " ".join(f"{k}:{v}" for k, v in sorted(found.items())) + "]"
    return "<nil>" if found is None else str(found)
