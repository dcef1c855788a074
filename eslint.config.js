import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  // The AssemblyScript of the WebAssembly part is TypeScript in its syntax only.
  { ignores: ['dist/', 'build/', 'node_modules/', 'src/inference/child/resample/wasm/'] },
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
    // The one way for privates: tsyringe's constructor parameters have no # form.
    files: [
      'src/cache/**/*.ts',
      'src/monitor/**/*.ts',
      'src/fetch/*.ts',
      'src/fetch/guard/**/*.ts',
      'src/recency-list.ts',
      'src/settings/**/*.ts',
      'src/classification/{single-flight,byte-budget}.ts',
      'tools/**/*.ts',
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'PrivateIdentifier', message: "Write TypeScript's private instead of #." },
      ],
    },
  },
  {
    // Loops over pixels index typed arrays within bounds that they have computed themselves.
    files: ['src/inference/child/decode/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
