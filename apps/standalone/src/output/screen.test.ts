import type { Reading } from '@dlms-telemetry/reading';
import { refusalOf } from '@dlms-telemetry/frame';
import { describe, expect, it } from 'vitest';
import { Board } from './board.js';
import { screenOf } from './screen.js';

function reading(serial: string, measure: string, value: number): Reading {
  return {
    ...{ Id: `${serial}-${measure}`, Serial: serial, Measure: measure, Unit: 'Wh' },
    ...{ Direction: 'Import', Value: value, Date: '2026-05-06T10:00:00.000Z' },
    ...{ ReceivedAt: '2026-05-06T10:00:01.000Z', Source: 'push' },
  };
}

function refuse(board: Board, code: string, message: string): void {
  board.refused({
    frame: {
      ...{ id: 'x', receptor: 'north', gatewayProcess: 'g', connectionId: 'c', transport: 'tcp' },
      ...{ remoteAddress: '192.0.2.7', remotePort: 4, localPort: 4059, interfaceType: 'HDLC' },
      ...{ receivedAt: Date.UTC(2026, 4, 6, 10, 0, 2), bytes: new Uint8Array() },
    },
    refusal: refusalOf(code, message),
  });
}

describe('the live table', () => {
  it('says that it waits before anything has come', () => {
    const board = new Board();
    board.listening.push({ receptor: 'north', address: '::', port: 4059 });
    const screen = screenOf(board, { columns: 80, rows: 24 }, 'Ctrl-C stops.');
    expect(screen).toContain('Listening  north  :: port 4059');
    expect(screen).toContain('No readings yet.');
    expect(screen).toContain('0 frames gave 0 readings, 0 refused. Ctrl-C stops.');
  });

  it('shows the newest reading of each measure and the last refusals', () => {
    const board = new Board();
    board.reading(reading('m1', 'ENERGY', 1), 'north', 'f1');
    board.reading(reading('m1', 'ENERGY', 2), 'north', 'f2');
    board.reading(reading('m1', 'POWER', 3), 'north', 'f2');
    refuse(board, 'security.tag', 'The tag is wrong.');
    const screen = screenOf(board, { columns: 100, rows: 24 }, '');
    expect(screen).toMatch(/m1 +\d\d:00:01 +ENERGY 2 Wh {3}POWER 3 Wh/);
    expect(screen).toMatch(/security\.tag +\d\d:00:02 +192\.0\.2\.7 +The tag is wrong\./);
    expect(screen).toContain('2 frames gave 3 readings, 1 refused.');
  });

  it('gives the room that few meters leave to more of their values', () => {
    const board = new Board();
    for (let measure = 0; measure < 12; measure++)
      board.reading(reading('m1', `MEASURE_${measure}`, measure), 'north', 'f1');
    const screen = screenOf(board, { columns: 100, rows: 30 }, '');
    expect(screen).toContain('MEASURE_0 0 Wh');
    expect(screen).toContain('MEASURE_11 11 Wh');
    const narrow = screenOf(board, { columns: 60, rows: 12 }, '');
    expect(narrow).toMatch(/MEASURE_5 5 Wh {3}\+6/);
  });

  it.each([
    [40, 10],
    [80, 24],
    [200, 60],
  ])('fits a terminal of %i columns and %i rows', (columns, rows) => {
    const board = new Board();
    for (let meter = 0; meter < 100; meter++)
      for (let measure = 0; measure < 12; measure++)
        board.reading(reading(`meter-${meter}`, `MEASURE_${measure}`, measure), 'north', meter);
    for (let i = 0; i < 20; i++) refuse(board, 'link.noise', 'x'.repeat(500));
    const lines = screenOf(board, { columns, rows }, 'note').split('\n');
    for (const line of lines) expect(line.length).toBeLessThan(columns);
    if (rows >= 24) expect(lines.length).toBeLessThan(rows);
  });

  it('lets no text from outside steer the terminal', () => {
    const board = new Board();
    board.reading(reading('a\u001b[2J\u0007\u202e', 'M\n\u009b1m', 1), 'north', 'f');
    refuse(board, 'map.order', 'x\u001b]0;title\u0007\r\n');
    const screen = screenOf(board, { columns: 100, rows: 24 }, '');
    expect(screen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('stays bounded whatever comes', () => {
    const board = new Board();
    for (let i = 0; i < 2_000; i++) board.reading(reading(`m${i}`, 'E', i), 'north', i);
    for (let i = 0; i < 500; i++) board.reading(reading('m1999', `E${i}`, i), 'north', i);
    expect(board.meters.size).toBe(500);
    expect(board.meters.get('north\nm1999')?.values.size).toBe(100);
  });
});
