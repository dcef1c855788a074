import js from '@eslint/js';
import { importX, createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const CHILD = 'src/inference/child';

/** What only the child process may load: it can crash, and it takes a hundred megabytes. */
const NATIVE_PACKAGES = ['@tensorflow/*', 'sharp'];

/** These look into the child's room on purpose: they measure, test or build what is in there. */
const TOOLS_BESIDE_THE_CHILD = ['bench', 'container', 'fuzz', 'golden', 'write-saved-model'].map(
  (tool) => `tools/${tool}/**`,
);

/**
 * The floors of the house, from the ground up. A folder may import from its own floor and from those
 * below; folders of one floor do not know each other.
 */
const FLOORS = [
  [
    ...['src/errors.ts', 'src/clock.ts', 'src/recency-list.ts', 'src/resident-memory.ts'],
    ...['src/growing-buffer.ts', 'src/lifecycle.ts', 'src/top-n.ts', 'src/zod-issues.ts'],
  ],
  ['src/settings'],
  ['src/closing.ts', 'src/telemetry', 'src/model'],
  ['src/inference', 'src/fetch', 'src/redis'],
  ['src/cache', 'src/monitor', 'src/access', 'src/web'],
  ['src/classification'],
  ['src/http', 'src/cli'],
  ['src/bulk'],
  [
    ...[
      'src/shared.ts',
      'src/container.ts',
      'src/service.ts',
      'src/service-metrics.ts',
      'src/redis-metrics.ts',
    ],
    ...['src/arguments.ts', 'src/serve.ts', 'src/start.ts', 'src/main.ts'],
  ],
];

/** Zones of import-x/no-restricted-paths: `target` may not import `from`. */
const upwards = FLOORS.slice(0, -1).flatMap((floor, index) => {
  const above = FLOORS.slice(index + 1).flat();
  return floor.map((target) => ({
    target,
    from: above,
    message: `arrows run down: ${target} may not import from a floor above.`,
  }));
});
const sideways = FLOORS.flatMap((floor) =>
  floor
    .filter((room) => !room.endsWith('.ts'))
    .map((target) => ({
      target,
      from: floor.filter((other) => other !== target && !other.endsWith('.ts')),
      message: `${target} does not know the other rooms of its floor.`,
    }))
    .filter(({ from }) => from.length > 0),
);
const processWall = [
  {
    target: ['src/!(inference)/**', 'src/*.ts', 'src/inference/*.ts', 'src/inference/protocol'],
    from: CHILD,
    message:
      'the main process never loads what runs in the child: talk to it by inference/protocol.',
  },
  {
    target: CHILD,
    from: ['src/inference/*.ts', 'src/inference/protocol/parse-*.ts'],
    message: "the child does not know the parent's side: talk to it by inference/protocol.",
  },
];

export default tseslint.config(
  // The AssemblyScript of the WebAssembly part is TypeScript in its syntax only.
  { ignores: ['dist/', 'build/', 'node_modules/', `${CHILD}/resample/wasm/`] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    files: ['src/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts'], extensionAlias: { '.js': ['.ts', '.d.ts'] } }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        { zones: [...processWall, ...upwards, ...sideways] },
      ],
    },
  },
  {
    files: ['src/**/*.ts', 'tools/**/*.ts'],
    ignores: [`${CHILD}/**`, ...TOOLS_BESIDE_THE_CHILD],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: NATIVE_PACKAGES, message: 'only the child process loads it.' },
            { group: ['**/inference/child/**'], message: "it is the child's." },
          ],
        },
      ],
    },
  },
  {
    // The one way for privates: tsyringe's constructor parameters have no # form.
    files: ['**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'PrivateIdentifier', message: "Write TypeScript's private instead of #." },
      ],
    },
  },
  {
    // Loops over pixels index typed arrays within bounds that they have computed themselves.
    files: ['decode', 'explain', 'resample'].map((folder) => `${CHILD}/${folder}/*.ts`),
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
