import { ClientRMQ, ServerRMQ } from '@nestjs/microservices';
import type { AmqpConnectionManager } from 'amqp-connection-manager';

/** The framework's client over RabbitMQ; what fails on a channel ends the channel, not the process. */
export class ControlClient extends ClientRMQ {
  /** As the framework's. */
  override createClient(): AmqpConnectionManager {
    return lasting(super.createClient() as AmqpConnectionManager);
  }
}

/** The framework's server over RabbitMQ; what fails on a channel ends the channel, not the process. */
export class ControlServer extends ServerRMQ {
  /** As the framework's. */
  override async createClient<T>(): Promise<T> {
    const connection = await super.createClient<AmqpConnectionManager>();
    return lasting(connection) as T;
  }
}

/** After so long a channel that could not be set up is tried anew. */
const PAUSE_MS = 1_000;

/**
 * The framework listens to errors of connections only, and those of channels would end the process: a queue of our own
 * is still held by the connection that was lost until the broker has noticed.
 */
function lasting(connection: AmqpConnectionManager): AmqpConnectionManager {
  const createChannel = connection.createChannel.bind(connection);
  connection.createChannel = (options) => {
    const channel = createChannel(options);
    channel.on('error', () => {
      setTimeout(() => {
        connection.reconnect();
      }, PAUSE_MS).unref();
    });
    const sendToQueue = channel.sendToQueue.bind(channel);
    channel.sendToQueue = (...message) => {
      const sent = sendToQueue(...message);
      // An answer that nobody waits for any more; the framework does not look whether it was sent.
      sent.catch(() => undefined);
      return sent;
    };
    return channel;
  };
  return connection;
}
