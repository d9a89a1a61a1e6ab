import { status } from '@grpc/grpc-js';
import { type Change, changeOf, changeOfQuestion, hasEnded } from './change';
import type { Client } from './connect';
import type { ListQuestionsResponse__Output } from './gen/meedoen/support/v1/ListQuestionsResponse';
import type { Question__Output } from './gen/meedoen/support/v1/Question';
import type { WatchQuestionsResponse__Output } from './gen/meedoen/support/v1/WatchQuestionsResponse';
import { seconds, text, type Values } from './options';
import { printLine } from './print';
import { CallError, hasReason, report } from './problem';
import { again, Pause, retry } from './retry';
import { loadState, saveState, type State } from './state';

export function followOptions() {
  return {
    state: { type: 'string' }, // the file that keeps how far the question was followed
    silence: { type: 'string', default: '45' }, // after so many seconds the stream counts as dead; three heartbeats
  } as const;
}

/** Prints each change of the question, once, until it was answered or closed. It goes on where it was when it is run again. */
export async function follow(client: Client, reference: string, values: Values): Promise<void> {
  const file = text(values, 'state');
  if (file === '') {
    throw new Error('--state is where to keep how far the question was followed');
  }
  await new Follower(client, file, seconds(values, 'silence'), await loadState(file, reference)).run();
}

class Follower {
  private readonly pause = new Pause();

  constructor(
    private readonly client: Client,
    private readonly file: string,
    private readonly silence: number,
    private readonly state: State,
  ) {}

  async run(): Promise<void> {
    while (!this.state.ended) {
      try {
        await this.watch();
        if (this.state.ended) {
          return;
        }
        throw new CallError(status.UNAVAILABLE, 'the stream ended');
      } catch (error) {
        if (this.client.stop.aborted) {
          return;
        }
        if (hasReason(error, 'RESUME_TOKEN_UNKNOWN')) {
          // An older copy of the database was put back: begin anew.
          this.state.resume_token = '';
          this.state.version = 0;
        } else if (!again(this.client, error)) {
          throw error;
        } // else the server stops, the line broke or was renewed, the token ran out
        report(error);
        await this.pause.wait(this.client.stop);
      }
    }
  }

  /** Follows until the question or the stream has ended. */
  private async watch(): Promise<void> {
    const metadata = await this.client.metadata();
    const stream = this.client.changes.watchQuestions({ resumeToken: this.state.resume_token }, metadata);
    const cancel = () => stream.cancel();
    this.client.stop.addEventListener('abort', cancel);
    const silent = new CallError(status.UNAVAILABLE, 'nothing came, not even a heartbeat');
    let dead = setTimeout(() => stream.destroy(silent), this.silence);
    try {
      // What is not read yet waits at the server: a slow reader holds up nobody.
      for await (const answer of stream as AsyncIterable<WatchQuestionsResponse__Output>) {
        clearTimeout(dead);
        this.pause.reset();
        await this.handle(answer);
        if (this.state.ended) {
          return;
        }
        dead = setTimeout(() => stream.destroy(silent), this.silence);
      }
    } finally {
      clearTimeout(dead);
      this.client.stop.removeEventListener('abort', cancel);
      stream.cancel();
    }
  }

  /** Handles an answer: first its changes, then its token is stored. The other way round a crash in between would lose them. */
  private async handle(answer: WatchQuestionsResponse__Output): Promise<void> {
    if (this.state.resume_token === '') {
      // The first answer of a stream that begins: what was before is listed, what comes after it is told.
      const senderReference = this.state.reference;
      const list = await retry<ListQuestionsResponse__Output>(this.client, (...rest) =>
        this.client.questions.listQuestions({ senderReference }, ...rest),
      );
      for (const question of list.questions) {
        await this.once(changeOfQuestion(question));
      }
    }
    for (const change of answer.changes) {
      if (change.senderReference === this.state.reference) { // else it is of another question of this sender
        await this.once(changeOf(change));
      }
    }
    this.state.resume_token = answer.resumeToken;
    await saveState(this.file, this.state);
  }

  /**
   * Handles a change, unless it was handled before: what was listed may be told as well, and what came with a token that was not
   * stored is told again.
   */
  private async once(change: Change): Promise<void> {
    if (change.version <= this.state.version) {
      return;
    }
    if (hasEnded(change)) {
      // A change says nothing of what was said: the question does.
      const id = change.question_id;
      const question = await retry<Question__Output>(this.client, (...rest) =>
        this.client.questions.getQuestion({ id }, ...rest),
      );
      change.answer = question.answer;
    }
    await printLine(change);
    this.state.version = change.version;
    this.state.ended = hasEnded(change);
    await saveState(this.file, this.state);
  }
}
