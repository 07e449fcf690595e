import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { PropertyMapSection, TransformStep } from '@dlms-telemetry/reading';
import { checkConfiguration } from './checks.js';
import { propertiesOf, type CoerceContext, type FileProperty } from './coerce.js';
import type {
  Configuration,
  ParsedConfiguration,
  Receptor,
  ScheduledReceptor,
} from './configuration.js';
import { Findings } from './findings.js';
import { didYouMean, findName } from './names.js';
import { ConfigurationError, type Problem } from './problem.js';
import {
  PROPERTY_SECTIONS,
  propertySectionOptions,
  transformSetsOptions,
} from './property-options.js';
import { readPart } from './read-section.js';
import { PUSH_SERVER, receptorOptions } from './receptor-options.js';
import { SCHEDULED, scheduledOptions } from './scheduled-options.js';
import { substitute, type ValueSources } from './substitute.js';
import { reportUnsupported } from './unsupported.js';

const DEFAULT_SERVICE_ID = 'dlms';
const DEVICE_TYPES = [PUSH_SERVER, SCHEDULED, ...PROPERTY_SECTIONS];

/** Longest name of a section, in characters: it stands in routing keys and queue names. */
const LONGEST_NAME = 100;

/** What is gathered while sections are read. */
interface Draft {
  serviceId: string | undefined;
  readonly receptors: Receptor[];
  readonly scheduled: ScheduledReceptor[];
  readonly sections: Map<string, PropertyMapSection['maps']>;
  transformSets: Readonly<Record<string, readonly TransformStep[]>>;
}

/**
 * Reads a configuration file (FEATURES 1).
 *
 * @param text the file: JSON with comments and trailing commas
 * @param sources where references and `SERVICE_ID` take their values from
 * @throws {ConfigurationError} with every problem of the file at once
 */
export function parseConfiguration(text: string, sources: ValueSources): ParsedConfiguration {
  const findings = new Findings(text);
  const root = parseText(text, findings);
  const draft: Draft = {
    serviceId: undefined,
    receptors: [],
    scheduled: [],
    sections: new Map(),
    transformSets: {},
  };
  const context: CoerceContext = {
    findings,
    text,
    places: new Map(),
    secrets: sources.secrets,
    substitute: (value, path, node) =>
      substitute(value, sources, (message) => {
        findings.problem(path, message, node);
      }),
  };
  const names = new Set<string>();
  for (const property of propertiesOf(root)) {
    if (names.has(property.name))
      findings.problem([property.name], 'stands twice', property.keyNode);
    names.add(property.name);
    readTopLevel(property, draft, context);
  }
  const configuration = complete(draft, sources);
  checkConfiguration(configuration, sources.keys, context);
  if (findings.problems.length > 0) throw new ConfigurationError(inFileOrder(findings.problems));
  return { configuration, warnings: inFileOrder(findings.warnings) };
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}

function parseText(text: string, findings: Findings): Node {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: false });
  } catch (cause) {
    // The parser recurses; thousands of nested brackets end its stack.
    if (!(cause instanceof RangeError)) throw cause;
    findings.problem([], 'is nested too deeply');
    throw new ConfigurationError(findings.problems);
  }
  for (const { error, offset } of errors) {
    findings.problem([], `is not JSON here: ${printParseErrorCode(error)}`, offset);
  }
  if (errors.length === 0 && root?.type !== 'object') {
    findings.problem([], 'must be one JSON object that holds named sections', 0);
  }
  if (root === undefined || findings.problems.length > 0) {
    throw new ConfigurationError(findings.problems);
  }
  return root;
}

function readTopLevel(property: FileProperty, draft: Draft, context: CoerceContext): void {
  const { keyNode, value } = property;
  const known = findName(property.name, ['$schema', 'ServiceId', 'TransformSets'])?.name;
  if (known === '$schema') return;
  if (known === 'ServiceId') {
    draft.serviceId = readServiceId(value, context);
    return;
  }
  if (known === 'TransformSets') {
    draft.transformSets = readPart(value, transformSetsOptions, [known], context) ?? {};
    return;
  }
  if (value.type !== 'object') {
    context.findings.problem(
      [property.name],
      'is not a section: a section is an object with a DeviceType',
      keyNode,
    );
    return;
  }
  if (!isSectionName(property.name)) {
    context.findings.problem(
      [property.name],
      `is not a name for a section: 1 to ${LONGEST_NAME} characters, no control characters`,
      keyNode,
    );
    return;
  }
  readSection(property, draft, context);
}

function isSectionName(name: string): boolean {
  return name.trim() !== '' && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name);
}

function readServiceId(node: Node, context: CoerceContext): string | undefined {
  const text =
    node.type === 'string'
      ? context.substitute(String(node.value), ['ServiceId'], node)
      : undefined;
  if (node.type !== 'string' || text === '') {
    context.findings.problem(['ServiceId'], 'must be a text that is not empty', node);
  }
  return text;
}

function readSection(
  { name, keyNode, value }: FileProperty,
  draft: Draft,
  context: CoerceContext,
): void {
  const path = [name];
  const type = deviceType(value);
  const known = type === undefined ? undefined : findName(type.text, DEVICE_TYPES)?.name;
  if (known === undefined) {
    const allowed = `one of ${DEVICE_TYPES.join(', ')}`;
    if (type === undefined) {
      context.findings.problem([name, 'DeviceType'], `is missing: ${allowed}`, keyNode);
    } else {
      const hint = didYouMean(type.text, DEVICE_TYPES);
      context.findings.problem(
        [name, 'DeviceType'],
        `${JSON.stringify(type.text)} is not allowed: ${allowed}${hint}`,
        type.node,
      );
    }
    return;
  }
  if (known === PUSH_SERVER) {
    const options = readPart(value, receptorOptions, path, context);
    if (options === undefined) return;
    if (options.Enabled) reportUnsupported(receptorOptions, options, path, context);
    draft.receptors.push({ name, options });
  } else if (known === SCHEDULED) {
    const options = readPart(value, scheduledOptions, path, context);
    if (options === undefined) return;
    if (options.Enabled) {
      context.findings.warning(
        [name],
        `is a ${SCHEDULED}: checked, but not read in this version`,
        keyNode,
      );
    }
    draft.scheduled.push({ name, options });
  } else {
    const options = readPart(value, propertySectionOptions, path, context);
    if (options === undefined) return;
    const maps = Object.entries(options.PropertyMaps).map(([key, map]) => {
      return [key, { ...map, PropertyName: map.PropertyName ?? key }] as const;
    });
    draft.sections.set(name, Object.fromEntries(maps));
  }
}

/** The section's `DeviceType`; a section that holds property maps need not name it. */
function deviceType(section: Node): { text: string; node: Node } | undefined {
  let maps: { text: string; node: Node } | undefined;
  for (const { name, value } of propertiesOf(section)) {
    const found = findName(name, ['DeviceType', 'PropertyMaps'])?.name;
    if (found === 'DeviceType') return { text: String(value.value), node: value };
    if (found === 'PropertyMaps') maps = { text: PROPERTY_SECTIONS[1], node: value };
  }
  return maps;
}

function complete(draft: Draft, sources: ValueSources): Configuration {
  const { transformSets } = draft;
  const propertyMaps = new Map<string, PropertyMapSection>();
  for (const [name, maps] of draft.sections) propertyMaps.set(name, { name, maps, transformSets });
  const fromEnvironment = sources.env.SERVICE_ID;
  return {
    serviceId:
      draft.serviceId ??
      (fromEnvironment === '' ? undefined : fromEnvironment) ??
      DEFAULT_SERVICE_ID,
    receptors: draft.receptors,
    scheduled: draft.scheduled,
    propertyMaps,
    transformSets,
  };
}
