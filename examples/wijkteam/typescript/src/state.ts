import { open, readFile, rename } from 'node:fs/promises';

/**
 * What is kept of following a question. A system with a database keeps it there, in the transaction in which it does what a
 * change asks for: then a change is handled once, whatever happens.
 */
export interface State {
  reference: string;
  /** Where the stream goes on. Empty: it has not begun. */
  resume_token: string;
  /** The last change of the question that was handled. What comes again is known by it. */
  version: number;
  /** The question was answered or closed. */
  ended: boolean;
}

/** Reads what was kept; nothing yet is the beginning. */
export async function loadState(file: string, reference: string): Promise<State> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return { reference, resume_token: '', version: 0, ended: false };
    }
    throw error;
  }
  const state = JSON.parse(content) as State;
  if (state.reference !== reference) {
    throw new Error(`${file} is not what was kept of "${reference}"`);
  }
  return state;
}

/** Writes the state: after a crash there is the one before or this one, and never half of it. */
export async function saveState(file: string, state: State): Promise<void> {
  const next = `${file}.${process.pid}.new`;
  const handle = await open(next, 'w', 0o600); // readable by nobody else
  try {
    await handle.writeFile(JSON.stringify(state));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(next, file);
}
