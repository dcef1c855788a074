# docker build -t classifier-api . && docker run -p 8000:8000 classifier-api
#
# Every setting (docs/settings.md) but the secrets API_KEYS and REDIS_URL is a build argument of the same name, and can still be
# given at run time.
#
# MODEL=efficientnet_lite0 makes that model, SQUEEZENET_VERSION=1 makes SqueezeNet 1.0; WEIGHTS=models/FILE.pth makes a model of your own weights.

# NODE_DIGEST=@sha256:… pins the base image: `docker buildx imagetools inspect node:22-bookworm-slim`
# shows the digest of today's.

ARG NODE_DIGEST=
FROM node:22-bookworm-slim${NODE_DIGEST} AS build
WORKDIR /app
RUN apt-get update \
 && apt-get install -y --no-install-recommends g++ make python3 python3-pip \
 && rm -rf /var/lib/apt/lists/*

# libtensorflow first: a download of 274 MB that no change to the sources repeats. Only the binding
# needs its headers, and only a debugger the symbols that strip removes, a quarter of its size.
COPY package.json package-lock.json .npmrc ./
RUN npm ci && npm cache clean --force
COPY tsconfig.json ./
COPY tools/provision-libtensorflow tools/provision-libtensorflow
RUN npx tsc --build \
 && PIP_NO_CACHE_DIR=1 node dist/tools/provision-libtensorflow/main.js \
 && strip --strip-unneeded build/libtensorflow/*/lib/*.so* \
 && rm -r build/libtensorflow/*/include dist

COPY LICENSE NOTICE Makefile ./
COPY tools tools
COPY models models
COPY src src
ARG SQUEEZENET_VERSION
ARG MODEL
ARG WEIGHTS
RUN mkdir test && make model
RUN sh tools/container/assemble.sh /image

# Node.js, the C and C++ libraries and the service: no shell, no package manager, nothing else.
FROM scratch
COPY --from=build /image/system /
COPY --from=build /app/build/libtensorflow /app/build/libtensorflow
COPY --from=build /image/modules /
COPY --from=build /image/models /
COPY --from=build /image/code /
WORKDIR /app
ENV NODE_ENV=production PATH=/usr/local/bin
# By number, so that Kubernetes sees that it is not root (runAsNonRoot).
USER 1000:1000
RUN ["node", "dist/tools/container/smoke-test.js"]

# An empty value means the default.
ARG PORT
ARG HOST
ARG CACHE_MAXSIZE
ARG CACHE_TTL
ARG MONITOR_WINDOW
ARG MONITOR_MAXSIZE
ARG REPORT_TOP_N
ARG SQUEEZENET_VERSION
ARG MODEL
ARG MODEL_DIR
ARG IMAGE_MAX_BYTES
ARG IMAGE_MAX_PIXELS
ARG IMAGE_FETCH_TIMEOUT
ARG IMAGE_MAX_REDIRECTS
ARG IMAGE_URL_ALLOW_CIDRS
ARG IMAGE_URL_ALLOW_HOSTS
ARG CLASSIFIER_PROCESSES
ARG CLASSIFIER_THREADS
ARG CLASSIFIER_PRECISION
ARG CLASSIFIER_QUEUE_MAX
ARG API_KEYS_FILE
ARG RATE_LIMIT
ARG BULK_MAX_URLS
ARG BULK_HOST_RATE
ARG BULK_LOCK_TTL
ARG TRUST_PROXY
ARG SHUTDOWN_DELAY
ARG SHUTDOWN_TIMEOUT
ARG LOG_LEVEL
ARG LOG_FORMAT
ARG LOG_IMAGE_URLS
ARG OTEL_EXPORTER_OTLP_ENDPOINT
ARG OTEL_EXPORTER_OTLP_TRACES_ENDPOINT
ENV PORT=$PORT \
    HOST=$HOST \
    CACHE_MAXSIZE=$CACHE_MAXSIZE \
    CACHE_TTL=$CACHE_TTL \
    MONITOR_WINDOW=$MONITOR_WINDOW \
    MONITOR_MAXSIZE=$MONITOR_MAXSIZE \
    REPORT_TOP_N=$REPORT_TOP_N \
    SQUEEZENET_VERSION=$SQUEEZENET_VERSION \
    MODEL=$MODEL \
    MODEL_DIR=$MODEL_DIR \
    IMAGE_MAX_BYTES=$IMAGE_MAX_BYTES \
    IMAGE_MAX_PIXELS=$IMAGE_MAX_PIXELS \
    IMAGE_FETCH_TIMEOUT=$IMAGE_FETCH_TIMEOUT \
    IMAGE_MAX_REDIRECTS=$IMAGE_MAX_REDIRECTS \
    IMAGE_URL_ALLOW_CIDRS=$IMAGE_URL_ALLOW_CIDRS \
    IMAGE_URL_ALLOW_HOSTS=$IMAGE_URL_ALLOW_HOSTS \
    CLASSIFIER_PROCESSES=$CLASSIFIER_PROCESSES \
    CLASSIFIER_THREADS=$CLASSIFIER_THREADS \
    CLASSIFIER_PRECISION=$CLASSIFIER_PRECISION \
    CLASSIFIER_QUEUE_MAX=$CLASSIFIER_QUEUE_MAX \
    API_KEYS_FILE=$API_KEYS_FILE \
    RATE_LIMIT=$RATE_LIMIT \
    BULK_MAX_URLS=$BULK_MAX_URLS \
    BULK_HOST_RATE=$BULK_HOST_RATE \
    BULK_LOCK_TTL=$BULK_LOCK_TTL \
    TRUST_PROXY=$TRUST_PROXY \
    SHUTDOWN_DELAY=$SHUTDOWN_DELAY \
    SHUTDOWN_TIMEOUT=$SHUTDOWN_TIMEOUT \
    LOG_LEVEL=$LOG_LEVEL \
    LOG_FORMAT=$LOG_FORMAT \
    LOG_IMAGE_URLS=$LOG_IMAGE_URLS \
    OTEL_EXPORTER_OTLP_ENDPOINT=$OTEL_EXPORTER_OTLP_ENDPOINT \
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=$OTEL_EXPORTER_OTLP_TRACES_ENDPOINT

# malloc's settings in package.json's `start`.
ENV MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=67108864 MALLOC_TRIM_THRESHOLD_=4194304

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s \
  CMD ["node", "dist/tools/container/health-check.js"]
# package.json's `start`, word by word: there is no shell, and Node.js itself is process 1, so that
# SIGTERM reaches it.
CMD ["node", "--enable-source-maps", "--max-semi-space-size=4", "--min-semi-space-size=4", "--initial-old-space-size=128", "dist/src/main.js"]
