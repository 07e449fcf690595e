export { AmqpBus, type AmqpBusOptions, type AmqpBusPorts } from './amqp/amqp-bus.js';
export { turnDownOf, type BrokerAnswer } from './amqp/confirm.js';
export type { AmqpBusEvents, ConnectionRole } from './amqp/events.js';
export type { QueueDepth } from './amqp/queue-depth.js';
export type { Answer, Bus, BusMessage, Consumer, Delivery } from './bus.js';
export {
  FRAMES_EXCHANGE,
  TELEMETRY_EXCHANGE,
  TELEMETRY_UNROUTED,
  queuesOf,
  type QueueDeclaration,
} from './declarations.js';
export { BusError, busErrorAdvice, type BusErrorCode } from './errors.js';
export {
  GroupConsumer,
  type GroupConsumerOptions,
  type GroupConsumerPorts,
} from './group-consumer.js';
export { groupSettlementOf, type GroupOutcome, type GroupSettlement } from './group-settlement.js';
export {
  InProcessBus,
  type InProcessBusOptions,
  type InProcessBusPorts,
} from './in-process/in-process-bus.js';
export { MemoryQueueStore } from './in-process/memory-queue-store.js';
export type { QueueStore, StoredMessage } from './in-process/queue-store.js';
export { untilAccepted, type RetryOptions } from './retry.js';
export { matchesTopic } from './topic.js';
export { topologyDocument } from './topology-document.js';
export {
  FRAMES_DEAD,
  FRAMES_OVERFLOW,
  FRAMES_POISON,
  FRAMES_RESOLVED,
  READINGS_POISON,
  READINGS_RECORD,
  RERUN_HEADER,
  gatewayQueue,
  historicQueue,
  liveQueue,
} from './topology.js';
export { InMemoryWaitingFrames, type WaitingFrames } from './waiting-frames.js';
