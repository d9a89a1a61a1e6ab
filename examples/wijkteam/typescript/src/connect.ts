import { readFileSync } from 'node:fs';
import { type ChannelCredentials, credentials, Metadata } from '@grpc/grpc-js';
import { loopback } from './loopback';
import { seconds, text, type Values } from './options';
import { support } from './protos';
import { newTokens, type Tokens } from './token';

/** The options of where Meedoen is, and how the line to it is secured. */
export function addressOptions() {
  return {
    server: { type: 'string', default: process.env['WIJKTEAM_SERVER'] ?? '127.0.0.1:9090' }, // where Meedoen answers gRPC
    ca: { type: 'string' }, // a file with the certificates (PEM) that vouch for the server; those of Node.js if absent
    cert: { type: 'string' }, // a file with your certificate (PEM), where the server wants to see one (mTLS)
    key: { type: 'string' }, // a file with the key of your certificate (PEM)
    plaintext: { type: 'boolean', default: false }, // without TLS; only to this machine itself
  } as const;
}

/** A connection to Meedoen, with the token that goes along with each call. */
export class Client {
  readonly residents;
  readonly questions;
  readonly referrals;
  readonly changes;

  constructor(
    server: string,
    line: ChannelCredentials,
    readonly tokens: Tokens,
    /** How long a call is tried again, in milliseconds. */
    readonly patience: number,
    /** Ends everything. */
    readonly stop: AbortSignal,
  ) {
    const options = {
      // The default leaves a server that was away alone for up to two minutes.
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 2000,
      // So that a line that went dead without a word is noticed. The server allows it every 15 seconds.
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
    };
    // Clients of the same server and options share one connection.
    this.residents = new support.ResidentService(server, line, options);
    this.questions = new support.QuestionService(server, line, options);
    this.referrals = new support.ReferralService(server, line, options);
    this.changes = new support.QuestionChangeService(server, line, options);
  }

  /** Answers the header with the token. grpc-js puts none on a line without TLS by itself, so it goes along as metadata. */
  async metadata(): Promise<Metadata> {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await this.tokens.get()}`);
    return metadata;
  }

  close(): void {
    for (const client of [this.residents, this.questions, this.referrals, this.changes]) {
      client.close();
    }
  }
}

/** Answers a connection, which is made when it is first used. */
export function connect(values: Values, stop: AbortSignal): Client {
  const server = text(values, 'server');
  return new Client(server, transport(server, values), newTokens(), seconds(values, 'patience'), stop);
}

/** Answers how the line is secured: by TLS, unless it does not leave this machine and that is what was asked. */
function transport(server: string, values: Values): ChannelCredentials {
  if (values['plaintext'] === true) {
    if (!loopback(new URL(`grpc://${server}`).hostname)) {
      throw new Error(`${server} is not this machine: a token never goes there without TLS`);
    }
    return credentials.createInsecure();
  }
  const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => {
    const file = text(values, name);
    return file === '' ? null : readFileSync(file);
  });
  if (!cert !== !key) {
    throw new Error('--cert and --key belong together');
  }
  return credentials.createSsl(ca, key, cert);
}
