"""Asks by KServe's client for REST, in the second version of the protocol."""

import asyncio
import base64
import json

import numpy as np
from kserve import InferenceRESTClient, InferInput, InferRequest
from kserve.inference_client import RESTConfig
from kserve.protocol.infer_type import RequestedOutput

import preprocess

NAME = "kserve"


def ways(url, model, images):
    """Each way of asking with what it found: a class and its confidence for each image."""
    yield "images in binary", asyncio.run(_ask(url, model, images, _binary_image))
    yield "images in JSON", asyncio.run(_ask(url, model, images, _json_image))
    yield "tensors in binary", asyncio.run(_ask(url, model, images, _binary_tensor))
    yield "tensors in JSON", asyncio.run(_ask(url, model, images, _json_tensor))


async def _ask(url, model, images, make):
    found = []
    async with InferenceRESTClient(RESTConfig(protocol="v2")) as client:
        if not (await client.is_server_live(url) and await client.is_server_ready(url)):
            raise RuntimeError("the server is not ready")
        for image in images:
            name, tensor, output, parameters = make(model, image)
            if not await client.is_model_ready(url, name):
                raise RuntimeError(f"{name} is not ready")
            request = InferRequest(name, [tensor], request_id=image.name, parameters=parameters, request_outputs=output)
            response = await client.infer(url, request, model_name=name)
            if response.id != request.id:
                raise RuntimeError(f"the answer to {request.id} is of {response.id}")
            found.append(_classes(response.outputs[0]))
    return found


def _classes(output):
    """The class and the confidence: of the classification extension."""
    [row] = np.ravel(output.as_numpy())
    score, _, label = (row.decode() if isinstance(row, bytes) else row).split(":", 2)
    return label, float(score)


def _best(**parameters):
    return [RequestedOutput("probabilities", {"classification": 1, **parameters})]


def _binary_image(model, image):
    data = np.array([[image.read_bytes()]], dtype=np.object_)
    tensor = InferInput("image", list(data.shape), "BYTES")
    tensor.set_data_from_numpy(data, binary_data=True)
    return f"{model}_image", tensor, _best(), {"binary_data_output": True}


def _json_image(model, image):
    text = base64.b64encode(image.read_bytes()).decode()
    tensor = InferInput("image", [1], "BYTES", data=[text], parameters={"content_type": "base64"})
    return f"{model}_image", tensor, _best(), None


def _binary_tensor(model, image):
    data = _pixels(model, image)
    tensor = InferInput("input", list(data.shape), "UINT8")
    tensor.set_data_from_numpy(data, binary_data=True)
    return model, tensor, _best(binary_data=True), None


def _json_tensor(model, image):
    data = _pixels(model, image).astype(np.float32)
    return model, InferInput("input", list(data.shape), "FP32", data=data.tolist()), _best(), None


def _pixels(model, image):
    """As the model's card says: this client cannot ask for a config."""
    card = json.loads((image.parents[1] / model / "card.json").read_text(encoding="utf-8"))
    return preprocess.crop_for_model(preprocess.decode(image), card["preprocessing"])[np.newaxis]
