import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const drivers = ['amqplib', 'pg', 'kysely', '@electric-sql/*', 'ioredis', '@opentelemetry/sdk-*'];

/** What a layer may depend on, and the packages closed to it. */
const layer = (name, below, banned = []) => ({
  sourceTag: `layer:${name}`,
  onlyDependOnLibsWithTags: below.map((tag) => `layer:${tag}`),
  bannedExternalImports: banned,
});

const depConstraints = [
  layer('core', ['core'], ['*']),
  layer('contract', ['core', 'contract'], ['@nestjs/*', ...drivers]),
  layer('adapter', ['core', 'contract'], ['@nestjs/*']),
  layer('domain', ['core', 'contract', 'adapter', 'domain'], ['@nestjs/*', ...drivers]),
  layer('stage', ['core', 'contract', 'adapter', 'domain'], drivers),
  layer('app', ['core', 'contract', 'adapter', 'domain', 'stage'], drivers),
  layer('web', ['core', 'web'], ['@nestjs/*', ...drivers]),
];

export default defineConfig(
  { ignores: ['**/dist', '**/out-tsc', '.nx', 'node_modules', 'data', 'coverage'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Modules of NestJS.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      'no-console': 'error',
    },
  },
  {
    files: ['libs/admin/src/**/*.ts', 'apps/*/src/**/*.ts'],
    rules: {
      // NestJS declares its options as a class, and takes any object.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
      },
    },
  },
  {
    files: ['{libs,apps,tests}/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', { depConstraints }] },
  },
);
