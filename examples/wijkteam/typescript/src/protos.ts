import path from 'node:path';
import { loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync, type MessageTypeDefinition } from '@grpc/proto-loader';
import type { BadRequest, BadRequest__Output } from './gen/google/rpc/BadRequest';
import type { ErrorInfo, ErrorInfo__Output } from './gen/google/rpc/ErrorInfo';
import type { Status, Status__Output } from './gen/google/rpc/Status';
import type { ProtoGrpcType as QuestionChangeProtos } from './gen/question_change';
import type { ProtoGrpcType as QuestionProtos } from './gen/question';
import type { ProtoGrpcType as ReferralProtos } from './gen/referral';
import type { ProtoGrpcType as ResidentProtos } from './gen/resident';

// The protos are those of meedoen-protos.tar, and the types in gen/ were made of them with the same settings (package.json).
const definition = loadSync(
  [
    'meedoen/support/v1/resident.proto',
    'meedoen/support/v1/question.proto',
    'meedoen/support/v1/question_change.proto',
    'meedoen/support/v1/referral.proto',
    'google/rpc/status.proto',
    'google/rpc/error_details.proto',
  ],
  {
    includeDirs: [path.join(__dirname, '..', 'protos')],
    longs: String, // an int64 does not fit in a number
    enums: String, // a value that was added later than these protos comes as its number
    defaults: true,
    oneofs: true,
  },
);

/** The services of support, as classes of clients. */
export const support = (
  loadPackageDefinition(definition) as unknown as ResidentProtos & QuestionProtos & QuestionChangeProtos & ReferralProtos
).meedoen.support.v1;

/** What an error carries along, as it is read from the bytes. */
export const rpc = {
  Status: definition['google.rpc.Status'] as MessageTypeDefinition<Status, Status__Output>,
  ErrorInfo: definition['google.rpc.ErrorInfo'] as MessageTypeDefinition<ErrorInfo, ErrorInfo__Output>,
  BadRequest: definition['google.rpc.BadRequest'] as MessageTypeDefinition<BadRequest, BadRequest__Output>,
};
