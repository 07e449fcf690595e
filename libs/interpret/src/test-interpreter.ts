import { nodeCrypto } from '@dlms-telemetry/dlms-node';
import { parseConfiguration } from '@dlms-telemetry/options';
import { createRegistry } from '@dlms-telemetry/registry';
import { createInterpreter, type Interpretation } from './index.js';
import { vectorsOf, type Vector } from './test-vectors.js';

/** An interpreter for a receptor `Meters` that takes every interface type. */
export function interpreterWith(options: object, more: object = {}) {
  const section = { DeviceType: 'DlmsPushServer', Port: 4059, ...options };
  const { configuration } = parseConfiguration(JSON.stringify({ Meters: section, ...more }), {
    env: {},
    readFile: () => '',
  });
  return createInterpreter({
    configuration,
    registry: createRegistry(configuration),
    crypto: nodeCrypto,
  });
}

export function keysOf({ security }: Vector): object {
  return {
    ...(security?.ek ? { BlockCipherKey: security.ek, BroadcastBlockCipherKey: security.ek } : {}),
    ...(security?.ek ? { DedicatedKey: security.ek } : {}),
    ...(security?.ak ? { AuthenticationKey: security.ak } : {}),
    ...(security?.systemTitle ? { SystemTitle: security.systemTitle } : {}),
  };
}

export function codeOf(result: Interpretation | undefined): string {
  if (result === undefined) throw new Error('no frame');
  return result.type === 'refused' ? result.refusal.code : 'readings';
}

export function find(group: string, id: string): Vector {
  const vector = vectorsOf(group).find((each) => each.id === id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  return vector;
}
