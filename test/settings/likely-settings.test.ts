import test from 'ava';
import { likelySettings } from '../../src/settings/likely-settings.js';

const MISTYPED: [variable: string, meant: string][] = [
  ['IMAGE_URL_ALOW_HOSTS', 'IMAGE_URL_ALLOW_HOSTS'],
  ['IMAGE_ALLOW_HOSTS', 'IMAGE_URL_ALLOW_HOSTS'],
  ['IMAGE_URL_ALLOW_CIDR', 'IMAGE_URL_ALLOW_CIDRS'],
  ['CACHE_MAX_SIZE', 'CACHE_MAXSIZE'],
  ['API_KEY', 'API_KEYS'],
  ['API_KEY_FILE', 'API_KEYS_FILE'],
  ['RATELIMIT', 'RATE_LIMIT'],
  ['cache_ttl', 'CACHE_TTL'],
  ['OTEL_EXPORTER_OTLP_ENDPONT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ['OTEL_EXPORTER_OTPL_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ['OTEL_EXPORTER_OTLP_TRACE_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
];
for (const [variable, meant] of MISTYPED)
  test(`${variable} looks like ${meant}`, (t) => {
    const found = likelySettings({ [variable]: 'a value' });
    t.deepEqual(found, [{ variable, meant }]);
  });

test('settings, and what a machine or a container usually has, look like nothing', (t) => {
  const usual = [
    ...[
      'HOME',
      'HOSTNAME',
      'HOSTTYPE',
      'LANG',
      'LC_ALL',
      'LOGNAME',
      'MAIL',
      'OLDPWD',
      'PATH',
      'PWD',
    ],
    ...[
      'SHELL',
      'SHLVL',
      'TERM',
      'TMPDIR',
      'TZ',
      'USER',
      '_',
      'NODE_ENV',
      'NODE_OPTIONS',
      'HTTP_PROXY',
    ],
    ...[
      'MALLOC_ARENA_MAX',
      'MALLOC_MMAP_THRESHOLD_',
      'MALLOC_TRIM_THRESHOLD_',
      'TF_CPP_MIN_LOG_LEVEL',
    ],
    ...['KUBERNETES_PORT', 'KUBERNETES_SERVICE_HOST', 'CLASSIFIER_PORT', 'CLASSIFIER_SERVICE_HOST'],
    ...[
      'LIBTENSORFLOW_DIR',
      'NODE_VERSION',
      'YARN_VERSION',
      'npm_config_cache',
      'npm_package_name',
    ],
    ...['OTEL_SERVICE_NAME', 'OTEL_RESOURCE_ATTRIBUTES', 'OTEL_BSP_SCHEDULE_DELAY'],
    ...[
      'METRICS_ENDPOINT',
      'LOGS_ENDPOINT',
      'HEADERS',
      'TIMEOUT',
      'TRACES_TIMEOUT',
      'PROTOCOL',
    ].map((name) => `OTEL_EXPORTER_OTLP_${name}`),
    'CACHE_DIR',
    ...['PORT', 'IMAGE_URL_ALLOW_HOSTS', 'API_KEYS', 'API_KEYS_FILE', 'MONITOR_WINDOW'],
  ];
  t.deepEqual(likelySettings(Object.fromEntries(usual.map((name) => [name, 'x']))), []);
});
