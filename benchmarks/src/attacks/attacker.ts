/** A process of its own that attacks a port: name of the attack, port, seconds. Tells its parent what it has seen. */
import { ATTACKS, type Seen } from './attacks.js';

const [name, port, seconds] = process.argv.slice(2);
const attack = ATTACKS.find((each) => each.name === name);
if (attack === undefined) throw new Error(`no attack ${String(name)}`);
const seen: Seen = { opened: 0, closed: 0, octets: 0 };
const signal = AbortSignal.timeout(Number(seconds) * 1_000);
await attack.run({ port: Number(port), signal, seen });
process.send?.(seen, () => {
  process.exit();
});
