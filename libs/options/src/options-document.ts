import type { z } from 'zod';
import { deploymentOptions } from './deployment-options.js';
import {
  propertySectionOptions,
  propertyMapOptions,
  transformStepOptions,
} from './property-options.js';
import { PUSH_SERVER, receptorOptions } from './receptor-options.js';
import { SCHEDULED, scheduledOptions } from './scheduled-options.js';
import { allowedOf, defaultOf, factsOf, shapeOf } from './schema.js';
import { userOptions } from './user-options.js';

const INTRODUCTION = `# Options

One JSON file holds named sections; the name of a section is the device name in API paths and routing keys.
Every option is below, with what is allowed and its default.

- Comments and trailing commas are allowed; names and words are also found in another case.
- Numbers may be written as texts and texts as numbers, \`1\` and \`0\` for true and false; \`null\` is as good as left out.
- A value may come from elsewhere: \`"\${ENV:NAME}"\` from the environment, \`"\${FILE:/run/secrets/name}"\` from a file.
- These other spellings are read, with a warning: \`EnableIPLookup\`, \`GatewayID\`, \`System Title\`, \`CertficatePath\`,
  \`CertficatePassword\`, \`PushProfileSequence\`.
- An unknown name, a wrong type or a value out of range is an error; all errors are told at once, before anything starts.
  \`dlms config check FILE\` tells them too, and \`dlms config schema\` prints a JSON Schema for editors
  ([configuration.schema.json](configuration.schema.json)).

Marks: **Ext** stands for an option of ours, beyond the specification; **kept** for one that is checked and kept but has
no effect in this version. A value that would need an effect which this version does not have is refused, never ignored:
the column *allowed* says which values act.

## Top level

| name | meaning |
| --- | --- |
| \`ServiceId\` | Name of the deployed driver, one for the whole deployment. Left out: the environment variable \`SERVICE_ID\`, else \`dlms\`. (Ext) |
| \`TransformSets\` | Named lists of steps, below. (Ext) |
| any other name | A section; its \`DeviceType\` says which kind. |
`;

/** The text of docs/options.md. */
export function optionsDocument(): string {
  return [
    INTRODUCTION,
    part(`Receptor: \`${PUSH_SERVER}\``, 'Waits for meters that push.', receptorOptions),
    part(
      'Users of a receptor',
      "An entry of `Users`: a registered meter with credentials of its own, in the shape of the users' API. A field left out comes from the section.",
      userOptions,
    ),
    part(
      `Scheduled receptor: \`${SCHEDULED}\``,
      'Dials a meter on a schedule. Checked, but not read in this version.',
      scheduledOptions,
    ),
    part(
      'Section of property maps',
      'Other sections refer to it by its name in `PropertiesDeviceName`. `DeviceType` may be left out.',
      propertySectionOptions,
    ),
    part(
      'Property map',
      'An entry of `PropertyMaps`. A map with `PushProfileSequenceId` goes by place, any other by the OBIS code in the payload; a section may mix them. An OBIS code in the payload that contradicts a place is refused (`map.order`).',
      propertyMapOptions,
    ),
    part(
      'Transform step',
      'A step of a set in `TransformSets`; a set is applied in its order to the scaled value, before `DataType`. A step has exactly one of `multiply`, `add`, `round`, `clamp`, `map`, `bits` and `match`. Numeric steps leave a text alone that is no number. (Ext)',
      transformStepOptions,
    ),
    TRANSFORM_EXAMPLE,
    part(
      'Environment of a process',
      'What the processes of a fleet take from their environment ([deployment.md](deployment.md)); the configuration file is the same for all. Variables that begin with `OTEL_` are read by OpenTelemetry itself.',
      deploymentOptions,
    ),
  ].join('\n');
}

const TRANSFORM_EXAMPLE = `\`\`\`json
{
  "TransformSets": {
    "kilo": [{ "multiply": 0.001 }, { "round": 3 }],
    "celsius": [{ "multiply": 0.01 }, { "add": -273.15 }],
    "tariff": [{ "map": { "1": "day", "2": "night" }, "otherwise": "unknown" }],
    "valve": [{ "bits": { "from": 3, "count": 2 } }],
    "digits": [{ "match": "^0*(\\\\d+)" }]
  }
}
\`\`\`
`;

function part(title: string, about: string, schema: z.ZodType): string {
  const rows = Object.entries(shapeOf(schema)).map(([name, option]) => row(name, option));
  return `## ${title}

${about}

| option | allowed | default | meaning | example |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function row(name: string, option: z.core.$ZodType): string {
  const { description = '', example, extension, inert, onlyYet } = factsOf(option);
  const marks = [extension === true ? 'Ext' : '', inert === true ? 'kept' : ''].filter(Boolean);
  const meaning = marks.length === 0 ? description : `${description} **${marks.join(', ')}**`;
  const cells = [
    code(name),
    `${allowedOf(option)}${yet(onlyYet)}`,
    json(defaultOf(option)),
    meaning,
    json(example),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function yet(onlyYet: readonly unknown[] | undefined): string {
  if (onlyYet === undefined) return '';
  const values = onlyYet.map(String).join(', ');
  return values === '' ? '; not supported yet' : `; in this version only ${values}`;
}

function json(value: unknown): string {
  return value === undefined ? '' : code(JSON.stringify(value));
}

function code(text: string): string {
  return `\`${text}\``;
}
