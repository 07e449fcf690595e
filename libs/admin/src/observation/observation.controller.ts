import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Observation } from '@dlms-telemetry/observe';
import { NeedsNoKey } from '../access/needs.js';
import type { ApiRequest, ApiResponse as Response } from '../http/request.js';
import { OBSERVATION } from '../tokens.js';

/** What every process serves: whether it lives, whether it is ready, and its metrics. For probes, without a key. */
@ApiTags('Health')
@NeedsNoKey()
@Controller()
export class ObservationController {
  readonly #observation: Pick<Observation, 'answer'>;

  constructor(@Inject(OBSERVATION) observation: Pick<Observation, 'answer'>) {
    this.#observation = observation;
  }

  /** It answers, so it lives. */
  @Get('health/live')
  @ApiOperation({ summary: 'Whether the process lives' })
  @ApiResponse({ status: 200, description: 'It does.' })
  live(@Req() request: ApiRequest, @Res() response: Response): Promise<void> {
    return this.#answer(request, response);
  }

  /** Postgres, RabbitMQ and what else it needs. */
  @Get('health/ready')
  @ApiOperation({ summary: 'Whether everything is there that the process needs' })
  @ApiResponse({ status: 200, description: 'It is.' })
  @ApiResponse({ status: 503, description: 'Something is missing; the answer names it.' })
  ready(@Req() request: ApiRequest, @Res() response: Response): Promise<void> {
    return this.#answer(request, response);
  }

  /** Of Prometheus. */
  @Get('metrics')
  @ApiOperation({ summary: 'Metrics in the text format of Prometheus' })
  @ApiResponse({ status: 200, description: 'Metrics.' })
  metrics(@Req() request: ApiRequest, @Res() response: Response): Promise<void> {
    return this.#answer(request, response);
  }

  async #answer({ path }: ApiRequest, response: Response): Promise<void> {
    const answer = await this.#observation.answer(path.toLowerCase().replace(/\/$/u, ''));
    if (answer === undefined) throw new NotFoundException();
    response.writeHead(answer.status, { 'content-type': answer.contentType });
    response.end(answer.body);
  }
}
