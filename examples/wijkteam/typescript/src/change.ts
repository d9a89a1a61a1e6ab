import type { Question__Output } from './gen/meedoen/support/v1/Question';
import type { QuestionChange__Output } from './gen/meedoen/support/v1/QuestionChange';

/** A line of what is followed: how far the question had come. */
export interface Change {
  question_id: string;
  sender_reference: string;
  version: number;
  state: string;
  state_date: string;
  result: string;
  solved_in_voorveld: boolean;
  reason: string;
  answer: string;
  /** The referral that was made or decided with the change. A question that was listed does not say. */
  referral: { id: string; target: string; state: string; decline_reason: string } | null;
}

/** Reads a change that was told. */
export function changeOf(c: QuestionChange__Output): Change {
  return {
    question_id: c.questionId, sender_reference: c.senderReference, version: Number(c.version), state: c.state,
    state_date: c.stateDate, result: c.result, solved_in_voorveld: c.solvedInVoorveld, reason: c.reason, answer: '',
    referral: c.referralId
      ? { id: c.referralId, target: c.referralTarget, state: c.referralState, decline_reason: c.referralDeclineReason }
      : null,
  };
}

/** Reads a question that was listed. Its etag is the number of its last change. */
export function changeOfQuestion(q: Question__Output): Change {
  return {
    question_id: q.id, sender_reference: q.senderReference, version: Number(q.etag), state: q.state,
    state_date: q.stateDate ?? '', result: q.result, solved_in_voorveld: q.solvedInVoorveld, reason: q.reason, answer: '',
    referral: null,
  };
}

/** Says whether that was the end: the question was answered or closed. */
export function hasEnded(c: Change): boolean {
  return c.state === 'QUESTION_STATE_ANSWERED' || c.state === 'QUESTION_STATE_CLOSED';
}
