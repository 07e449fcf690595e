export { DecodeError, layerOf, TagError } from './errors.js';
export type { DecodeErrorCode, DecodeLayer, TagFault } from './errors.js';
export { decodeErrorAdvice } from './error-advice.js';
export type { Advice } from './error-advice.js';
export type { Data, DataType, TypeDescription } from './cosem/data.js';
export type { Obis } from './cosem/obis.js';
export type { PayloadValue } from './cosem/payload.js';
export type { Crypto, Curve, DigestAlgorithm, KeyPair } from './security/crypto.js';
export type {
  ApduReceived,
  Framer,
  FramerEvent,
  FramerOptions,
  InterfaceType,
  LinkDetails,
  LinkNotice,
  LinkRefused,
  MacAddresses,
  Notice,
  PlcMessage,
  WirelessMBusFormat,
} from './link/framer.js';
export { ByteReader } from './codec/byte-reader.js';
export { ByteWriter } from './codec/byte-writer.js';
export { fromHex, toHex } from './codec/hex.js';
export { isPrintable, readLatin1, readUtf8, writeLatin1, writeUtf8 } from './codec/text.js';
export {
  CLOCK_STATUS,
  clockStatusNames,
  isDateTime,
  isDateTimeAt,
  isDaylightSaving,
  readDateTime,
  toLocalText,
  toUtcMs,
  writeDateTime,
} from './cosem/date-time.js';
export type { AssumedDeviation, ClockStatusName, DateTime } from './cosem/date-time.js';
export { parseObis, parseObisPattern, readObis, writeObis } from './cosem/obis.js';
export type { ObisPattern } from './cosem/obis.js';
export { powerOfTen, scaleToNumber, scaleToText } from './cosem/scaler.js';
export { UNIT_COUNT, UNIT_OTHER, unitName, unitOf, UNITS } from './cosem/units.js';
export type { Unit } from './cosem/units.js';
export { DataBudget, MAX_DEPTH, MAX_ELEMENTS } from './cosem/data-budget.js';
export { readData } from './cosem/read-data.js';
export { writeData } from './cosem/write-data.js';
export { DEFAULT_LENIENCIES, LENIENCIES, NO_LENIENCIES } from './leniency.js';
export type { Leniency, LeniencyDescription } from './leniency.js';
export { alarmNames } from './cosem/alarm.js';
export type { AttributeDescriptor } from './cosem/attribute-descriptor.js';
export { readPayload } from './cosem/payload.js';
export type { PayloadOptions } from './cosem/payload.js';
export { LeniencyUse } from './leniency.js';
export { isCiphered, isProtected, readApdu, writeApdu } from './xdlms/apdu.js';
export type { Apdu, CipheredApdu, PlainApdu, ProtectedApdu } from './xdlms/apdu.js';
export { apduName, isProtectedTag } from './xdlms/apdu-tag.js';
export {
  confirmationAskedBy,
  DATA_NOTIFICATION_TAG,
  isConfirmed,
} from './xdlms/data-notification.js';
export type { DataNotification } from './xdlms/data-notification.js';
export { EVENT_NOTIFICATION_REQUEST_TAG } from './xdlms/event-notification-request.js';
export type { EventNotificationRequest } from './xdlms/event-notification-request.js';
export { GENERAL_DED_CIPHERING_TAG } from './xdlms/general-ded-ciphering.js';
export type { GeneralDedCiphering } from './xdlms/general-ded-ciphering.js';
export { GENERAL_GLO_CIPHERING_TAG } from './xdlms/general-glo-ciphering.js';
export type { GeneralGloCiphering } from './xdlms/general-glo-ciphering.js';
export { GLO_EVENT_NOTIFICATION_REQUEST_TAG } from './xdlms/glo-event-notification-request.js';
export type { GloEventNotificationRequest } from './xdlms/glo-event-notification-request.js';
export type { CipheredContent } from './security/ciphered-content.js';
export {
  openInside,
  openProtected,
  readProtection,
  readUnprotected,
  systemTitleOf,
  unprotect,
} from './security/ciphering.js';
export type { OpenedApdu } from './security/ciphering.js';
export { keyOctets } from './security/keys.js';
export type { Keys } from './security/keys.js';
export { protect } from './security/protect.js';
export type { Protection } from './security/protect.js';
export { protectionOf, requireProtection } from './security/protection-policy.js';
export type { ProtectionPolicy } from './security/protection-policy.js';
export { readSecurityControl, writeSecurityControl } from './security/security-control.js';
export type { SecurityControl } from './security/security-control.js';
export { decodeApdu } from './decode-apdu.js';
export type { DecodeApduOptions, DecodedApdu } from './decode-apdu.js';
export { applicationContextName, applicationContextOf } from './acse/application-context-name.js';
export type { ApplicationContext } from './acse/application-context-name.js';
export type { Aare } from './acse/aare.js';
export type { Aarq } from './acse/aarq.js';
export {
  ACSE_SERVICE_PROVIDER,
  ACSE_SERVICE_USER,
  ASSOCIATION_RESULT,
  associateDiagnosticName,
  associationResultName,
} from './acse/associate-result.js';
export type { AssociateSourceDiagnostic } from './acse/associate-result.js';
export { isAssociationApdu } from './acse/association-apdu.js';
export type { AssociationApdu } from './acse/association-apdu.js';
export type { AuthenticationValue } from './acse/authentication-value.js';
export { MECHANISM, mechanismName, mechanismOf } from './acse/mechanism-name.js';
export type { Mechanism } from './acse/mechanism-name.js';
export { RELEASE_RESPONSE_REASON, releaseResponseReasonName } from './acse/rlre.js';
export type { Rlre } from './acse/rlre.js';
export { RELEASE_REQUEST_REASON, releaseRequestReasonName } from './acse/rlrq.js';
export type { Rlrq } from './acse/rlrq.js';
export type { ProtectedUserInformation, UserInformation } from './acse/user-information.js';
export { writeObjectIdentifier } from './codec/object-identifier.js';
export type { ObjectIdentifier } from './codec/object-identifier.js';
export type { MethodDescriptor } from './cosem/method-descriptor.js';
export type { AccessRequest } from './xdlms/access-request.js';
export type { AccessRequestSpecification } from './xdlms/access-request-specification.js';
export type { AccessResponse, AccessResponseSpecification } from './xdlms/access-response.js';
export type {
  ActionRequest,
  ActionRequestNextPblock,
  ActionRequestNormal,
  ActionRequestWithFirstPblock,
  ActionRequestWithList,
  ActionRequestWithListAndFirstPblock,
  ActionRequestWithPblock,
} from './xdlms/action-request.js';
export type {
  ActionResponse,
  ActionResponseNextPblock,
  ActionResponseNormal,
  ActionResponseWithList,
  ActionResponseWithOptionalData,
  ActionResponseWithPblock,
} from './xdlms/action-response.js';
export { ACTION_RESULT, actionResultName } from './xdlms/action-result.js';
export { CONFORMANCE_FLAGS, conformanceBits, conformanceOf } from './xdlms/conformance.js';
export type { Conformance, ConformanceFlag } from './xdlms/conformance.js';
export {
  CONFIRMED_SERVICE,
  confirmedServiceName,
  serviceErrorName,
} from './xdlms/confirmed-service-error.js';
export type { ConfirmedServiceError } from './xdlms/confirmed-service-error.js';
export { DATA_ACCESS_RESULT, dataAccessResultName } from './xdlms/data-access-result.js';
export type { DataBlockG, DataBlockSA } from './xdlms/data-block.js';
export type { DataNotificationConfirm } from './xdlms/data-notification-confirm.js';
export { entriesOf, selectEntries } from './xdlms/entry-descriptor.js';
export type { EntryDescriptor } from './xdlms/entry-descriptor.js';
export {
  exceptionServiceErrorName,
  SERVICE_ERROR,
  STATE_ERROR,
  stateErrorName,
} from './xdlms/exception-response.js';
export type { ExceptionResponse } from './xdlms/exception-response.js';
export type { GetDataResult } from './xdlms/get-data-result.js';
export type {
  GetRequest,
  GetRequestNext,
  GetRequestNormal,
  GetRequestWithList,
} from './xdlms/get-request.js';
export type {
  GetResponse,
  GetResponseNormal,
  GetResponseWithDatablock,
  GetResponseWithList,
} from './xdlms/get-response.js';
export type { InformationReportRequest } from './xdlms/information-report-request.js';
export type { InitiateRequest } from './xdlms/initiate-request.js';
export { VAA_NAME_LN, VAA_NAME_SN } from './xdlms/initiate-response.js';
export type { InitiateResponse } from './xdlms/initiate-response.js';
export {
  formatInvokeIdAndPriority,
  formatLongInvokeIdAndPriority,
  parseInvokeIdAndPriority,
  parseLongInvokeIdAndPriority,
} from './xdlms/invoke-id-and-priority.js';
export type {
  InvokeIdAndPriority,
  LongInvokeIdAndPriority,
} from './xdlms/invoke-id-and-priority.js';
export { rangeOf, selectRange } from './xdlms/range-descriptor.js';
export type { CaptureObject, RangeDescriptor } from './xdlms/range-descriptor.js';
export type { ReadRequest } from './xdlms/read-request.js';
export type { ReadResponse, ReadResult } from './xdlms/read-response.js';
export type {
  AttributeDescriptorWithSelection,
  SelectiveAccessDescriptor,
} from './xdlms/selective-access-descriptor.js';
export type { ServiceApdu } from './xdlms/service-apdu.js';
export type {
  SetRequest,
  SetRequestNormal,
  SetRequestWithDatablock,
  SetRequestWithFirstDatablock,
  SetRequestWithList,
  SetRequestWithListAndFirstDatablock,
} from './xdlms/set-request.js';
export type {
  SetResponse,
  SetResponseDatablock,
  SetResponseLastDatablock,
  SetResponseLastDatablockWithList,
  SetResponseNormal,
  SetResponseWithList,
} from './xdlms/set-response.js';
export type { UnconfirmedWriteRequest } from './xdlms/unconfirmed-write-request.js';
export type { VariableAccessSpecification } from './xdlms/variable-access-specification.js';
export type { WriteRequest } from './xdlms/write-request.js';
export type { WriteResponse, WriteResult } from './xdlms/write-response.js';
export {
  createFramer,
  INTERFACE_TYPES,
  isInterfaceType,
  readFrame,
  readFrames,
} from './link/create-framer.js';
export { readHdlcAddress, writeHdlcAddress } from './link/hdlc-address.js';
export type { HdlcAddress } from './link/hdlc-address.js';
export { readHdlcControl, writeHdlcControl } from './link/hdlc-control.js';
export type { HdlcControl, SupervisoryType, UnnumberedType } from './link/hdlc-control.js';
export { readHdlcFrame, writeHdlcFrame } from './link/hdlc-frame.js';
export type { HdlcFrame } from './link/hdlc-frame.js';
export {
  DEFAULT_HDLC_PARAMETERS,
  readHdlcParameters,
  writeHdlcParameters,
} from './link/hdlc-parameters.js';
export type { HdlcParameters } from './link/hdlc-parameters.js';
export { writeHdlcUiFrames } from './link/hdlc-push.js';
export type { HdlcUiOptions } from './link/hdlc-push.js';
export { writeModeEIdentification } from './link/mode-e.js';
export type { ModeEIdentification } from './link/mode-e.js';
export { writePlc } from './link/plc.js';
export type { PlcOptions } from './link/plc.js';
export { writePlcHdlc } from './link/plc-hdlc.js';
export type { PlcHdlcOptions } from './link/plc-hdlc.js';
export { readPrimeNotice, writePrimeNotice } from './link/prime-notice.js';
export type { PrimeNotice } from './link/prime-notice.js';
export { recogniseInterfaceType } from './link/recognise.js';
export { writeSms } from './link/sms.js';
export type { SmsAddresses } from './link/sms.js';
export { writeWirelessMBus } from './link/wireless-mbus.js';
export type { WirelessMBusOptions } from './link/wireless-mbus.js';
export { writeWiredMBus } from './link/wired-mbus.js';
export type { WiredMBusOptions } from './link/wired-mbus.js';
export { writeWrapper } from './link/wrapper.js';
export type { WrapperPorts } from './link/wrapper.js';
export {
  GENERAL_BLOCK_TRANSFER_TAG,
  readGeneralBlockTransfer,
  writeBlocks,
  writeGeneralBlockTransfer,
} from './xdlms/general-block-transfer.js';
export type { BlockOptions, GeneralBlockTransfer } from './xdlms/general-block-transfer.js';
export { INTERFACE_CLASSES } from './cosem/classes/all.js';
export {
  attributeName,
  className,
  interfaceClass,
  methodName,
} from './cosem/classes/class-names.js';
export type { InterfaceClassVersion } from './cosem/classes/class-names.js';
export type { ClassMembers, InterfaceClass } from './cosem/classes/interface-class.js';
export { obisMedium, obisName } from './cosem/obis-names.js';
export { GENERAL_CIPHERING_TAG } from './xdlms/general-ciphering.js';
export type { GeneralCiphering } from './xdlms/general-ciphering.js';
export { GENERAL_SIGNING_TAG } from './xdlms/general-signing.js';
export type { GeneralSigning } from './xdlms/general-signing.js';
export { KEK_ID, KEY_ID, KEY_PARAMETERS } from './xdlms/key-info.js';
export type { AgreedKey, IdentifiedKey, KeyInfo, WrappedKey } from './xdlms/key-info.js';
export { createProtectionHeader } from './xdlms/protection-header.js';
export type { ProtectionHeader } from './xdlms/protection-header.js';
export type { ServiceCiphering, ServiceCipheringType } from './xdlms/service-ciphering.js';
export { answerChallenge, HLS_MECHANISMS, isRightAnswer } from './security/hls.js';
export type { HlsExchange, HlsMechanism } from './security/hls.js';
export {
  agreeKey,
  curveOf,
  openEphemeralKey,
  PRIVATE_KEY_OCTETS,
  PUBLIC_KEY_OCTETS,
  signEphemeralKey,
} from './security/key-agreement.js';
export type { Agreement, AgreementScheme } from './security/key-agreement.js';
export { ALGORITHM_ID, deriveKey, partyWithNonce } from './security/key-derivation.js';
export type { DerivationInfo } from './security/key-derivation.js';
export { unwrapKey, wrapKey } from './security/key-wrap.js';
export { protectGeneral } from './security/protect-general.js';
export type { GeneralProtection, KeyChoice } from './security/protect-general.js';
export { PROTECTION_PROFILES } from './security/protection-profile.js';
export type { ProfileDescription, ProtectionProfile } from './security/protection-profile.js';
export {
  counterScopeOf,
  createReplayWindow,
  judgeCounter,
  REPLAY_WINDOW_SIZE,
} from './security/replay-window.js';
export type { CounterScope, ReplayVerdict, ReplayWindow } from './security/replay-window.js';
export { sign } from './security/signing.js';
export type { Signing } from './security/signing.js';
export { explain } from './explain/explain.js';
export type { ExplainOptions } from './explain/explain.js';
export { explainApdu } from './explain/apdu-layers.js';
export type { ApduLayers, ExplainApduOptions } from './explain/apdu-layers.js';
export type {
  ExplainedField,
  ExplainedLayer,
  ExplainedRefusal,
  Explanation,
} from './explain/explanation.js';
export { makerName, systemTitleText } from './explain/system-title.js';
export { fitsOutline, outlineOf } from './shape/outline.js';
export type { Outline, Outlined } from './shape/outline.js';
export type { Place, Places } from './shape/placing-reader.js';
export { integerAt, integerLeafOf } from './shape/integer-leaf.js';
export type { IntegerLeaf } from './shape/integer-leaf.js';
export { writeLinkAnswer } from './link/link-answer.js';
export { wholeWrapper } from './link/whole-wrapper.js';
export { counterKeyOf, protectAnswer } from './security/protect-answer.js';
export type { AnswerProtection } from './security/protect-answer.js';
