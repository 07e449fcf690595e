import type { Data, PayloadValue } from '@dlms-telemetry/dlms';

/** What a meter told, decoded: all that mapping looks at. */
export interface Notification {
  /** `event`: an event notification, whose value is a code or alarm bits. */
  readonly type: 'data' | 'event';
  /** Date-time of the notification, 12 octets. */
  readonly dateTime: Uint8Array | null;
  readonly body: Data;
  /** The values in the body, in its order. */
  readonly values: readonly PayloadValue[];
}

/** What is known of the frame that brought a notification. */
export interface FrameContext {
  readonly frameId: string;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly remoteAddress: string;
  /** Empty where none is known. */
  readonly systemTitle: Uint8Array;
  /** `Serial` of the user, where it has one. */
  readonly userSerial?: string | undefined;
  /** Leniencies that were needed so far. */
  readonly leniencies: readonly string[];
}
