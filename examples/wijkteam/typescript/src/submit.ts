import { createHash } from 'node:crypto';
import type { Client } from './connect';
import type { Question__Output } from './gen/meedoen/support/v1/Question';
import type { Referral__Output } from './gen/meedoen/support/v1/Referral';
import type { Resident__Output } from './gen/meedoen/support/v1/Resident';
import { text, type Values } from './options';
import { printLine } from './print';
import { retry } from './retry';

/** The options of a question that is submitted, about a resident who is made up. */
export function submitOptions() {
  return {
    team: { type: 'string' }, // the team whose question it is, as the groups of tokens call it
    date: { type: 'string', default: today() }, // when it came in; send the same again when you try again
    summary: { type: 'string', default: 'Er liggen ongeopende brieven van incassobureaus.' }, // what is asked
    refer: { type: 'boolean', default: false }, // refer it to the help with debts
    purpose: { type: 'string', default: 'Overzicht van de schulden en een regeling.' }, // what it is referred for
  } as const;
}

/**
 * Adds the resident and the question, and refers it. It may be run again with the same reference and date, also after it was
 * killed half-way: nothing is added twice.
 */
export async function submit(client: Client, reference: string, values: Values): Promise<void> {
  const resident = await retry<Resident__Output>(client, (...rest) =>
    client.residents.createResident(
      {
        requestId: requestID('resident', reference),
        resident: {
          givenName: 'Kim', surname: 'Voorbeeld', birthDate: '1984-02-29', telephone: '06 1234 5678',
          wijkCode: 'WK003401', wijkYear: 2022,
        },
      },
      ...rest,
    ),
  );
  const question = await retry<Question__Output>(client, (...rest) =>
    client.questions.createQuestion(
      {
        requestId: requestID('question', reference),
        question: {
          channel: 'QUESTION_CHANNEL_HOME_VISIT', askerKind: 'ASKER_KIND_RESIDENT', lifeDomains: ['LIFE_DOMAIN_FINANCES'],
          summary: text(values, 'summary'), residentId: resident.id, team: text(values, 'team'), senderReference: reference,
          receiveDate: text(values, 'date'),
        },
      },
      ...rest,
    ),
  );
  const done: Record<string, string> = {
    question_id: question.id, sender_reference: reference, resident_id: resident.id, state: question.state, referral_id: '',
  };
  if (values['refer'] === true) {
    const referral = await refer(client, reference, question.id, values);
    done['referral_id'] = referral.id;
    done['state'] = 'QUESTION_STATE_REFERRED';
  }
  await printLine(done);
}

/**
 * Refers the question to the help with debts. What of the resident goes along is fixed by whom it is for, and of the targets this
 * one alone needs no consent: a law has municipalities offer it.
 */
function refer(client: Client, reference: string, questionId: string, values: Values): Promise<Referral__Output> {
  return retry<Referral__Output>(client, (...rest) =>
    client.referrals.createReferral(
      {
        requestId: requestID('referral', reference),
        referral: {
          questionId, target: 'REFERRAL_TARGET_DEBT_COUNSELLING', purpose: text(values, 'purpose'),
          referDate: text(values, 'date'),
        },
      },
      ...rest,
    ),
  );
}

/**
 * Answers the UUID of a request, which is the same whenever the same is asked. A system with a database makes a random one before
 * the first attempt and keeps it until there is an answer; this one has none, and makes it of the reference (UUID version 8,
 * RFC 9562).
 */
function requestID(what: string, reference: string): string {
  const id = createHash('sha256').update(`wijkteam/${what}/${reference}`).digest().subarray(0, 16);
  id.writeUInt8((id.readUInt8(6) & 0x0f) | 0x80, 6);
  id.writeUInt8((id.readUInt8(8) & 0x3f) | 0x80, 8);
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Answers the date here, as YYYY-MM-DD. */
function today(): string {
  return new Intl.DateTimeFormat('sv-SE').format(new Date());
}
