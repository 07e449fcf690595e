import { z } from 'zod';
import {
  PROPERTY_SECTIONS,
  propertySectionOptions,
  transformSetsOptions,
} from './property-options.js';
import { PUSH_SERVER, receptorOptions } from './receptor-options.js';
import { SCHEDULED, scheduledOptions } from './scheduled-options.js';
import { factsOf } from './schema.js';
import { userOptions } from './user-options.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const REFERENCE = '^\\$\\{(?:ENV|FILE):[^}]+\\}$';
const PROPERTY_MAPS = 'PropertyMaps';

/**
 * The JSON Schema of a configuration file, for editors. It takes values in every type in which they are read; other
 * spellings of names are read too, but not proposed.
 */
export function configurationSchema(): JsonSchema {
  const chosenBy = (type: string, name: string) => ({
    if: { required: ['DeviceType'], properties: { DeviceType: { const: type } } },
    then: { $ref: `#/$defs/${name}` },
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'DLMS Telemetry configuration',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      ServiceId: {
        type: 'string',
        minLength: 1,
        description:
          'Name of the deployed driver; left out: the environment variable SERVICE_ID, else dlms.',
        examples: ['dlms'],
      },
      TransformSets: { $ref: '#/$defs/TransformSets' },
    },
    additionalProperties: {
      type: 'object',
      properties: { DeviceType: { enum: [PUSH_SERVER, SCHEDULED, ...PROPERTY_SECTIONS] } },
      anyOf: [{ required: ['DeviceType'] }, { required: ['PropertyMaps'] }],
      allOf: [
        chosenBy(PUSH_SERVER, PUSH_SERVER),
        chosenBy(SCHEDULED, SCHEDULED),
        ...PROPERTY_SECTIONS.map((type) => chosenBy(type, PROPERTY_MAPS)),
        {
          if: { not: { required: ['DeviceType'] } },
          then: { $ref: `#/$defs/${PROPERTY_MAPS}` },
        },
      ],
    },
    $defs: {
      [PUSH_SERVER]: partSchema(receptorOptions),
      [SCHEDULED]: partSchema(scheduledOptions),
      [PROPERTY_MAPS]: partSchema(propertySectionOptions),
      TransformSets: partSchema(transformSetsOptions),
    },
  };
}

/** The JSON Schema of a user as the API takes it: without references to the environment or to files. */
export function userSchema(): JsonSchema {
  return partSchema(userOptions, false);
}

/** @param references whether a value may be taken from the environment or from a file */
function partSchema(schema: z.ZodType, references = true): JsonSchema {
  const part = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      widen(jsonSchema, zodSchema._zod.def.type, references);
      const { description, example, secret } = factsOf(zodSchema);
      if (description !== undefined) jsonSchema.description = description;
      const isReference = typeof example === 'string' && example.startsWith('${');
      if (example !== undefined && (references || !isReference)) jsonSchema.examples = [example];
      if (secret === true) jsonSchema.writeOnly = true;
    },
  });
  delete part.$schema;
  return part;
}

/** Lets in what is coerced: numbers and truth values as texts, numbers as texts, references. */
function widen(schema: z.core.JSONSchema.BaseSchema, type: string, references: boolean): void {
  const reference = references ? [{ type: 'string' as const, pattern: REFERENCE }] : [];
  if (type === 'boolean') {
    schema.anyOf = [{ type: 'boolean' }, { enum: [0, 1, '0', '1', 'true', 'false'] }, ...reference];
    delete schema.type;
  } else if (type === 'number') {
    const { minimum, maximum } = schema;
    const number = schema.type === 'integer' ? 'integer' : 'number';
    schema.anyOf = [
      {
        type: number,
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
      },
      { type: 'string', pattern: '^[+-]?\\d+(?:\\.\\d+)?$' },
      ...reference,
    ];
    delete schema.type;
    delete schema.minimum;
    delete schema.maximum;
  } else if (type === 'string') {
    if (schema.pattern === undefined) schema.type = ['string', 'number'] as unknown as 'string';
    else if (references) schema.pattern = `${schema.pattern}|${REFERENCE}`;
  }
}
