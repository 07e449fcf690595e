/** Reasons for which a decoded payload gives no reading. */
export type MapRefusalCode = 'map.order' | 'map.no-reading';

/** A payload that gave no reading. */
export interface MapRefusal {
  readonly code: MapRefusalCode;
  /** One sentence for an operator; names places, OBIS codes and maps, never a value. */
  readonly message: string;
}

/** What each code means and what to do about it, for docs/errors.md. */
export const mapRefusalAdvice: Readonly<
  Record<MapRefusalCode, { readonly meaning: string; readonly advice: string }>
> = {
  'map.order': {
    meaning: 'An OBIS code in the payload contradicts the place that a property map gives it.',
    advice:
      'Put PushProfileSequenceId in the order of the push object list of the meter, or leave it out: values that carry their OBIS code are found by it.',
  },
  'map.no-reading': {
    meaning: 'The payload was decoded, but no property map found a value in it.',
    advice:
      'Compare the OBIS codes and the number of elements named in the message with the section of property maps; a payload without OBIS codes needs maps by place (PushProfileSequenceId).',
  },
};
