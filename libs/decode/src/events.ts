import { SECONDS, event, type EventsOf } from '@dlms-telemetry/observe';
import type { AnswerDropReason } from './answering.js';

/** What the stage reports. */
export const decodeEvents = {
  framesDecoded: event<{ readonly receptor: string; readonly frames: number }>({
    message: 'frames gave readings',
    level: 'silent',
    counter: 'decoder_frames_decoded_total',
    labels: ['receptor'],
    amount: 'frames',
  }),
  frameStep: event<{
    readonly receptor: string;
    readonly frameId: string;
    readonly step: string;
    readonly [detail: string]: unknown;
  }>({
    message: 'a frame of a receptor with Debug on',
    level: 'info',
  }),
  leniencyUsed: event<{ readonly receptor: string; readonly leniency: string }>({
    message: 'a frame was read although something about it is not as it should be',
    level: 'silent',
    counter: 'decoder_leniencies_used_total',
    labels: ['receptor', 'leniency'],
  }),
  readingsPublished: event<{ readonly receptor: string; readonly readings: number }>({
    message: 'readings were published and confirmed',
    level: 'silent',
    counter: 'decoder_readings_published_total',
    labels: ['receptor'],
    amount: 'readings',
  }),
  framesSettled: event<{
    readonly receptor: string;
    readonly queue: 'live' | 'historic';
    readonly latencies: readonly number[];
    readonly waitSeconds: number;
    readonly workSeconds: number;
  }>({
    message: 'the readings of an envelope are confirmed',
    level: 'silent',
    labels: ['receptor', 'queue'],
    histograms: {
      decoder_socket_to_reading_seconds: {
        message:
          'from the last octet of a frame to its confirmed readings, seconds; a value for each frame',
        attribute: 'latencies',
        bounds: SECONDS,
      },
      decoder_wait_seconds: {
        message:
          'from the first frame of an envelope to its turn to be decoded, seconds; a value for each envelope',
        attribute: 'waitSeconds',
        bounds: SECONDS,
      },
      decoder_work_seconds: {
        message:
          'from the turn of an envelope to its confirmed readings, seconds; a value for each envelope',
        attribute: 'workSeconds',
        bounds: SECONDS,
      },
    },
  }),
  framesNotJudged: event<{ readonly receptor: string; readonly frames: number }>({
    message: 'frames gave readings that could be repeats: no tag has proven a counter',
    level: 'silent',
    counter: 'decoder_frames_not_judged_total',
    labels: ['receptor'],
    amount: 'frames',
  }),
  frameRefused: event<{
    readonly receptor: string;
    readonly code: string;
    readonly frameId: string;
  }>({
    message: 'a frame gave no reading',
    level: 'debug',
    counter: 'decoder_frames_refused_total',
    labels: ['receptor', 'code'],
  }),
  interpretFailed: event<{
    readonly receptor: string;
    readonly frameId: string;
    readonly error: unknown;
  }>({
    message: 'our own code failed on a frame',
    level: 'error',
    counter: 'decoder_faults_total',
    labels: ['receptor'],
  }),
  envelopeSetAside: event<{ readonly queue: string; readonly error: unknown }>({
    message: 'a message is no envelope of frames and was set aside',
    level: 'error',
    counter: 'decoder_envelopes_set_aside_total',
    labels: ['queue'],
  }),
  workerEnded: event<{ readonly end: string; readonly error: unknown }>({
    message: 'the decoding thread has ended and is started again; what it had in work comes again',
    level: 'error',
    counter: 'decoder_workers_ended_total',
    labels: ['end'],
  }),
  diedInWork: event<{ readonly frameId: string }>({
    message:
      'an earlier process died while this frame was in work; after the third one it is refused',
    level: 'warn',
    counter: 'decoder_deaths_in_work_total',
  }),
  lookUpLost: event<{ readonly seconds: number }>({
    message: 'registered meters cannot be looked up: nothing is taken until they can',
    level: 'warn',
    counter: 'decoder_look_up_lost_total',
  }),
  lookUpBack: event<object>({
    message: 'registered meters can be looked up again: decoding goes on',
    level: 'info',
  }),
  envelopeHeldBack: event<{ readonly queue: string; readonly error: unknown }>({
    message: 'an envelope could not be decoded for a reason that lies with us; tried again',
    level: 'error',
    counter: 'decoder_envelopes_held_back_total',
    labels: ['queue'],
    linesAMinute: 20,
  }),
  lookUpFailed: event<{ readonly error: unknown }>({
    message: 'what must be known of frames could not be looked up or kept; tried again',
    level: 'warn',
    counter: 'decoder_look_ups_failed_total',
  }),
  answerSent: event<{ readonly receptor: string; readonly frameId: string }>({
    message: 'the answer to a protected notification was made and handed to its gateway process',
    level: 'debug',
    counter: 'decoder_answers_sent_total',
    labels: ['receptor'],
  }),
  answerDropped: event<{
    readonly receptor: string;
    readonly frameId: string;
    readonly reason: AnswerDropReason;
    readonly error: unknown;
  }>({
    message: 'a protected notification was not answered: its meter will send it again',
    level: 'debug',
    counter: 'decoder_answers_dropped_total',
    labels: ['receptor', 'reason'],
  }),
  answersLackTitle: event<{ readonly receptor: string }>({
    message:
      'a meter asks that its protected notifications be confirmed, and is not answered: ClientSystemTitle is not set (told once for each receptor)',
    level: 'warn',
  }),
  publishFailed: event<{ readonly queue: string; readonly error: unknown }>({
    message: 'a message could not be published and is tried again',
    level: 'warn',
    counter: 'decoder_publish_failed_total',
    labels: ['queue'],
  }),
};

/** The functions by which the stage reports. */
export type DecodeEvents = EventsOf<typeof decodeEvents>;
