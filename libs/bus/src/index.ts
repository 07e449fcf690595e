export type { Bus, BusMessage, Consumer, Delivery } from './bus.js';
