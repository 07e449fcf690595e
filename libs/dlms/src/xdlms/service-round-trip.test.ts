import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Data } from '../cosem/data.js';
import { readApdu, writeApdu } from './apdu.js';
import type { ServiceApdu } from './service-apdu.js';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const i8 = fc.integer({ min: -128, max: 127 });
const octets = fc.uint8Array({ maxLength: 200 });
const obis = fc.array(u8, { minLength: 6, maxLength: 6 }).map((groups) => groups.join('.'));
const dateTime = fc.option(fc.uint8Array({ minLength: 12, maxLength: 12 }));
const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constant<Data>({ type: 'null-data', value: null }),
    u8.map((value): Data => ({ type: 'unsigned', value })),
    octets.map((value): Data => ({ type: 'octet-string', value })),
    fc.array(tie('data'), { maxLength: 4 }).map((value): Data => ({ type: 'structure', value })),
    fc.array(tie('data'), { maxLength: 4 }).map((value): Data => ({ type: 'array', value })),
  ),
}));
const list = <T>(element: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(element, { maxLength: 5 });
const is = <T extends string>(...types: T[]): fc.Arbitrary<T> => fc.constantFrom(...types);

const attributeDescriptor = fc.record({ classId: u16, obis, attribute: i8 });
const methodDescriptor = fc.record({ classId: u16, obis, method: i8 });
const accessSelection = fc.record({ accessSelector: u8, accessParameters: data });
const withSelection = fc.record(
  { attributeDescriptor, accessSelection },
  { requiredKeys: ['attributeDescriptor'] },
);
const dataResult = fc.oneof(
  fc.record({ choice: is('data'), data }),
  fc.record({ choice: is('data-access-result'), dataAccessResult: u8 }),
);
const block = fc.record({ lastBlock: fc.boolean(), blockNumber: u32, rawData: octets });
const blockG = fc.record({
  lastBlock: fc.boolean(),
  blockNumber: u32,
  result: fc.oneof(
    fc.record({ choice: is('raw-data'), rawData: octets }),
    fc.record({ choice: is('data-access-result'), dataAccessResult: u8 }),
  ),
});
const actionResponse = fc.record(
  { result: u8, returnParameters: dataResult },
  { requiredKeys: ['result'] },
);
const accessSpecification = fc.oneof(
  fc.record({ choice: is('get', 'set'), attributeDescriptor }),
  fc.record({ choice: is('action'), methodDescriptor }),
  fc.record({
    choice: is('get-with-selection', 'set-with-selection'),
    attributeDescriptor,
    accessSelection,
  }),
);
const variable = fc.oneof(
  fc.record({ choice: is('variable-name'), variableName: u16 }),
  fc.record({
    choice: is('parameterized-access'),
    variableName: u16,
    selector: u8,
    parameter: data,
  }),
  fc.record({ choice: is('block-number-access'), blockNumber: u16 }),
  fc.record({
    choice: is('read-data-block-access'),
    lastBlock: fc.boolean(),
    blockNumber: u16,
    rawData: octets,
  }),
  fc.record({ choice: is('write-data-block-access'), lastBlock: fc.boolean(), blockNumber: u16 }),
);
const currentTime = fc.option(fc.string({ maxLength: 20, unit: 'binary-ascii' }), { nil: null });
const values = { variableAccessSpecification: list(variable), listOfData: list(data) };
const id = { invokeIdAndPriority: u8 };
const longId = { longInvokeIdAndPriority: u32, dateTime };

const services: fc.Arbitrary<ServiceApdu>[] = [
  withSelection.chain((descriptor) =>
    fc.record({ type: is('get-request-normal'), ...id }).map((pdu) => ({ ...pdu, ...descriptor })),
  ),
  fc.record({ type: is('get-request-next'), ...id, blockNumber: u32 }),
  fc.record({
    type: is('get-request-with-list'),
    ...id,
    attributeDescriptorList: list(withSelection),
  }),
  fc.record({ type: is('get-response-normal'), ...id, result: dataResult }),
  fc.record({ type: is('get-response-with-datablock'), ...id, result: blockG }),
  fc.record({ type: is('get-response-with-list'), ...id, result: list(dataResult) }),
  withSelection.chain((descriptor) =>
    fc
      .record({ type: is('set-request-normal'), ...id, value: data })
      .map((pdu) => ({ ...pdu, ...descriptor })),
  ),
  withSelection.chain((descriptor) =>
    fc
      .record({ type: is('set-request-with-first-datablock'), ...id, datablock: block })
      .map((pdu) => ({ ...pdu, ...descriptor })),
  ),
  fc.record({ type: is('set-request-with-datablock'), ...id, datablock: block }),
  fc.record({
    type: is('set-request-with-list'),
    ...id,
    attributeDescriptorList: list(withSelection),
    valueList: list(data),
  }),
  fc.record({
    type: is('set-request-with-list-and-first-datablock'),
    ...id,
    attributeDescriptorList: list(withSelection),
    datablock: block,
  }),
  fc.record({ type: is('set-response-normal'), ...id, result: u8 }),
  fc.record({ type: is('set-response-datablock'), ...id, blockNumber: u32 }),
  fc.record({ type: is('set-response-last-datablock'), ...id, result: u8, blockNumber: u32 }),
  fc.record({
    type: is('set-response-last-datablock-with-list'),
    ...id,
    result: list(u8),
    blockNumber: u32,
  }),
  fc.record({ type: is('set-response-with-list'), ...id, result: list(u8) }),
  fc.record(
    {
      type: is('action-request-normal'),
      ...id,
      methodDescriptor,
      methodInvocationParameters: data,
    },
    { requiredKeys: ['type', 'invokeIdAndPriority', 'methodDescriptor'] },
  ),
  fc.record({ type: is('action-request-next-pblock'), ...id, blockNumber: u32 }),
  fc.record({
    type: is('action-request-with-list'),
    ...id,
    methodDescriptorList: list(methodDescriptor),
    methodInvocationParameters: list(data),
  }),
  fc.record({
    type: is('action-request-with-first-pblock'),
    ...id,
    methodDescriptor,
    pblock: block,
  }),
  fc.record({
    type: is('action-request-with-list-and-first-pblock'),
    ...id,
    methodDescriptorList: list(methodDescriptor),
    pblock: block,
  }),
  fc.record({
    type: is('action-request-with-pblock', 'action-response-with-pblock'),
    ...id,
    pblock: block,
  }),
  fc.record({ type: is('action-response-normal'), ...id, singleResponse: actionResponse }),
  fc.record({
    type: is('action-response-with-list'),
    ...id,
    listOfResponses: list(actionResponse),
  }),
  fc.record({ type: is('action-response-next-pblock'), ...id, blockNumber: u32 }),
  fc.record({
    type: is('access-request'),
    ...longId,
    accessRequestSpecification: list(accessSpecification),
    accessRequestListOfData: list(data),
  }),
  fc.record(
    {
      type: is('access-response'),
      ...longId,
      accessRequestSpecification: list(accessSpecification),
      accessResponseListOfData: list(data),
      accessResponseSpecification: list(
        fc.record({ choice: is('get', 'set', 'action'), result: u8 }),
      ),
    },
    {
      requiredKeys: [
        'type',
        'longInvokeIdAndPriority',
        'dateTime',
        'accessResponseListOfData',
        'accessResponseSpecification',
      ],
    },
  ),
  fc.record({ type: is('data-notification-confirm'), ...longId }),
  fc.record({ type: is('read-request'), variableAccessSpecification: list(variable) }),
  fc.record({ type: is('write-request', 'unconfirmed-write-request'), ...values }),
  fc.record({
    type: is('information-report-request'),
    currentTime,
    ...values,
  }),
  fc.record({
    type: is('read-response'),
    results: list(
      fc.oneof(
        fc.record({ choice: is('data'), data }),
        fc.record({ choice: is('data-access-error'), dataAccessError: u8 }),
        fc.record({
          choice: is('data-block-result'),
          lastBlock: fc.boolean(),
          blockNumber: u16,
          rawData: octets,
        }),
        fc.record({ choice: is('block-number'), blockNumber: u16 }),
      ),
    ),
  }),
  fc.record({
    type: is('write-response'),
    results: list(
      fc.oneof(
        fc.record({ choice: is('success') }),
        fc.record({ choice: is('data-access-error'), dataAccessError: u8 }),
        fc.record({ choice: is('block-number'), blockNumber: u16 }),
      ),
    ),
  }),
  fc.record({ type: is('exception-response'), stateError: u8, serviceError: fc.nat(5) }),
  fc.record({
    type: is('exception-response'),
    stateError: u8,
    serviceError: fc.constant(6),
    invocationCounter: u32,
  }),
];

test.each(services.map((service, i) => [i, service] as const))(
  'services of form %i come back as they were written',
  (_, service) => {
    fc.assert(
      fc.property(service, (pdu) => {
        expect(readApdu(writeApdu(pdu))).toEqual(pdu);
      }),
      { numRuns: 40 },
    );
  },
);
