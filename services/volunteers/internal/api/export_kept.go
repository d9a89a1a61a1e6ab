package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/fault"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

func (d Deps) exportCertificates(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.CertificatesOfPerson(ctx, who.ID)
	for _, c := range list {
		m := d.encodeCertificate(c, d.today())
		m.SeenBy = ""
		to.Certificates = append(to.Certificates, m)
	}
	return err
}

func exportHours(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.HoursOfPerson(ctx, who.ID)
	for _, h := range list {
		m := encodeHours(h)
		m.Recorder = ""
		to.Hours = append(to.Hours, m)
	}
	return err
}

// exportPayments answers what was claimed, and the account: whole, for it is the person's own.
func exportPayments(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.ClaimsOfPerson(ctx, who.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		m := encodeClaim(c)
		m.Recorder = ""
		to.ExpenseClaims = append(to.ExpenseClaims, m)
	}
	row, err := in.BankAccount(ctx, who.ID)
	if fault.Is(err, "BANK_ACCOUNT_NOT_FOUND") {
		return nil
	}
	if err != nil {
		return err
	}
	iban, err := who.Keys.Open(who.ID, who.ID, ibanField, row.Sealed)
	to.Iban = string(iban)
	return erased(err)
}

func exportReactions(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.ReactionsOfPerson(ctx, who.ID)
	for _, r := range list {
		to.VacancyReactions = append(to.VacancyReactions, encodeVacancyReaction(r))
	}
	return err
}

func exportAgreements(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.AgreementsOfPerson(ctx, who.ID)
	for _, a := range list {
		m := encodeAgreement(a)
		m.Recorder = ""
		to.Agreements = append(to.Agreements, m)
	}
	return err
}

func (d Deps) exportShifts(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.AllShiftsOfPerson(ctx, who.ID)
	for _, s := range list {
		m := d.encodeShift(s)
		m.Recorder = ""
		to.Shifts = append(to.Shifts, m)
	}
	return err
}
