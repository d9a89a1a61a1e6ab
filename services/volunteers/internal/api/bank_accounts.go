package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/iban"
	"github.com/deschoor/meedoen/platform/processinglog"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// paymentFields is the class of data in the processing log: where somebody is paid, and what.
const paymentFields = "payments"

// ibanField is the place of an account number in its row.
const ibanField = "iban"

// BankAccounts answers BankAccountService.
type BankAccounts struct {
	volunteersv1.UnimplementedBankAccountServiceServer
	Deps
}

// GetBankAccount answers the last digits of an account.
func (s *BankAccounts) GetBankAccount(
	ctx context.Context, req *volunteersv1.GetBankAccountRequest,
) (*volunteersv1.BankAccount, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	row, err := store.Reading(s.DB.Read()).BankAccount(ctx, me.reach(req.GetPersonId()))
	if err != nil {
		return nil, err
	}
	keys, err := s.vault().Keys(ctx, row.PersonID)
	if err != nil {
		return nil, err
	}
	number, err := keys.Open(row.PersonID, row.PersonID, ibanField, row.Sealed)
	if err != nil {
		return nil, erased(err)
	}
	return encodeAccount(row, string(number)), s.logRead(ctx, paymentFields, row.PersonID)
}

// UpdateBankAccount keeps an account of who claimed something.
func (s *BankAccounts) UpdateBankAccount(
	ctx context.Context, req *volunteersv1.UpdateBankAccountRequest,
) (*volunteersv1.BankAccount, error) {
	number, valid := iban.Parse(req.GetBankAccount().GetIban())
	if !valid {
		return nil, fault.Violation("bank_account.iban", "IBAN_INVALID",
			"This is no IBAN of the SEPA area: its length or its check digits do not fit.")
	}
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	id, now := me.reach(req.GetBankAccount().GetPersonId()), s.now()
	person, err := store.Reading(s.DB.Read()).Person(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := person.Use(); err != nil {
		return nil, err
	}
	keys, err := s.vault().Keys(ctx, id)
	if err != nil {
		return nil, err
	}
	sealed, err := keys.Seal(id, id, ibanField, []byte(number))
	if err != nil {
		return nil, erased(err)
	}
	row := store.BankAccount{PersonID: id, Sealed: sealed, Created: now, Updated: now}
	entry := s.about(ctx, paymentFields, id)
	var kept store.BankAccount
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		claimed, err := store.In(tx).Claimed(ctx, id)
		if err != nil {
			return err
		}
		if !claimed {
			return fault.New(fault.FailedPrecondition, "NOTHING_CLAIMED",
				"A bank account is kept only of who has something to be paid.")
		}
		if kept, err = store.In(tx).PutBankAccount(ctx, row); err != nil {
			return err
		}
		return processinglog.Append(ctx, tx, now, entry)
	})
	if err != nil {
		return nil, err
	}
	return encodeAccount(kept, number), nil
}

// DeleteBankAccount forgets an account.
func (s *BankAccounts) DeleteBankAccount(
	ctx context.Context, req *volunteersv1.DeleteBankAccountRequest,
) (*emptypb.Empty, error) {
	me, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	id := me.reach(req.GetPersonId())
	entry := s.about(ctx, paymentFields, id)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := store.In(tx).DeleteBankAccount(ctx, id); err != nil {
			return err
		}
		return processinglog.Append(ctx, tx, s.now(), entry)
	})
	if err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

func encodeAccount(b store.BankAccount, iban string) *volunteersv1.BankAccount {
	return &volunteersv1.BankAccount{
		PersonId: b.PersonID, IbanEnd: iban[max(len(iban)-4, 0):], CreateTime: timestamppb.New(b.Created),
		UpdateTime: timestamppb.New(b.Updated),
	}
}
