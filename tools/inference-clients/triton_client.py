"""Asks by Triton's HTTP client, as Triton's own example clients do."""

import base64
import json

import numpy as np
import tritonclient.http as http
from PIL import Image
from tritonclient.utils import InferenceServerException, triton_to_np_dtype

import preprocess

NAME = "tritonclient"


def ways(url, model, images):
    """Each way of asking with what it found: a class and its confidence for each image."""
    with http.InferenceServerClient(url.removeprefix("http://")) as client:
        for name in (model, f"{model}_image"):
            if not (client.is_server_live() and client.is_server_ready() and client.is_model_ready(name, "1")):
                raise RuntimeError(f"{name} is not ready")
        yield "images in binary", _images_in_binary(client, model, images)
        yield "images in binary, in batches, compressed by gzip", _batch(client, model, images, "gzip")
        yield "images in binary, in batches, compressed by deflate", _batch(client, model, images, "deflate")
        yield "images in JSON", _images_in_json(client, model, images)
        for binary in (True, False):
            form = "binary" if binary else "JSON"
            yield f"tensors in {form}, by metadata and config", _tensors(client, model, images, binary)


def _images_in_binary(client, model, images):
    return [_best(client, model, _infer_images(client, model, [image.read_bytes()])) for image in images]


def _infer_images(client, model, contents, **options):
    data = np.array([[content] for content in contents], dtype=np.object_)
    tensor = http.InferInput("image", list(data.shape), "BYTES")
    tensor.set_data_from_numpy(data)
    # No outputs: the client then asks for all of them in binary.
    return client.infer(f"{model}_image", [tensor], **options).as_numpy("probabilities")


def _batch(client, model, images, algorithm):
    probabilities = _infer_images(
        client,
        model,
        [image.read_bytes() for image in images],
        request_compression_algorithm=algorithm,
        response_compression_algorithm=algorithm,
    )
    return [_best(client, model, row[np.newaxis]) for row in probabilities]


def _images_in_json(client, model, images):
    found = []
    for image in images:
        text = base64.b64encode(image.read_bytes()).decode()
        tensor = http.InferInput("image", [1], "BYTES")
        tensor.set_data_from_numpy(np.array([text], dtype=np.object_), binary_data=False)
        output = http.InferRequestedOutput("probabilities", binary_data=False)
        result = client.infer(f"{model}_image", [tensor], outputs=[output], parameters={"content_type": "base64"})
        found.append(_best(client, model, result.as_numpy("probabilities")))
    return found


def _best(client, model, probabilities):
    """The class by name, from a request of its own for classifications of the same image's probabilities."""
    index = int(np.argmax(probabilities[0]))
    return _labels(client, model)[index], float(probabilities[0][index])


_known = {}


def _labels(client, model):
    """All labels, by the classification extension: a model's labels are not metadata of the protocol."""
    if model not in _known:
        classes = client.get_model_metadata(f"{model}_image")["outputs"][0]["shape"][1]
        tensor = http.InferInput("image", [1, 1], "BYTES")
        tensor.set_data_from_numpy(np.array([[_GIF]], dtype=np.object_))
        output = http.InferRequestedOutput("probabilities", class_count=classes)
        rows = client.infer(f"{model}_image", [tensor], outputs=[output]).as_numpy("probabilities")[0]
        by_index = dict(row.decode().split(":", 2)[1:] for row in rows)
        _known[model] = [by_index[str(index)] for index in range(classes)]
    return _known[model]


# One pixel.
_GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=")


def _tensors(client, model, images, binary):
    """Goes the way of Triton's image_client.py: what to send, and how, is in the metadata and the config."""
    metadata, config = client.get_model_metadata(model, "1"), client.get_model_config(model, "1")
    [given], [taken], [configured] = metadata["inputs"], metadata["outputs"], config["input"]
    if taken["datatype"] != "FP32" or configured["format"] != "FORMAT_NHWC" or len(given["shape"]) != 4:
        raise RuntimeError(f"image_client.py would not take {model}")
    _, height, width, _ = given["shape"]
    pictures = [_prepare(image, config["parameters"]).resize((width, height), Image.BILINEAR) for image in images]
    pixels = [np.asarray(picture).astype(triton_to_np_dtype(given["datatype"])) for picture in pictures]
    found, size = [], config["max_batch_size"] if binary else 2
    for start in range(0, len(pixels), size):
        batch = np.stack(pixels[start : start + size])
        tensor = http.InferInput(given["name"], list(batch.shape), given["datatype"])
        tensor.set_data_from_numpy(batch, binary_data=binary)
        output = http.InferRequestedOutput(taken["name"], binary_data=binary, class_count=1)
        for [row] in client.infer(model, [tensor], outputs=[output]).as_numpy(taken["name"]):
            score, _, label = (row.decode() if isinstance(row, bytes) else row).split(":", 2)
            found.append((label, float(score)))
    return found


def _prepare(image, parameters):
    """As the card says, which the config has. image_client.py's own resize then changes nothing."""
    values = {name: parameter["string_value"] for name, parameter in parameters.items()}
    rules = {
        "resize": json.loads(values["resize"]),
        "resampling": values["resampling"],
        "crop": json.loads(values["crop"]),
    }
    return Image.fromarray(preprocess.crop_for_model(preprocess.decode(image), rules))


def faults(url, model):
    """What is wrong with refusals: the client must find a status and a message."""
    found = []
    with http.InferenceServerClient(url.removeprefix("http://")) as client:
        tensor = http.InferInput("image", [1], "BYTES")
        tensor.set_data_from_numpy(np.array([b"no image"], dtype=np.object_))
        for name, status in (("no_such_model", "404"), (model, "400"), (f"{model}_image", "422")):
            try:
                client.infer(name, [tensor])
                found.append(f"{name} took what is no image")
            except InferenceServerException as error:
                if error.status() != status or not error.message():
                    found.append(f"{name} answered {error.status()} ({error.message()}) where {status} is expected")
        if client.is_model_ready("no_such_model"):
            found.append("a model that there is not is ready")
    return found
