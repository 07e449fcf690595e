export type { Frame, Transport } from './frame.js';
export type { Refusal, RefusalLayer, RefusedFrame } from './refusal.js';
