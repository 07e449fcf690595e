import { parseObisPattern } from '@dlms-telemetry/dlms';
import { DATA_TYPES, OBJECT_TYPES, objectTypeName } from '@dlms-telemetry/reading';
import { z } from 'zod';
import { option, whole } from './option.js';

/** `DeviceType` values of a section of property maps. */
export const PROPERTY_SECTIONS = ['DefaultProperties', 'PushDefaultProperties'] as const;

const MOST_ELEMENTS = 65_535;

/** One property map (FEATURES 7). */
export const propertyMapOptions = z.strictObject({
  ObisCode: option(
    z
      .string()
      .refine((text) => parseObisPattern(text) !== undefined, 'an OBIS code')
      .optional(),
    {
      description: 'Which object; * matches any value of a group. A map by place may leave it out.',
      example: '1.0.1.8.0.255',
      allowed: 'an OBIS code such as 1.0.1.8.0.255, 1-0:1.8.0*255 or 1.*.1.8.0.255',
    },
  ),
  PropertyName: option(z.string().min(1).optional(), {
    description: "The reading's Measure; left out: the map's own name.",
    example: 'ActiveEnergyImport',
  }),
  AttributeIndex: option(whole(1, 127).default(2), {
    description: 'Attribute of the object.',
    example: 2,
  }),
  DlmsObjectType: option(
    z
      .string()
      .refine((text) => objectTypeName(text) !== undefined, 'an object type')
      .transform((text) => objectTypeName(text) ?? text)
      .optional(),
    {
      description: 'Class of the object; names with GX or GXDLMS in front are read too.',
      example: 'Register',
      allowed: `one of ${OBJECT_TYPES.join(', ')}`,
    },
  ),
  DataIndex: option(whole(0, MOST_ELEMENTS).default(0), {
    description: '0: the value itself, or its first element; n: its n-th element, from 1.',
    example: 0,
  }),
  PushProfileSequenceId: option(whole(0, MOST_ELEMENTS).optional(), {
    description:
      'Place in the pushed structure, counted from 0 when a map of the section has 0, else from 1; left out: found by OBIS code.',
    example: 3,
  }),
  DataType: option(z.enum(DATA_TYPES).optional(), {
    description:
      'What the value is turned into. string: the text is in Raw; int: rounded; bool: 0 or 1; DateTime: ISO 8601 in Raw, a number counts as seconds since 1970.',
    example: 'double',
  }),
  TransformSetId: option(z.string().optional(), {
    description: 'Transform set that is applied to the scaled value.',
    example: 'kilo',
  }),
  Scaler: option(whole(-30, 30).optional(), {
    description: 'Power of ten, where the payload carries none: the value is raw x 10^Scaler.',
    example: -1,
    extension: true,
  }),
  Unit: option(z.string().optional(), {
    description: 'Unit symbol, where the payload carries none.',
    example: 'Wh',
    extension: true,
  }),
  Direction: option(z.enum(['Import', 'Export', 'None']).optional(), {
    description: 'Direction, instead of the one that the OBIS code tells.',
    example: 'Import',
    extension: true,
  }),
  Publish: option(z.boolean().optional(), {
    description:
      'Whether the map yields a reading; left out: yes, but not for the map that yields the serial.',
    example: true,
    extension: true,
  }),
  ElementCount: option(
    z
      .union([whole(1, MOST_ELEMENTS), z.array(whole(1, MOST_ELEMENTS)).min(1)])
      .transform((value): readonly number[] => (typeof value === 'number' ? [value] : value))
      .optional(),
    {
      description:
        'The map holds only for pushed structures of that many elements, for meters that push several lists by place.',
      example: [9, 13],
      allowed: 'a whole number, or an array of whole numbers',
      extension: true,
    },
  ),
});
export type PropertyMapOptions = z.infer<typeof propertyMapOptions>;

/** A section of property maps. */
export const propertySectionOptions = z.strictObject({
  DeviceType: option(z.enum(PROPERTY_SECTIONS).default('PushDefaultProperties'), {
    description: 'What the section is: property maps.',
    example: 'PushDefaultProperties',
  }),
  GroupName: option(z.string().optional(), {
    description: 'Accepted, without an effect.',
    example: 'DLMS',
    inert: true,
  }),
  PropertyMaps: option(z.record(z.string(), propertyMapOptions).default({}), {
    description: 'The maps by their names.',
    example: { ActiveEnergyImport: { ObisCode: '1.0.1.8.0.255' } },
  }),
});

const scalar = z.union([z.number(), z.string(), z.boolean(), z.null()]);

/** One step of a transform set. */
export const transformStepOptions = z.strictObject({
  multiply: option(z.number().optional(), { description: 'Factor.', example: 0.001 }),
  add: option(z.number().optional(), { description: 'Summand.', example: -273.15 }),
  round: option(whole(-15, 15).optional(), {
    description: 'Decimals to keep; half is rounded away from zero.',
    example: 2,
  }),
  clamp: option(
    z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
    { description: 'Limits that the value is kept within.', example: { min: 0, max: 100 } },
  ),
  map: option(z.record(z.string(), scalar).optional(), {
    description: 'Values, as text, and what each becomes.',
    example: { '1': 'low', '2': 200 },
  }),
  otherwise: option(scalar.optional(), {
    description: 'With map: what a value becomes that is not listed; left out: it stays.',
    example: null,
  }),
  bits: option(z.strictObject({ from: whole(0, 63), count: whole(1, 53).default(1) }).optional(), {
    description:
      'Takes bits out of an integer (bit 0 is the lowest) or a bit-string (bit 0 is the first).',
    example: { from: 3, count: 2 },
  }),
  match: option(z.string().optional(), {
    description:
      'Regular expression over the text of the value, up to 64 characters; no look-around, no back-reference, no repetition of repetitions.',
    example: '^0*(\\d+)$',
  }),
  replace: option(z.string().optional(), {
    description:
      'With match: what the match becomes ($1 is its first group); left out: the value becomes the first group, or the match.',
    example: '$1',
  }),
});

/** Named lists of steps. */
export const transformSetsOptions = z.record(z.string(), z.array(transformStepOptions));
