import { type ServiceError, status } from '@grpc/grpc-js';
import { rpc } from './protos';

/** What an error of Meedoen says, for a program: branch on the reason, never on the text. */
export interface Problem {
  code: string;
  reason: string;
  text: string;
  metadata: Record<string, string>;
  violations: { field: string; reason: string; text: string }[]; // all that is wrong with a request comes at once
}

/** An error of a call that was found on this side: there is no token, or nothing came. */
export class CallError extends Error {
  constructor(
    readonly code: status,
    readonly details: string,
  ) {
    super(details);
  }
}

/** Says whether an error is that of a call. */
export function isCallError(error: unknown): error is ServiceError | CallError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}

/**
 * Reads an error of a call: its code, and its details google.rpc.ErrorInfo and google.rpc.BadRequest, which come as a
 * google.rpc.Status in the trailer "grpc-status-details-bin". The reason is empty where the error does not come from Meedoen
 * itself, as when the line broke.
 */
export function problemOf(error: ServiceError | CallError): Problem {
  const problem: Problem = { code: status[error.code] ?? '', reason: '', text: error.details, metadata: {}, violations: [] };
  const trailer = 'metadata' in error ? error.metadata.get('grpc-status-details-bin')[0] : undefined;
  if (!(trailer instanceof Buffer)) {
    return problem;
  }
  for (const detail of rpc.Status.deserialize(trailer).details) {
    switch (detail.type_url) {
      case 'type.googleapis.com/google.rpc.ErrorInfo': {
        const info = rpc.ErrorInfo.deserialize(detail.value);
        if (info.domain === 'meedoen') {
          problem.reason = info.reason;
          problem.metadata = info.metadata;
        }
        break;
      }
      case 'type.googleapis.com/google.rpc.BadRequest':
        for (const v of rpc.BadRequest.deserialize(detail.value).fieldViolations) {
          problem.violations.push({ field: v.field, reason: v.reason, text: v.description });
        }
        break;
    }
  }
  return problem;
}

/** Says whether a reason is that of an error, or of one of its violations. */
export function hasReason(error: unknown, reason: string): boolean {
  if (!isCallError(error)) {
    return false;
  }
  const problem = problemOf(error);
  return problem.reason === reason || problem.violations.some((v) => v.reason === reason);
}

/** Prints what went wrong. */
export function report(error: unknown): void {
  if (isCallError(error)) {
    console.error(JSON.stringify(problemOf(error)));
  } else {
    console.error(error instanceof Error ? error.message : error);
  }
}
