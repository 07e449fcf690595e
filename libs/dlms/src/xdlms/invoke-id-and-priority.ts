const INVOKE_ID = 0x0f;
const SERVICE_CLASS = 0x40;
const PRIORITY = 0x80;

const LONG_INVOKE_ID = 0xff_ffff;
const LONG_SELF_DESCRIPTIVE = 1 << 28;
const LONG_PROCESSING_OPTION = 1 << 29;
const LONG_SERVICE_CLASS = 1 << 30;
const LONG_PRIORITY = 1 << 31;

/**
 * Invoke-Id-And-Priority, one octet (Green Book 9.5). PDUs hold the octet itself; this is what it says.
 *
 * ```
 * priority (bit 7) | service-class (bit 6) | reserved (2 bits) | invoke-id (4 bits)
 * ```
 */
export interface InvokeIdAndPriority {
  /** 0 to 15, which an answer repeats. */
  readonly invokeId: number;
  /** Whether an answer is asked for. */
  readonly confirmed: boolean;
  readonly highPriority: boolean;
}

/**
 * Long-Invoke-Id-And-Priority, four octets (Green Book 9.5).
 *
 * ```
 * priority (bit 31) | service-class (30) | processing-option (29) | self-descriptive (28) | reserved | invoke-id (24 bits)
 * ```
 */
export interface LongInvokeIdAndPriority extends InvokeIdAndPriority {
  /** 0 to 16777215. */
  readonly invokeId: number;
  readonly selfDescriptive: boolean;
  /** False: go on with the next item of the list after an error. */
  readonly breakOnError: boolean;
}

/** What an Invoke-Id-And-Priority says. @param octet 0 to 255 */
export function parseInvokeIdAndPriority(octet: number): InvokeIdAndPriority {
  return {
    invokeId: octet & INVOKE_ID,
    confirmed: (octet & SERVICE_CLASS) !== 0,
    highPriority: (octet & PRIORITY) !== 0,
  };
}

/** The octet of an Invoke-Id-And-Priority, reserved bits 0. */
export function formatInvokeIdAndPriority(value: InvokeIdAndPriority): number {
  return (
    (value.invokeId & INVOKE_ID) |
    (value.confirmed ? SERVICE_CLASS : 0) |
    (value.highPriority ? PRIORITY : 0)
  );
}

/** What a Long-Invoke-Id-And-Priority says. @param number the four octets as an unsigned number */
export function parseLongInvokeIdAndPriority(number: number): LongInvokeIdAndPriority {
  return {
    invokeId: number & LONG_INVOKE_ID,
    selfDescriptive: (number & LONG_SELF_DESCRIPTIVE) !== 0,
    breakOnError: (number & LONG_PROCESSING_OPTION) !== 0,
    confirmed: (number & LONG_SERVICE_CLASS) !== 0,
    highPriority: (number & LONG_PRIORITY) !== 0,
  };
}

/** The four octets of a Long-Invoke-Id-And-Priority as an unsigned number, reserved bits 0. */
export function formatLongInvokeIdAndPriority(value: LongInvokeIdAndPriority): number {
  const number =
    (value.invokeId & LONG_INVOKE_ID) |
    (value.selfDescriptive ? LONG_SELF_DESCRIPTIVE : 0) |
    (value.breakOnError ? LONG_PROCESSING_OPTION : 0) |
    (value.confirmed ? LONG_SERVICE_CLASS : 0) |
    (value.highPriority ? LONG_PRIORITY : 0);
  return number >>> 0;
}
