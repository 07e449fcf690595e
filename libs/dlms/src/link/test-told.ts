import { toHex } from '../codec/hex.js';
import type { Framer, FramerEvent } from './framer.js';

/** An event in short: the APDU in hex, the code of a refusal, the name of a notice. */
export function toldText(event: FramerEvent): string {
  switch (event.type) {
    case 'apdu':
      return toHex(event.apdu);
    case 'refused':
      return event.code;
    case 'notice':
      return event.notice.name;
  }
}

/** All that a framer has to tell. */
export function takeEvents(framer: Framer): FramerEvent[] {
  const events: FramerEvent[] = [];
  for (let event = framer.nextEvent(); event !== undefined; event = framer.nextEvent())
    events.push(event);
  return events;
}

/** All that a framer has to tell, in short. */
export function takeTold(framer: Framer): string[] {
  return takeEvents(framer).map(toldText);
}
