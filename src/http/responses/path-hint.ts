import { closestMatch } from 'leven';

/** A path of the service, and the method that it takes. */
export interface KnownPath {
  readonly path: string;
  readonly method: string;
}

const HEALTH =
  'GET /livez says whether the process runs, GET /readyz whether it can classify images';

/** Paths that mean a thing in other services, below any `/api` or `/v1`. */
const HEALTH_ELSEWHERE =
  /^\/(-?health(z|-?check)?(\/.*)?|ping|status|up|alive|heartbeat|actuator(\/.*)?)$/;
const ELSEWHERE: readonly [RegExp, path: string][] = [
  [/^\/(classif(y|ication)|predict(ions?)?|infer(ence)?|invocations|upload)$/, '/classify-image'],
  [/^\/(batch|bulk|images)$/, '/classify-images'],
  [/^\/(explain|heatmap|cam|grad-?cam)$/, '/explain-image'],
  [/^\/(api|openapi|swagger|redoc|api-?docs)(\.json|\.ya?ml|-ui)?(\/.*)?$/, '/openapi.json'],
  [/^\/(prometheus|stats)$/, '/metrics'],
];

/** Longer paths are compared with none: the time grows with the length. */
const MAX_COMPARED = 64;
/** Letters of a path for each that may be wrong. */
const LENGTH_PER_ERROR = 4;

/**
 * What may help whoever asks for a path that there is not.
 *
 * @param known the service's paths, without those that have parameters
 */
export function pathHint(path: string, known: readonly KnownPath[]): string {
  const asked = path.length > MAX_COMPARED ? '' : normal(path);
  const bare = asked.replace(/^(\/api)?(\/v\d)?(?=\/)/, '');
  if (HEALTH_ELSEWHERE.test(bare)) return HEALTH;
  const meant = find(bare, known) ?? find(elsewhere(bare), known) ?? closest(bare, known);
  return meant === undefined
    ? 'GET /openapi.json says what there is'
    : `did you mean ${meant.method} ${meant.path}?`;
}

function elsewhere(path: string): string | undefined {
  return ELSEWHERE.find(([pattern]) => pattern.test(path))?.[1];
}

/** Whatever its letters' case, with hyphens for underscores, and without empty parts. */
function normal(path: string): string {
  return path.toLowerCase().replaceAll('_', '-').replace(/\/+/g, '/').replace(/\/$/, '');
}

function find(path: string | undefined, known: readonly KnownPath[]): KnownPath | undefined {
  return known.find((one) => one.path === path);
}

function closest(path: string, known: readonly KnownPath[]): KnownPath | undefined {
  const maxDistance = Math.floor(path.length / LENGTH_PER_ERROR);
  const paths = known.map((one) => one.path);
  return find(closestMatch(path, paths, { maxDistance }), known);
}
