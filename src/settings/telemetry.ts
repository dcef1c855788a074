import { z } from 'zod';
import { oneOf, webUrl } from './values.js';

export type TelemetrySettings = Readonly<z.output<typeof telemetrySettings>>;
export type LogSettings = TelemetrySettings['log'];

export const telemetrySettings = z
  .object({
    LOG_LEVEL: oneOf(['debug', 'info', 'warn', 'error']).default('info'),
    LOG_FORMAT: oneOf(['ecs', 'pretty']).optional(),
    LOG_IMAGE_URLS: oneOf(['full', 'path', 'host', 'none']).default('path'),
    OTEL_EXPORTER_OTLP_ENDPOINT: webUrl().optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webUrl().optional(),
  })
  .transform((variables) => ({
    log: {
      level: variables.LOG_LEVEL,
      /** Undefined: `pretty` on a terminal, else `ecs`. */
      format: variables.LOG_FORMAT,
      /** How much of an image's URL is logged and traced. */
      imageUrls: variables.LOG_IMAGE_URLS,
    },
    /** Whether there is a collector of traces; the library reads its address from the environment. */
    traces:
      (variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? variables.OTEL_EXPORTER_OTLP_ENDPOINT) !==
      undefined,
  }));
