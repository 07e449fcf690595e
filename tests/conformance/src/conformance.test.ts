import { expect, test } from 'vitest';
import { failures, report, reportObject } from './report.js';
import type { FileResult } from './run.js';
import { runFiles } from './run.js';
import { files, namesFor, placesOf, vector } from './test-vectors.js';
import type { Vector } from './vector.js';

function run(...vectors: Vector[]): FileResult[] {
  return runFiles([{ name: 'test.json', vectors }]);
}

test('every vector comes out as expected, to the last field, and none is left out', () => {
  const { all, failures: failed, notRun } = reportObject(runFiles(files, namesFor));
  const count = files.reduce((sum, { vectors }) => sum + vectors.length, 0);
  expect({ failed, notRun }).toEqual({ failed: [], notRun: [] });
  expect(all).toEqual({ passed: count, failed: 0, notRun: 0, notInPayload: 0 });
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

test('a changed field of general-ciphering or general-signing is a difference', () => {
  const ciphered = vector('gc-identified-key');
  const general = ciphered.expected.generalCiphering as Record<string, string>;
  const withGeneral = (changed: object): string[] =>
    placesOf({
      ...ciphered,
      expected: { ...ciphered.expected, generalCiphering: { ...general, ...changed } },
    });
  expect(withGeneral({})).toEqual([]);
  expect(withGeneral({ otherInformation: 'aabb' })).toEqual(['generalCiphering.otherInformation']);
  expect(withGeneral({ keyInfo: { choice: 'identified-key', keyId: 1 } })).toEqual([
    'generalCiphering.keyInfo.keyId',
  ]);
  expect(withGeneral({ news: 1 })).toEqual(['generalCiphering.news']);
  const signed = vector('signing-suite1');
  const expected = { ...signed.expected, generalSigning: { signatureValid: false } };
  expect(placesOf({ ...signed, expected })).toEqual(['generalSigning.signatureValid']);
  expect(placesOf({ ...vector('gb-general-ciphering-agreed-key'), allButTag: false })).toEqual([
    'apdu',
  ]);
});

test('a step of a sequence, or a primitive, that comes out otherwise is a difference', () => {
  const replay = vector('replay-simple');
  const steps = [{ frame: 0, invocationCounter: 486, outcome: 'replay' }];
  expect(placesOf({ ...replay, expected: { steps } })).toEqual([
    'steps[0].invocationCounter',
    'steps[0].outcome',
  ]);
  for (const id of ['hls3-md5', 'hls5-gmac-pass3', 'rfc3394-256-128', 'kdf-suite2'])
    for (const name of Object.keys(vector(id).expected)) {
      const expected = { ...vector(id).expected, [name]: '00' };
      expect(placesOf({ ...vector(id), expected })).toEqual([name]);
    }
  const bad = vector('ecdsa-p256-gb-c1');
  const expected = { ...bad.expected, signatureHex: '00'.repeat(64) };
  expect(placesOf({ ...bad, expected })).toEqual(['signatureHex']);
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

test('a frame that is refused, and that the vector calls good, is a difference', () => {
  const good = vector('ua-params');
  const bad = { ...good, frames: good.frames.map((frame) => frame.replace('cca27e', 'cca37e')) };
  const [file] = run(bad);
  expect(file?.results[0]?.outcome).toMatchObject({
    differences: [{ place: 'refusal', actual: expect.stringMatching(/^link\.fcs/) as string }],
  });
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

test('the table has a column for what was not run only when something was not', () => {
  const good = vector('aidon-no-list-1');
  expect(report(run(good)).split('\n')).toEqual([
    'file       passed  failed  not in payload',
    'test.json       1       0               0',
    'all             1       0               0',
  ]);
  expect(report(run({ ...good, linkLayer: 'LoRaWAN' }))).toMatch(/not yet run/);
});

test('the report for programs has every difference', () => {
  const good = vector('aidon-no-list-1');
  const bad = { ...good, expected: { ...good.expected, dateTime: 1 } };
  expect(reportObject(run(good, bad))).toMatchObject({
    all: { passed: 1, failed: 1, notRun: 0, notInPayload: 0 },
    failures: [
      {
        file: 'test.json',
        id: 'aidon-no-list-1',
        differences: [{ place: 'dateTime', expected: 1, actual: null }],
      },
    ],
  });
});
