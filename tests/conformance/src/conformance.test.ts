import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { failures, report } from './report.js';
import type { FileResult } from './run.js';
import { runFiles } from './run.js';
import type { Vector } from './vector.js';
import { readVectorFiles } from './vector.js';

const FOLDER = fileURLToPath(new URL('../../../libs/dlms/vectors', import.meta.url));

const files = readVectorFiles(FOLDER);

function vector(id: string): Vector {
  const found = files.flatMap(({ vectors }) => vectors).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no vector ${id}`);
  return found;
}

function run(...vectors: Vector[]): FileResult[] {
  return runFiles([{ name: 'test.json', vectors }]);
}

function placesOf(changed: Vector): string[] {
  const [file] = run(changed);
  const outcome = file?.results[0]?.outcome;
  return outcome?.type === 'failed' ? outcome.differences.map(({ place }) => place) : [];
}

test('every vector that has a reader comes out as expected, to the last field', () => {
  const results = runFiles(files);
  expect(failures(results), report(results)).toBe(0);
});

/** Files in which all is read that there is. */
const WHOLE_FILES = [
  'austria.json',
  'data-types.json',
  'denmark-kamstrup.json',
  'han-nordic.json',
  'iskra-and-others.json',
  'netherlands.json',
  'p1-smarty.json',
  'switzerland.json',
  'wrapper-udp.json',
];

test('nothing of the pushes of meters is left out', () => {
  const left = runFiles(files.filter(({ name }) => WHOLE_FILES.includes(name))).flatMap((file) =>
    file.results.filter(({ outcome }) => outcome.type !== 'passed'),
  );
  expect(left).toEqual([]);
});

test('a changed field of any kind is a difference', () => {
  const good = vector('aidon-no-list-1');
  const differing = (expected: Partial<Vector['expected']>): string[] =>
    placesOf({ ...good, expected: { ...good.expected, ...expected } as Vector['expected'] });
  expect(differing({ apduHexPlain: '00' })).toEqual(['apduHexPlain']);
  expect(differing({ dateTime: { hex: '00' } })).toEqual(['dateTime']);
  expect(differing({ values: [] })).toEqual(['values[0]']);
  expect(differing({ values: null })).toEqual(['values']);
  expect(differing({ body: { t: 'array', v: [] } })).toEqual(['body.v[0]']);
  expect(differing({ apdu: 'event-notification-request' })).toEqual(['apdu']);
  expect(differing({ outcome: 'no-key' })).toContain('outcome');
  expect(differing({ quirk: 'prose is not compared' })).toEqual([]);
});

test('a field that the runner does not know is a difference, not a pass', () => {
  const good = vector('aidon-no-list-1');
  expect(placesOf({ ...good, expected: { ...good.expected, news: 1 } })).toEqual(['news']);
  const bad = vector('neg-unknown-tag');
  expect(placesOf({ ...bad, expected: { ...bad.expected, news: 1 } })).toEqual(['news']);
});

test('a value that lacks what the payload says, or says more, is a difference', () => {
  const good = vector('aidon-no-list-1');
  const [value] = good.expected.values as [Record<string, string>];
  const withValue = (changed: object): string[] =>
    placesOf({
      ...good,
      expected: { ...good.expected, values: [changed as Record<string, string>] },
    });
  const { unit, ...unitless } = value;
  expect(unit).toBe(27);
  expect(withValue(unitless)).toEqual(['values[0].unit']);
  expect(withValue({ ...value, text: 'x' })).toEqual(['values[0].text']);
});

test('names that come from outside the payload are counted, not compared', () => {
  const [file] = run(vector('kaifa-no-list-1'));
  expect(file?.results[0]?.outcome).toEqual({ type: 'passed', notInPayload: 4 });
});

test('details of the link layer are compared', () => {
  const hdlc = vector('si-am550-956-1');
  const detail = {
    segmented: false,
    length: 129,
    destination: 'cf',
    source: '0223',
    control: '13',
  };
  expect(placesOf({ ...hdlc, linkDetails: { hdlc: [{ ...detail, source: '0221' }] } })).toEqual([
    'linkDetails.hdlc[0].source',
  ]);
  const mbus = vector('at-sagemcom-l-overflow');
  expect(placesOf({ ...mbus, linkDetails: { mbus: [{ l: 256, ci: '00' }, { l: 13 }] } })).toEqual([
    'linkDetails.mbus[0].l',
  ]);
});

test('another reason for a refusal, or a reading where none may be, is a difference', () => {
  const bad = vector('neg-mbus-checksum');
  const refusal = { layer: 'link', code: 'mbus-stop' };
  expect(placesOf({ ...bad, expected: { refusal, readings: 0 } })).toEqual(['refusal']);
  const good = vector('aidon-hdlc-7e-in-field');
  expect(placesOf({ ...good, expected: { refusal, readings: 0 } })).toEqual([
    'refusal',
    'alsoDecodes[0]',
    'readings',
  ]);
});

test('a kind of vector that is not known is named, and counted apart', () => {
  const results = run(
    { ...vector('aidon-no-list-1'), linkLayer: 'LoRaWAN' },
    { ...vector('aidon-no-list-1'), id: 'a block', frames: ['e6e700e0800001000000'] },
  );
  expect(failures(results)).toBe(0);
  expect(report(results)).toMatch(/link layer LoRaWAN: aidon-no-list-1/);
  expect(report(results)).toMatch(/general-block-transfer.*: a block/);
  expect(report(results)).toMatch(/test\.json +0 +0 +2 +0/);
});
