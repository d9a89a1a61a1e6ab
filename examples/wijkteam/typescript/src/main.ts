#!/usr/bin/env node
// An example for the makers of software of neighbourhood teams (wijkteams): it submits a question of a resident to Meedoen,
// refers it, and follows what becomes of it to the end.
//
//   node dist/main.js submit --reference R --team T [--refer]
//   node dist/main.js follow --reference R --state FILE
//
// What is done goes to stdout, a line of JSON each; what goes wrong goes to stderr. The same program in Go is beside it.
import { parseArgs } from 'node:util';
import { addressOptions, connect } from './connect';
import { follow, followOptions } from './follow';
import { report } from './problem';
import { submit, submitOptions } from './submit';

/** That the command line makes no sense. */
class UsageError extends Error {}

async function run(args: string[], stop: AbortSignal): Promise<void> {
  const [command, ...rest] = args;
  if (command !== 'submit' && command !== 'follow') {
    throw new UsageError('usage: wijkteam submit|follow --reference R …');
  }
  const { values } = parsed(rest, {
    ...addressOptions(),
    reference: { type: 'string' },
    patience: { type: 'string', default: '60' },
    ...(command === 'submit' ? submitOptions() : followOptions()),
  } as const);
  const reference = values['reference'];
  if (typeof reference !== 'string' || reference === '') {
    throw new UsageError('--reference is what your system calls the question');
  }
  const client = connect(values, stop);
  try {
    if (command === 'submit') {
      await submit(client, reference, values);
    } else {
      await follow(client, reference, values);
    }
  } finally {
    client.close();
  }
}

function parsed(args: string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());
run(process.argv.slice(2), stop.signal).catch((error: unknown) => {
  if (stop.signal.aborted) {
    return; // it was asked to stop, and what it handled is in its file
  }
  report(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
