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
    // Loops over pixels index typed arrays within bounds that they have computed themselves.
    files: ['src/inference/child/decode/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
