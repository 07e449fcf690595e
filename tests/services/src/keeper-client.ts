import { request } from 'node:http';
import type { CommandResult, ServiceCommand } from './keeper.js';
import { ServiceError, type ServiceKind } from './service.js';

/**
 * Commands a service over a keeper's socket.
 *
 * @throws ServiceError with what the keeper said
 */
export async function askKeeper(
  socket: string,
  kind: ServiceKind,
  instance: string,
  command: ServiceCommand,
  parameters: readonly string[] = [],
): Promise<CommandResult> {
  const { status, text } = await new Promise<{ status: number; text: string }>(
    (resolve, reject) => {
      const path = `/${kind}/${instance}/${command}`;
      request({ socketPath: socket, path, method: 'POST' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text });
        });
      })
        .on('error', reject)
        .end(JSON.stringify(parameters));
    },
  );
  if (status !== 200) throw new ServiceError(text);
  return JSON.parse(text) as CommandResult;
}
