import { readApdu, writeApdu, writeLatin1 } from '@dlms-telemetry/dlms';
import {
  compileMapping,
  isMapRefusal,
  mapReadings,
  readShape,
  type Mapping,
  type PropertyMapSection,
} from '@dlms-telemetry/reading';
import { describe, expect, it } from 'vitest';
import { notificationOf } from '../notification-of.js';
import { PLAINS } from '../test-plain-vectors.js';
import { ShapeCache } from './shape-cache.js';

/** A notification: a serial of five octets, and the register 1.0.1.8.e.255. */
function push(e: number, value: number, serial = 'MTR01'): Uint8Array {
  return writeApdu({
    type: 'data-notification',
    longInvokeIdAndPriority: value,
    dateTime: null,
    body: {
      type: 'structure',
      value: [
        { type: 'octet-string', value: writeLatin1(serial) },
        { type: 'octet-string', value: Uint8Array.of(1, 0, 1, 8, e, 255) },
        { type: 'double-long-unsigned', value },
      ],
    },
  });
}

function mappingWith(section?: PropertyMapSection): Mapping {
  return compileMapping({
    receptor: 'Meters',
    deviceType: 'DlmsPushServer',
    groupName: 'Group',
    gatewayId: 'Gateway',
    registerAsGateway: false,
    serialProperty: 'SERIAL',
    timeZone: 'UTC',
    section,
  });
}

const frame = {
  frameId: 'frame',
  receivedAt: 0,
  remoteAddress: '10.0.0.1',
  systemTitle: new Uint8Array(),
  leniencies: [],
};

function parsed(mapping: Mapping, plain: Uint8Array) {
  const apdu = readApdu(plain);
  if (apdu.type !== 'data-notification') throw new Error('no notification');
  return mapReadings(mapping, notificationOf(apdu), frame);
}

describe('the shape cache', () => {
  it('knows a notification by its form, whatever its values are', () => {
    const mapping = mappingWith();
    const shapes = new ShapeCache(mapping);
    expect(shapes.find(push(0, 1))).toBeUndefined();
    shapes.learn(push(0, 1));
    const later = push(0, 77, 'MTR99');
    const shape = shapes.find(later);
    if (shape === undefined) throw new Error('no shape');
    const readings = readShape(shape, later, frame);
    expect(readings).toStrictEqual(parsed(mapping, later));
    expect(readings.readings.map(({ reading }) => reading.Value)).toEqual([77]);
  });

  it('takes another code, tag or length for another form', () => {
    const shapes = new ShapeCache(mappingWith());
    const known = push(0, 1);
    shapes.learn(known);
    expect(shapes.find(push(1, 1))).toBeUndefined();
    for (const [at, octet] of known.entries()) {
      const changed = known.slice();
      changed[at] = octet ^ 1;
      const isValue = (at >= 1 && at <= 4) || (at >= 10 && at <= 14) || at >= known.length - 4;
      expect(shapes.find(changed) !== undefined, `octet ${at}`).toBe(isValue);
    }
    expect(shapes.find(Uint8Array.of(...known, 0))).toBeUndefined();
    expect(shapes.find(known.subarray(0, -1))).toBeUndefined();
  });

  it('keeps no more shapes than it may, and forgets the one that was used longest ago', () => {
    const most = 8;
    const shapes = new ShapeCache(mappingWith(), most);
    for (let code = 0; code < most; code++) shapes.learn(push(code, 1));
    expect(shapes.size).toBe(most);
    shapes.find(push(0, 9));
    for (let code = most; code < 255; code++) {
      shapes.learn(push(code, 1));
      expect(shapes.size).toBeLessThanOrEqual(most);
      shapes.find(push(0, 9));
    }
    expect(shapes.find(push(0, 1))).toBeDefined();
    expect(shapes.find(push(1, 1))).toBeUndefined();
  });

  it('keeps nothing where it may keep nothing', () => {
    const shapes = new ShapeCache(mappingWith(), 0);
    shapes.learn(push(0, 1));
    expect(shapes.size).toBe(0);
  });

  it('finds each of many shapes of one length', () => {
    const shapes = new ShapeCache(mappingWith());
    for (let code = 0; code < 200; code++) shapes.learn(push(code, 1));
    for (let code = 0; code < 200; code++) {
      const shape = shapes.find(push(code, 3));
      expect(shape?.readings[0]?.form.obis).toBe(`1.0.1.8.${code}.255`);
    }
  });

  it('of other maps is another one: what was learned under the old maps is not used', () => {
    const section = {
      name: 'Maps',
      maps: {
        Energy: {
          PropertyName: 'ENERGY',
          AttributeIndex: 2,
          DataIndex: 0,
          ObisCode: '1.0.1.8.0.255',
        },
      },
      transformSets: {},
    };
    const before = new ShapeCache(mappingWith());
    const after = new ShapeCache(mappingWith(section));
    for (const shapes of [before, after]) shapes.learn(push(0, 1));
    const measure = (shapes: ShapeCache) => shapes.find(push(0, 5))?.readings[0]?.form.measure;
    expect([measure(before), measure(after)]).toEqual(['1.0.1.8.0.255', 'ENERGY']);
  });

  it('learns most of the vectors that give readings', () => {
    const mapping = mappingWith();
    const shapes = new ShapeCache(mapping);
    const notifications = PLAINS.filter(([tag]) => tag === 0x0f);
    const mapped = notifications.filter((plain) => !isMapRefusal(parsed(mapping, plain)));
    for (const plain of mapped) if (shapes.find(plain) === undefined) shapes.learn(plain);
    const known = mapped.filter((plain) => shapes.find(plain) !== undefined);
    expect(known.length).toBeGreaterThan(mapped.length / 2);
  });
});
