import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { openApiDocument } from '../admin.js';

type Json = Record<string, unknown>;

it('the document of the API is one of OpenAPI 3.1', async () => {
  const document = await openApiDocument();
  const result = await new Validator().validate(JSON.parse(JSON.stringify(document)) as Json);
  expect(result).toEqual({ valid: true });
  expect(document.openapi).toMatch(/^3\.1\./u);
});

it('every example of the document passes the schema that it stands for', async () => {
  const document = JSON.parse(JSON.stringify(await openApiDocument())) as {
    readonly components: { readonly schemas: Readonly<Record<string, Json>> };
  };
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'https://example.com/document', ...document });
  const problems: unknown[] = [];
  let checked = 0;
  const check = (place: string, value: unknown): void => {
    checked++;
    const at = place.replaceAll('~', '~0').split('\n').map(encoded).join('/');
    const validate = ajv.compile({ $ref: `https://example.com/document#/${at}` });
    if (!validate(value)) problems.push({ place, value, errors: validate.errors });
  };
  const walk = (place: readonly string[], node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, inner] of Object.entries(node)) walk([...place, name], inner);
    const { example, examples, schema } = node as Json;
    if (schema !== undefined && typeof examples === 'object' && examples !== null)
      for (const { value } of Object.values(examples) as { value: unknown }[])
        check([...place, 'schema'].join('\n'), value);
    else if (Array.isArray(examples) && place.at(-1) !== 'properties')
      for (const one of examples) check(place.join('\n'), one);
    else if (example !== undefined && !('in' in node) && place.at(-1) !== 'properties')
      check(place.join('\n'), example);
  };
  walk([], document);
  expect(problems).toEqual([]);
  expect(checked).toBeGreaterThan(10);
});

function encoded(part: string): string {
  return encodeURIComponent(part.replaceAll('/', '~1'));
}

it('every call of the API says what it takes to make it, and what it answers', async () => {
  const { paths } = await openApiDocument();
  for (const [path, operations] of Object.entries(paths))
    for (const operation of Object.values(operations) as Json[]) {
      expect(operation.summary).toBeTypeOf('string');
      const statuses = Object.keys(operation.responses as object);
      if (path.startsWith('/api/'))
        expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
      else expect(operation.security).toEqual([]);
    }
});
