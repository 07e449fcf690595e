import type {
  AccessRequestSpecification,
  ActionRequest,
  ActionResponse,
  AttributeDescriptorWithSelection,
  DataBlockG,
  DataBlockSA,
  GetDataResult,
  GetRequest,
  GetResponse,
  ReadResult,
  SelectiveAccessDescriptor,
  ServiceApdu,
  SetRequest,
  SetResponse,
  VariableAccessSpecification,
  WriteResult,
} from '@dlms-telemetry/dlms';
import {
  ByteReader,
  dataAccessResultName,
  exceptionServiceErrorName,
  readData,
  stateErrorName,
  toHex,
} from '@dlms-telemetry/dlms';
import { initiateFieldsOf, present } from './associations.js';
import { dateTimeOf, treeOf } from './tree.js';
import type { Json, JsonObject } from './vector.js';

/** What the APDU of a service says, under the names of the vectors; a field that is absent is missing. */
export function serviceFieldsOf(apdu: ServiceApdu): JsonObject {
  return { apdu: apdu.type, ...fieldsOf(apdu) };
}

function fieldsOf(apdu: ServiceApdu): JsonObject {
  if ('invokeIdAndPriority' in apdu)
    return { invokeIdAndPriority: octetHex(apdu.invokeIdAndPriority), ...invokedFields(apdu) };
  switch (apdu.type) {
    case 'initiate-request':
    case 'initiate-response':
    case 'confirmed-service-error':
      return initiateFieldsOf(apdu);
    case 'exception-response':
      return present({
        stateError: stateErrorName(apdu.stateError),
        serviceError: exceptionServiceErrorName(apdu.serviceError),
        invocationCounter: apdu.invocationCounter,
      });
    case 'access-request':
      return {
        ...longFields(apdu),
        specification: apdu.accessRequestSpecification.map(specificationFields),
        data: apdu.accessRequestListOfData.map(treeOf),
      };
    case 'access-response':
      return present({
        ...longFields(apdu),
        requestSpecification: apdu.accessRequestSpecification?.map(specificationFields),
        data: apdu.accessResponseListOfData.map(treeOf),
        specification: apdu.accessResponseSpecification.map((item) => ({ ...item })),
      });
    case 'data-notification-confirm':
      return longFields(apdu);
    case 'read-request':
      return { specification: apdu.variableAccessSpecification.map(variableFields) };
    case 'write-request':
    case 'unconfirmed-write-request':
      return variableValues(apdu);
    case 'information-report-request':
      return { currentTime: apdu.currentTime, ...variableValues(apdu) };
    case 'read-response':
    case 'write-response':
      return { list: apdu.results.map(resultFields) };
  }
}

type InvokedApdu =
  GetRequest | GetResponse | SetRequest | SetResponse | ActionRequest | ActionResponse;

function invokedFields(apdu: InvokedApdu): JsonObject {
  switch (apdu.type) {
    case 'get-request-normal':
      return selectionFields(apdu);
    case 'get-request-with-list':
      return { list: apdu.attributeDescriptorList.map(selectionFields) };
    case 'get-response-normal':
      return dataResultFields(apdu.result);
    case 'get-response-with-datablock':
      return blockGFields(apdu.result);
    case 'get-response-with-list':
      return { list: apdu.result.map(dataResultFields) };
    case 'set-request-normal':
      return { ...selectionFields(apdu), value: treeOf(apdu.value) };
    case 'set-request-with-first-datablock':
      return { ...selectionFields(apdu), ...blockFields(apdu.datablock) };
    case 'set-request-with-datablock':
      return blockFields(apdu.datablock);
    case 'set-request-with-list':
      return {
        list: apdu.attributeDescriptorList.map(selectionFields),
        values: apdu.valueList.map(treeOf),
      };
    case 'set-request-with-list-and-first-datablock':
      return {
        list: apdu.attributeDescriptorList.map(selectionFields),
        ...blockFields(apdu.datablock),
      };
    case 'action-request-normal':
      return {
        methodDescriptor: { ...apdu.methodDescriptor },
        parameters: treeOrNull(apdu.methodInvocationParameters),
      };
    case 'action-request-with-list':
      return {
        list: apdu.methodDescriptorList.map((descriptor) => ({
          methodDescriptor: { ...descriptor },
        })),
        parameters: apdu.methodInvocationParameters.map(treeOf),
      };
    case 'action-request-with-first-pblock':
      return { methodDescriptor: { ...apdu.methodDescriptor }, ...blockFields(apdu.pblock) };
    case 'action-request-with-list-and-first-pblock':
      return {
        list: apdu.methodDescriptorList.map((descriptor) => ({
          methodDescriptor: { ...descriptor },
        })),
        ...blockFields(apdu.pblock),
      };
    case 'action-response-normal':
      return actionFields(apdu.singleResponse);
    case 'action-response-with-list':
      return { list: apdu.listOfResponses.map(actionFields) };
    case 'action-request-with-pblock':
    case 'action-response-with-pblock':
      return blockFields(apdu.pblock);
    case 'get-request-next':
    case 'action-request-next-pblock':
    case 'action-response-next-pblock':
    case 'set-response-datablock':
      return { blockNumber: apdu.blockNumber };
    case 'set-response-normal':
      return { result: apdu.result };
    case 'set-response-last-datablock':
      return { result: apdu.result, blockNumber: apdu.blockNumber };
    case 'set-response-last-datablock-with-list':
      return { list: [...apdu.result], blockNumber: apdu.blockNumber };
    case 'set-response-with-list':
      return { list: [...apdu.result] };
  }
}

/** What is compared of a value that came in blocks: `firstObjects` are the elements a vector names of a long array. */
export function joinedFieldsOf(blocks: readonly GetResponse[], firstObjects: number): JsonObject {
  const parts = blocks.flatMap(rawDataOf);
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  const r = new ByteReader(joined);
  const data = readData(r);
  const elements = data.type === 'array' ? data.value : [];
  return {
    apdu: 'get-response-with-datablock',
    joinedDataHex: toHex(joined),
    objectCount: elements.length,
    firstObjects: elements.slice(0, firstObjects).map(treeOf),
    trailingOctets: r.remaining,
  };
}

/** The raw data of a block; blocks count from 1 in the order they come, and the last says so. */
function rawDataOf(
  block: GetResponse,
  index: number,
  blocks: readonly GetResponse[],
): Uint8Array[] {
  if (block.type !== 'get-response-with-datablock') return [];
  const { blockNumber, lastBlock, result } = block.result;
  const inOrder = blockNumber === index + 1 && lastBlock === (index === blocks.length - 1);
  return inOrder && result.choice === 'raw-data' ? [result.rawData] : [];
}

function longFields(apdu: {
  readonly longInvokeIdAndPriority: number;
  readonly dateTime: Uint8Array | null;
}): JsonObject {
  return {
    longInvokeIdAndPriority: apdu.longInvokeIdAndPriority.toString(16).padStart(8, '0'),
    dateTime: dateTimeOf(apdu.dateTime),
  };
}

function selectionFields(descriptor: AttributeDescriptorWithSelection): JsonObject {
  return {
    attributeDescriptor: { ...descriptor.attributeDescriptor },
    accessSelection: accessSelectionOf(descriptor.accessSelection),
  };
}

function accessSelectionOf(selection: SelectiveAccessDescriptor | undefined): Json {
  if (selection === undefined) return null;
  return { selector: selection.accessSelector, parameters: treeOf(selection.accessParameters) };
}

function specificationFields(item: AccessRequestSpecification): JsonObject {
  if (item.choice === 'action')
    return { choice: item.choice, descriptor: { ...item.methodDescriptor } };
  const fields = { choice: item.choice, descriptor: { ...item.attributeDescriptor } };
  return 'accessSelection' in item
    ? { ...fields, accessSelection: accessSelectionOf(item.accessSelection) }
    : fields;
}

function dataResultFields(result: GetDataResult): JsonObject {
  return result.choice === 'data'
    ? { data: treeOf(result.data) }
    : accessResultFields(result.dataAccessResult);
}

function accessResultFields(result: number): JsonObject {
  return { dataAccessResult: result, dataAccessResultText: dataAccessResultName(result) };
}

function blockGFields({ lastBlock, blockNumber, result }: DataBlockG): JsonObject {
  const content =
    result.choice === 'raw-data'
      ? { rawData: toHex(result.rawData) }
      : accessResultFields(result.dataAccessResult);
  return { lastBlock, blockNumber, ...content };
}

function blockFields({ lastBlock, blockNumber, rawData }: DataBlockSA): JsonObject {
  return { lastBlock, blockNumber, rawData: toHex(rawData) };
}

function actionFields(response: {
  readonly result: number;
  readonly returnParameters?: GetDataResult;
}): JsonObject {
  const { result, returnParameters } = response;
  return returnParameters === undefined
    ? { result }
    : { result, ...dataResultFields(returnParameters) };
}

function variableValues(apdu: {
  readonly variableAccessSpecification: readonly VariableAccessSpecification[];
  readonly listOfData: readonly Parameters<typeof treeOf>[0][];
}): JsonObject {
  return {
    specification: apdu.variableAccessSpecification.map(variableFields),
    data: apdu.listOfData.map(treeOf),
  };
}

function variableFields(item: VariableAccessSpecification): JsonObject {
  switch (item.choice) {
    case 'parameterized-access':
      return { ...item, parameter: treeOf(item.parameter) };
    case 'read-data-block-access':
      return { ...item, rawData: toHex(item.rawData) };
    case 'variable-name':
    case 'block-number-access':
    case 'write-data-block-access':
      return { ...item };
  }
}

function resultFields(result: ReadResult | WriteResult): JsonObject {
  switch (result.choice) {
    case 'data':
      return { data: treeOf(result.data) };
    case 'data-access-error':
      return accessResultFields(result.dataAccessError);
    case 'data-block-result':
      return { ...result, rawData: toHex(result.rawData) };
    case 'block-number':
    case 'success':
      return { ...result };
  }
}

function treeOrNull(data: Parameters<typeof treeOf>[0] | undefined): Json {
  return data === undefined ? null : treeOf(data);
}

function octetHex(octet: number): string {
  return octet.toString(16).padStart(2, '0');
}
