"""Holds Kubernetes objects to the schemas of their kinds, strictly: unknown fields are faults.

validate.py PACKAGES CRD... < objects.yaml

PACKAGES is the folder of requirements.txt's packages; each CRD is a file with a CustomResourceDefinition. Prints a line
for each object. Exits with code 1 if there is a fault, or an object without a schema.
"""

import ast
import sys
from pathlib import Path

PACKAGES = Path(sys.argv[1])
sys.path.insert(0, str(PACKAGES))

import jsonschema  # noqa: E402
import kubernetes_validate  # noqa: E402
import yaml  # noqa: E402

# What a supported cluster may have at the least, and the newest schema of the package.
VERSIONS = ["1.31", "1.37"]


def strict(schema):
    """A CRD's schema, in which objects have no other properties than those that are listed."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
    if "properties" in schema and schema.get("type") == "object":
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            made.setdefault("additionalProperties", False)
    return made


def crd_schemas(files):
    """The schemas of CustomResourceDefinitions by (apiVersion, kind)."""
    found = {}
    for file in files:
        spec = yaml.safe_load(Path(file).read_text())["spec"]
        for version in spec["versions"]:
            schema = strict(version["schema"]["openAPIV3Schema"])
            # What every object has; the definition leaves it open.
            schema["properties"]["metadata"] = {"type": "object"}
            found[f"{spec['group']}/{version['name']}", spec["names"]["kind"]] = schema
    return found


def check_crd(schema, thing):
    jsonschema.validators.Draft4Validator(schema).validate(thing)


def kserve_fields(name):
    """The fields of a class of KServe's Python package: their names in JSON, and their types."""
    tree = ast.parse((PACKAGES / "kserve/models" / f"{name}.py").read_text())
    given = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ("openapi_types", "attribute_map"):
            given[node.targets[0].id] = ast.literal_eval(node.value)
    return {key: given["openapi_types"][own] for own, key in given["attribute_map"].items()}


TYPES = {"str": str, "int": int, "bool": bool}


def check_inference_service(service, version):
    """KServe's own fields by its Python package; the others make a pod, which Kubernetes' schema is for."""
    for name, part in (
        ("v1beta1_inference_service", service),
        ("v1beta1_inference_service_spec", service["spec"]),
        ("v1beta1_predictor_spec", service["spec"]["predictor"]),
    ):
        fields = kserve_fields(name)
        for key, value in part.items():
            if key not in fields:
                raise ValueError(f"{name} has no field {key}")
            if not isinstance(value, TYPES.get(fields[key], object)):
                raise ValueError(f"{key} must be {fields[key]}, not {value!r}")
    own = {"minReplicas", "maxReplicas", "scaleMetric", "scaleTarget", "timeout", "containerConcurrency"}
    predictor = service["spec"]["predictor"]
    pod = {key: value for key, value in predictor.items() if key not in own}
    kubernetes_validate.validate({"apiVersion": "v1", "kind": "Pod", "metadata": service["metadata"], "spec": pod}, version, strict=True)


def check(thing, crds, version):
    kind = thing["apiVersion"], thing["kind"]
    if kind in crds:
        check_crd(crds[kind], thing)
    elif kind == ("serving.kserve.io/v1beta1", "InferenceService"):
        check_inference_service(thing, version)
    else:
        kubernetes_validate.validate(thing, version, strict=True)


def main():
    crds = crd_schemas(sys.argv[2:])
    faults = 0
    for thing in yaml.safe_load_all(sys.stdin):
        name = f"{thing['kind']} {thing['metadata']['name']}"
        for version in VERSIONS:
            try:
                check(thing, crds, version)
            except Exception as error:
                faults += 1
                message = (str(error) or "no schema").splitlines()[0]
                print(f"FAULT: {name}, Kubernetes {version}: {type(error).__name__}: {message}")
            else:
                print(f"{name}: as Kubernetes {version} has it")
    return 1 if faults else 0


sys.exit(main())
