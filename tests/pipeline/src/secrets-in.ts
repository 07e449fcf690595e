/** The ways in which a secret could be written down; hexadecimal ones as octets too. */
function formsOf(secret: string): readonly Buffer[] {
  const forms = [secret, secret.toLowerCase(), secret.toUpperCase()];
  const octets = /^(?:[0-9a-f]{2})+$/iu.test(secret) ? [Buffer.from(secret, 'hex')] : [];
  const encoded = [Buffer.from(secret), ...octets].map((each) => each.toString('base64'));
  // The padding may run on into what follows.
  const texts = [...forms, ...encoded.map((text) => text.replace(/.?=*$/u, ''))];
  return [...texts.map((text) => Buffer.from(text)), ...octets];
}

/**
 * Which secrets stand in which places.
 *
 * @param places what was written, by where
 */
export function secretsIn(
  places: Readonly<Record<string, readonly (string | Uint8Array)[]>>,
  secrets: Readonly<Record<string, string>>,
): string[] {
  const found: string[] = [];
  for (const [place, written] of Object.entries(places)) {
    const whole = Buffer.concat(written.map((each) => Buffer.from(each)));
    for (const [name, secret] of Object.entries(secrets))
      if (formsOf(secret).some((form) => whole.includes(form))) found.push(`${name} in ${place}`);
  }
  return found;
}
