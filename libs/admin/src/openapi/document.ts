import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { userSchema } from '@dlms-telemetry/options';
import { z } from 'zod';

/** Answers that any request with a key may get. */
const COMMON_PROBLEMS: Readonly<Record<string, string>> = {
  '401': 'No key, or one that is none, past its time or revoked.',
  '403': 'The key may not do this, not for this service, or not from there.',
  '429': 'Too often: wait as long as Retry-After says.',
  '500': 'A failure of ours; the log has more.',
  '503': 'A service that is needed is away.',
};
const NOT_FOUND = 'There is no such device, user or key.';
const INVALID = 'Fields that cannot be taken: every error with its place; nothing was changed.';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().describe('Stable; docs/errors.md says what to do about it.'),
    errors: z
      .array(
        z.object({
          place: z.string().describe('JSON pointer into the body, or name of a parameter.'),
          message: z.string(),
          line: z.int().optional(),
        }),
      )
      .optional(),
  })
  .meta({
    example: {
      type: 'urn:dlms-telemetry:users.invalid',
      title: 'Cannot be taken',
      status: 422,
      detail: '1 error: nothing was changed',
      code: 'users.invalid',
      errors: [{ place: '/users/0/Ip', message: '"10.0.0" is not allowed: an IPv4 address' }],
    },
  });

/** The OpenAPI 3.1 document of the API, from its controllers and zod schemas. */
export function documentOf(app: INestApplication): OpenAPIObject {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('DLMS Telemetry')
    .setDescription('Registered meters (users), API keys, the audit log and open connections.')
    .setVersion('1')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Api-Key' }, 'ApiKey')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Service-Id' }, 'ServiceId')
    .addSecurityRequirements({ ApiKey: [], ServiceId: [] })
    .build();
  const document = SwaggerModule.createDocument(app, description, {
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '')}.${method}`,
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? converted(schema, schemaType) : undefined,
  });
  const schemas: Record<string, unknown> = ((document.components ??= {}).schemas ??= {});
  schemas.User = { ...userSchema() };
  schemas.Problem = converted(problem, 'output').schema;
  for (const [path, operations] of Object.entries(document.paths))
    for (const operation of Object.values(operations)) addProblems(path, operation as Operation);
  return document;
}

interface Operation {
  security?: unknown;
  parameters?: readonly unknown[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

function addProblems(path: string, operation: Operation): void {
  if (!path.startsWith('/api/')) {
    operation.security = [];
    return;
  }
  const problems = { ...COMMON_PROBLEMS };
  if (path.includes('{')) problems['404'] = NOT_FOUND;
  if ((operation.parameters ?? []).length > 0 || operation.requestBody !== undefined)
    problems['422'] = INVALID;
  if (operation.requestBody !== undefined) {
    problems['400'] = 'A body that cannot be read.';
    problems['413'] = 'A body over the limit.';
    problems['415'] = 'A body of another kind.';
  }
  for (const [status, description] of Object.entries(problems))
    operation.responses[status] = {
      description,
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    };
}

/** A schema with an id stands among the components, and is referred to. */
function converted(schema: z.ZodType, io: 'input' | 'output') {
  const {
    $defs = {},
    id,
    ...whole
  } = z.toJSONSchema(schema, {
    ...{ io, unrepresentable: 'any' },
    override: ({ jsonSchema }) => {
      shorten(jsonSchema);
    },
  });
  delete whole.$schema;
  for (const definition of Object.values($defs)) delete definition.id;
  if (id === undefined) return { schema: whole, components: $defs };
  return { schema: { $ref: `#/$defs/${id}` }, components: { ...$defs, [id]: whole } };
}

/** Without what a format or a type says already. */
function shorten(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date-time' || schema.format === 'uuid') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
