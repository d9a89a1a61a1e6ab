import { setTimeout as sleep } from 'node:timers/promises';
import { type CallOptions, type ClientUnaryCall, type Metadata, type requestCallback, status } from '@grpc/grpc-js';
import type { Client } from './connect';
import { hasReason, isCallError, report } from './problem';

/** How long one call may take. A call without a deadline waits for ever on a line that went dead. */
const callDeadline = 10_000;

/** Waits between attempts: longer each time, and not as long as others wait. */
export class Pause {
  private tried = 0;

  async wait(stop: AbortSignal): Promise<void> {
    const long = Math.min(100 * 2 ** this.tried++, 5000);
    await sleep(long / 2 + Math.random() * long, undefined, { signal: stop });
  }

  reset(): void {
    this.tried = 0;
  }
}

/**
 * Says whether an attempt may go better later: the server or the line was away, or somebody else was first. What was refused
 * stays refused, and what went wrong here, as with a file, is nothing to wait for.
 */
export function again(client: Client, error: unknown): boolean {
  if (!isCallError(error)) {
    return false;
  }
  switch (error.code) {
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
    case status.ABORTED:
    case status.RESOURCE_EXHAUSTED:
    case status.INTERNAL:
    case status.UNKNOWN:
      return true;
    case status.UNAUTHENTICATED:
      return hasReason(error, 'TOKEN_EXPIRED') && client.tokens.forget();
    default:
      return false;
  }
}

/** A call of a client, but for what is asked. */
export type Call<Answer> = (
  metadata: Metadata,
  options: CallOptions,
  callback: requestCallback<Answer>,
) => ClientUnaryCall;

/**
 * Calls until there is an answer that stays. The request is the same each time, with the same request_id: where the first attempt
 * arrived and its answer did not, the next one adds nothing and answers the same.
 */
export async function retry<Answer>(client: Client, call: Call<Answer>): Promise<Answer> {
  const until = Date.now() + client.patience;
  for (const pause = new Pause(); ; ) {
    try {
      return await once(client, call);
    } catch (error) {
      if (client.stop.aborted || Date.now() > until || !again(client, error)) {
        throw error;
      }
      report(error);
      await pause.wait(client.stop);
    }
  }
}

async function once<Answer>(client: Client, call: Call<Answer>): Promise<Answer> {
  const metadata = await client.metadata();
  return new Promise((resolve, reject) => {
    const running = call(metadata, { deadline: Date.now() + callDeadline }, (error, answer) => {
      client.stop.removeEventListener('abort', cancel);
      if (error) {
        reject(error);
      } else {
        resolve(answer as Answer);
      }
    });
    const cancel = () => running.cancel();
    client.stop.addEventListener('abort', cancel);
  });
}
