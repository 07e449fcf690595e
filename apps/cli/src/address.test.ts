import { describe, expect, it } from 'vitest';
import { readHostPort, writeHostPort } from './address.js';

describe('HOST:PORT', () => {
  it.each(['127.0.0.1:4059', 'meters.example:1', '[::1]:65535'])('reads and writes %s', (text) => {
    expect(writeHostPort(readHostPort(text))).toBe(text);
  });

  it.each(['4059', 'host', 'host:', ':4059', '::1:4059', 'host:0', 'host:65536', 'host:1e3'])(
    'refuses %s',
    (text) => {
      expect(() => readHostPort(text)).toThrow(expect.objectContaining({ code: 'cli.usage' }));
    },
  );
});
