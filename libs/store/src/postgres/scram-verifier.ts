import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096;
const KEY_OCTETS = 32;
const SALT_OCTETS = 16;

/**
 * What Postgres stores of a password (SCRAM-SHA-256, RFC 5803): given in its place, the password stands neither in a
 * statement nor in the log of the server.
 *
 * @param salt for tests
 */
export function scramVerifier(
  password: string,
  salt: Uint8Array = randomBytes(SALT_OCTETS),
): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, KEY_OCTETS, 'sha256');
  const keyOf = (name: string): Buffer => createHmac('sha256', salted).update(name).digest();
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const serverKey = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString('base64')}$${storedKey}:${serverKey}`;
}
