package api

import (
	"context"
	"strings"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/sepa"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// GetPaymentFile answers a batch as a file. It is in the processing log before it leaves.
func (s *PaymentBatches) GetPaymentFile(
	ctx context.Context, req *volunteersv1.GetPaymentFileRequest,
) (*volunteersv1.PaymentFile, error) {
	if err := s.configured(); err != nil {
		return nil, err
	}
	st := store.Reading(s.DB.Read())
	batch, err := st.PaymentBatch(ctx, req.GetPaymentBatchId())
	if err != nil {
		return nil, err
	}
	claims, err := st.ExpenseClaims(ctx, "", store.ClaimFilter{BatchID: batch.ID}, domain.MostPayments)
	if err != nil {
		return nil, err
	}
	payees, err := s.payees(ctx, claims)
	if err != nil {
		return nil, err
	}
	file, err := fileOf(s.transfer(batch, claims, payees), req.GetFormat())
	if err != nil {
		return nil, err
	}
	var people []string
	for _, c := range claims {
		people = append(people, c.PersonID)
	}
	return file, s.logRead(ctx, paymentFields, people...)
}

// payees answers who is paid for claims, by the id of the person. Error: FAILED_PRECONDITION (PAYEE_UNKNOWN).
func (d Deps) payees(ctx context.Context, claims []domain.ExpenseClaim) (map[string]sepa.Party, error) {
	ids := map[string]bool{}
	for _, c := range claims {
		ids[c.PersonID] = true
	}
	var people map[string]store.Person
	var accounts map[string]store.BankAccount
	err := d.snapshot(ctx, func(st store.Store) (err error) {
		if people, err = st.PeopleByID(ctx, ids); err != nil {
			return err
		}
		accounts, err = st.BankAccountsByID(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	opened, err := d.openAll(ctx, people)
	if err != nil {
		return nil, err
	}
	payees, err := d.openAccounts(ctx, opened, accounts)
	if err != nil {
		return nil, err
	}
	return payees, checkPayees(claims, payees)
}

// openAccounts answers the people of whom name and account can be read.
func (d Deps) openAccounts(
	ctx context.Context, people map[string]person.Person, accounts map[string]store.BankAccount,
) (map[string]sepa.Party, error) {
	var ids []string
	for id := range accounts {
		if _, present := people[id]; present {
			ids = append(ids, id)
		}
	}
	keys, err := d.vault().Keys(ctx, ids...)
	if err != nil {
		return nil, err
	}
	payees := map[string]sepa.Party{}
	for _, id := range ids {
		iban, err := keys.Open(id, id, ibanField, accounts[id].Sealed)
		if err != nil {
			return nil, erased(err)
		}
		payees[id] = sepa.Party{Name: fullName(people[id]), IBAN: string(iban)}
	}
	return payees, nil
}

func checkPayees(claims []domain.ExpenseClaim, payees map[string]sepa.Party) error {
	unknown := fault.New(fault.FailedPrecondition, "PAYEE_UNKNOWN",
		"Somebody in this batch was erased, or has no bank account any more.")
	for _, c := range claims {
		if _, known := payees[c.PersonID]; !known {
			unknown.Fields = append(unknown.Fields, fault.Field{
				Path: "payment_batch_id", Reason: "PAYEE_UNKNOWN", Text: "Claim " + c.ID + " cannot be paid any more.",
			})
		}
	}
	if len(unknown.Fields) == 0 {
		return nil
	}
	return unknown
}

// transfer answers the order to the bank: a payment for each claim.
func (d Deps) transfer(
	batch domain.PaymentBatch, claims []domain.ExpenseClaim, payees map[string]sepa.Party,
) sepa.Transfer {
	order := sepa.Transfer{
		ID: short(batch.ID), Created: batch.Created, Date: batch.ExecutionDate, Debtor: d.Debtor,
	}
	for _, c := range claims {
		order.Lines = append(order.Lines, sepa.Payment{
			ID: short(c.ID), To: payees[c.PersonID], Cents: c.AmountCents, Remark: remark(c),
		})
	}
	return order
}

func fileOf(order sepa.Transfer, format volunteersv1.PaymentFileFormat) (*volunteersv1.PaymentFile, error) {
	write, media, extension := order.XML, "application/xml", ".xml"
	if format == volunteersv1.PaymentFileFormat_PAYMENT_FILE_FORMAT_CSV {
		write, media, extension = order.CSV, "text/csv; charset=utf-8", ".csv"
	}
	content, err := write()
	if err != nil {
		return nil, err
	}
	return &volunteersv1.PaymentFile{
		FileName: "betaalbatch-" + order.Date.String() + "-" + order.ID + extension, MediaType: media, Content: content,
	}, nil
}

// short answers a UUID in the 35 characters that a bank takes.
func short(id string) string { return strings.ReplaceAll(id, "-", "") }

// remark says in Dutch what a payment is for, to who gets it.
func remark(c domain.ExpenseClaim) string {
	switch c.Kind {
	case domain.AllowanceKind:
		return "Vrijwilligersvergoeding " + c.Month.String()
	case "travel":
		return "Reiskosten " + c.Date.String()
	case "materials":
		return "Materiaalkosten " + c.Date.String()
	}
	return "Onkosten " + c.Date.String()
}
