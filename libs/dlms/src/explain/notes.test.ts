import { describe, expect, test } from 'vitest';
import { readData } from '../cosem/read-data.js';
import { fromHex } from '../codec/hex.js';
import type { Note } from './notes.js';
import { Notes, UNREAD } from './notes.js';
import { NotingReader } from './noting-reader.js';

const ofHex = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

/** A note and its parts, without their values. */
function outline({ name, start, end, parts }: Note): string {
  const place = `${name} ${start}-${end}`;
  return parts.length === 0 ? place : `${place} (${parts.map(outline).join(', ')})`;
}

describe('notes', () => {
  test('are a tree of what was read', () => {
    const notes = new Notes('all');
    notes.leaf('tag', 0, 1, 15);
    notes.open('pair', 1);
    notes.leaf('one', 1, 2, 1);
    notes.leaf('two', 2, 4, 2);
    notes.close(4, [1, 2]);
    notes.close(4, 'whole');
    const root = notes.finish(4);
    expect(outline(root)).toBe('all 0-4 (tag 0-1, pair 1-4 (one 1-2, two 2-4))');
    expect(root.parts[1]?.value).toEqual([1, 2]);
  });

  test('call what nobody read so, before, between and behind the rest', () => {
    const notes = new Notes('all');
    notes.leaf('first', 1, 2, 0);
    notes.leaf('second', 3, 4, 0);
    expect(outline(notes.finish(6))).toBe(
      `all 0-6 (${UNREAD} 0-1, first 1-2, ${UNREAD} 2-3, second 3-4, ${UNREAD} 4-6)`,
    );
  });

  test('close what an error left open', () => {
    const notes = new Notes('all');
    notes.open('outer', 0);
    notes.open('inner', 0);
    notes.leaf('octet', 0, 1, 0);
    expect(outline(notes.finish(3))).toBe(
      `all 0-3 (outer 0-1 (inner 0-1 (octet 0-1)), ${UNREAD} 1-3)`,
    );
  });

  test('forget what was read again under another name', () => {
    const notes = new Notes('all');
    notes.leaf('guess', 0, 2, 0);
    notes.leaf('truth', 0, 1, 0);
    expect(outline(notes.finish(1))).toBe('all 0-1 (truth 0-1)');
  });

  test('leave out what has no octet', () => {
    const notes = new Notes('all');
    notes.leaf('nothing', 0, 0, 0);
    notes.open('empty', 0);
    notes.close(0, []);
    notes.leaf('something', 0, 1, 0);
    expect(outline(notes.finish(1))).toBe('all 0-1 (something 0-1)');
  });
});

describe('a noting reader', () => {
  test('notes a value with what it is made of', () => {
    const octets = ofHex('020211030902abcd');
    const notes = new Notes('all');
    expect(readData(new NotingReader(octets, notes))).toMatchObject({ type: 'structure' });
    expect(outline(notes.finish(octets.length))).toBe(
      'all 0-8 (data 0-8 (type 0-1, count 1-2, data 2-4 (type 2-3, value 3-4), ' +
        'data 4-8 (type 4-5, length 5-6, value 6-8)))',
    );
  });

  test('notes a number read in parts once', () => {
    const notes = new Notes('all');
    const r = new NotingReader(ofHex('8201020304050607'), notes);
    expect(r.length()).toBe(0x102);
    expect(r.u24('three')).toBe(0x030405);
    expect(r.rest('left')).toEqual(ofHex('0607'));
    expect(outline(notes.finish(8))).toBe('all 0-8 (length 0-3, three 3-6, left 6-8)');
  });

  test('reads a part of the octets with places in the whole', () => {
    const notes = new Notes('all');
    const r = new NotingReader(ofHex('00010203'), notes);
    r.u8('before');
    const part = r.part(2);
    part.u16('inside');
    expect(part.remaining).toBe(0);
    r.u8('behind');
    expect(outline(notes.finish(4))).toBe('all 0-4 (before 0-1, inside 1-3, behind 3-4)');
  });

  test('notes nothing of a read that fails', () => {
    const notes = new Notes('all');
    const r = new NotingReader(ofHex('0102'), notes);
    expect(() => r.u32('number')).toThrow();
    expect(outline(notes.finish(2))).toBe('all 0-2');
  });
});
