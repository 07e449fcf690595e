/** The process `recorder`: readings from the queue to partitioned tables of Postgres. As many as the load asks for. */
import '@dlms-telemetry/observe/start';
import { createEvents } from '@dlms-telemetry/observe';
import { clock, openBus, openStore, runProcess } from '@dlms-telemetry/process';
import { Record as RecordStage, recordEvents } from '@dlms-telemetry/record';

await runProcess(
  {
    name: 'recorder',
    about: 'Writes readings to the database.',
    services: ['AMQP_URL', 'DATABASE_URL'],
    secrets: [],
  },
  async (context) => {
    const { deployment, ports, parts, needs, untilThere } = context;
    const store = parts.closing(
      await untilThere('Postgres', () => openStore('recorder', deployment)),
      (opened) => opened.close(),
    );
    const bus = parts.closing(await openBus('recorder', context), (opened) => opened.close());
    needs('RabbitMQ', () => bus.connected || 'not connected');
    const record = parts.add(
      new RecordStage(
        {
          bus,
          readings: store.readings,
          clock,
          events: createEvents('recorder', recordEvents, ports),
        },
        { retentionDays: deployment.RETENTION_DAYS },
      ),
    );
    await record.start();
  },
);
