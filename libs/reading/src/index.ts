export type { Direction, FrameReadings, Reading, RoutedReading, SerialSource } from './reading.js';
