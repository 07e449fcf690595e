import { octetLength, shorten } from './shorten.js';

/** The four parts of a routing key (spec: Routing Key Logic). */
export interface RoutingKeyParts {
  readonly gatewayId: string;
  readonly measure: string;
  readonly deviceType: string;
  readonly deviceName: string;
}

/** Longest routing key of AMQP 0-9-1, in octets. */
const LONGEST_KEY = 255;
/** Four parts of this length and three separators fit. */
const LONGEST_PART = 60;
/** A UTF-16 code unit has at most three octets in UTF-8. */
const MOST_OCTETS_A_UNIT = 3;

/**
 * `GatewayId.GroupName:DeviceType|DeviceName`, the measure in upper case. What has a meaning in topic patterns or none
 * in a key (`.`, `*`, `#`, white space, control characters) becomes `_`. In a key over 255 octets each part over 60
 * octets keeps its beginning and ends in `~` and the 16 hex digits of the FNV-1a hash of the whole part.
 */
export function routingKey(parts: RoutingKeyParts): string {
  return routingKeys(parts)(parts.measure);
}

/** The keys of all readings of one meter: the same but for the measure. */
export function routingKeys(parts: Omit<RoutingKeyParts, 'measure'>): (measure: string) => string {
  const gatewayId = keyPart(parts.gatewayId);
  const deviceType = keyPart(parts.deviceType);
  const deviceName = keyPart(parts.deviceName);
  return (measure) => {
    const word = measurePart(measure);
    const key = `${gatewayId}.${word}:${deviceType}|${deviceName}`;
    if (key.length * MOST_OCTETS_A_UNIT <= LONGEST_KEY || octetLength(key) <= LONGEST_KEY)
      return key;
    return `${shorten(gatewayId, LONGEST_PART)}.${shorten(word, LONGEST_PART)}:${shorten(deviceType, LONGEST_PART)}|${shorten(deviceName, LONGEST_PART)}`;
  };
}

/** One part of a key, with the characters replaced that must not stand in it. */
export function keyPart(text: string): string {
  return text.replace(/[.*#\s\p{Cc}]/gu, '_');
}

const LARGEST_CACHE = 2048;
const measureParts = new Map<string, string>();

/** Measures are few and come again with every frame. */
function measurePart(measure: string): string {
  const known = measureParts.get(measure);
  if (known !== undefined) return known;
  const part = keyPart(measure.toUpperCase());
  if (measureParts.size >= LARGEST_CACHE) measureParts.clear();
  measureParts.set(measure, part);
  return part;
}
