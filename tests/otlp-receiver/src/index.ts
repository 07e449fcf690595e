export { OtlpReceiver, type OtlpEnvironment } from './otlp-receiver.js';
export type { ReceivedMetric, ReceivedSpan } from './otlp-messages.js';
