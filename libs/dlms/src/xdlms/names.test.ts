import { expect, test } from 'vitest';
import { applicationContextName, applicationContextOf } from '../acse/application-context-name.js';
import { associateDiagnosticName, associationResultName } from '../acse/associate-result.js';
import { mechanismName, mechanismOf } from '../acse/mechanism-name.js';
import { releaseResponseReasonName } from '../acse/rlre.js';
import { releaseRequestReasonName } from '../acse/rlrq.js';
import { actionResultName } from './action-result.js';
import { confirmedServiceName, serviceErrorName } from './confirmed-service-error.js';
import { dataAccessResultName } from './data-access-result.js';
import { exceptionServiceErrorName, stateErrorName } from './exception-response.js';
import {
  formatInvokeIdAndPriority,
  formatLongInvokeIdAndPriority,
  parseInvokeIdAndPriority,
  parseLongInvokeIdAndPriority,
} from './invoke-id-and-priority.js';

test('results and errors have the names of the Green Book', () => {
  expect(dataAccessResultName(16)).toBe('no-long-get-in-progress');
  expect(actionResultName(16)).toBe('no-long-action-in-progress');
  expect(stateErrorName(2)).toBe('service-unknown');
  expect(exceptionServiceErrorName(5)).toBe('deciphering-error');
  expect(associationResultName(2)).toBe('rejected-transient');
  expect(associateDiagnosticName({ source: 'acse-service-user', value: 14 })).toBe(
    'authentication-required',
  );
  expect(associateDiagnosticName({ source: 'acse-service-provider', value: 2 })).toBe(
    'no-common-acse-version',
  );
  expect(releaseRequestReasonName(1)).toBe('urgent');
  expect(releaseResponseReasonName(1)).toBe('not-finished');
  expect(confirmedServiceName(1)).toBe('initiateError');
});

test('a number that the standard keeps free is named by itself', () => {
  expect(dataAccessResultName(7)).toBe('reserved (7)');
});

test.each([
  [6, 1, 'initiate: dlms-version-too-low'],
  [0, 6, 'application-reference: deciphering-error'],
  [5, 9, 'access: reserved (9)'],
  [11, 1, 'reserved (11): 1'],
])('service error %i %i is named %s', (serviceErrorChoice, serviceErrorValue, name) => {
  const error = { type: 'confirmed-service-error', service: 1 } as const;
  expect(serviceErrorName({ ...error, serviceErrorChoice, serviceErrorValue })).toBe(name);
});

test('application contexts are told by their object identifiers', () => {
  for (const referencing of ['logical-name', 'short-name'] as const)
    for (const ciphering of [false, true]) {
      const context = { referencing, ciphering };
      expect(applicationContextOf(applicationContextName(context))).toEqual(context);
    }
  expect(applicationContextName({ referencing: 'logical-name', ciphering: true })).toBe(
    '2.16.756.5.8.1.3',
  );
  expect(applicationContextOf('2.16.756.5.8.1.5')).toBeUndefined();
});

test('mechanisms are told by their object identifiers', () => {
  expect(mechanismName('high-gmac')).toBe('2.16.756.5.8.2.5');
  expect(mechanismOf('2.16.756.5.8.2.0')).toBe('lowest');
  expect(mechanismOf('2.16.756.5.8.2.8')).toBeUndefined();
});

test('invoke-id-and-priority says what its bits say', () => {
  const value = { invokeId: 1, confirmed: true, highPriority: true };
  expect(parseInvokeIdAndPriority(0xc1)).toEqual(value);
  expect(formatInvokeIdAndPriority(value)).toBe(0xc1);
  const long = { ...value, invokeId: 0x3e9, selfDescriptive: false, breakOnError: true };
  expect(formatLongInvokeIdAndPriority(long)).toBe(0xe00003e9);
  expect(parseLongInvokeIdAndPriority(0xe00003e9)).toEqual(long);
});
