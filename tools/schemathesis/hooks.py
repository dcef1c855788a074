"""What schemathesis cannot know of this API: which bytes are images, and which URLs have some.

Also writes a line of JSON for each answer to STATUS_FILE; main.ts reads it.
"""

import json
import os
from pathlib import Path

import schemathesis
from hypothesis import strategies as st

ORIGIN = os.environ["IMAGE_ORIGIN"]
IMAGES = [path.read_bytes() for path in sorted(Path(os.environ["IMAGE_FOLDER"]).iterdir())
          if path.suffix in (".png", ".jpg")]
STATUS_FILE = Path(os.environ["STATUS_FILE"]).open("a", encoding="utf-8", buffering=1)

# The paths of images.ts.
URLS = [f"{ORIGIN}/{path}" for path in ("dog.jpg", "cat.png", "gone.jpg", "page.html", "broken.jpg")]

images = st.sampled_from(IMAGES)
# What is sent is rarely an image.
uploads = st.one_of(images, st.binary(max_size=64))
schemathesis.openapi.format("binary", uploads)
# Good ones come first and most often.
schemathesis.openapi.format("uri", st.one_of(st.sampled_from(URLS[:2]), st.sampled_from(URLS)))
for media_type in ("image/png", "image/jpeg", "application/octet-stream"):
    schemathesis.openapi.media_type(media_type, uploads)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The examples' URLs get images."""
    text = json.dumps(raw_schema).replace("https://example.com", ORIGIN)
    raw_schema.clear()
    raw_schema.update(json.loads(text))


@schemathesis.hook
def before_call(context, case, kwargs):
    """An option may be in the query or in the body, which no schema can say: here, it is in one."""
    if isinstance(case.body, dict) and case.query:
        case.query = {name: value for name, value in case.query.items() if name not in case.body}


@schemathesis.hook
def after_call(context, case, response):
    answer = {
        "operation": case.operation.label,
        "method": case.method,
        "bodyType": case.media_type,
        "status": response.status_code,
        "answerType": response.headers.get("content-type", [""])[0],
    }
    STATUS_FILE.write(json.dumps(answer) + "\n")
