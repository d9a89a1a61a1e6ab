package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// registering is one mediation on its way in.
type registering struct {
	domain.Mediation
	place  string
	broken []fault.Field
	claim  requestid.Claim
	row    store.Mediation
	kept   string // the id of what is there for it: another where it was delivered before
}

// earlier says whether the mediation was delivered before, with the same request id.
func (r registering) earlier() bool { return r.kept != r.ID }

// register registers all mediations or none, and answers them as they are.
func (s *Mediations) register(
	ctx context.Context, requests []*supportv1.CreateMediationRequest, place func(int) string,
) ([]*supportv1.Mediation, error) {
	var all []registering
	err := resource.Again(func() (err error) {
		if all, err = s.checkRegistering(ctx, s.decodeRegistering(requests, place)); err != nil {
			return err
		}
		if err := s.sealRegistering(ctx, all); err != nil {
			return err
		}
		return s.keepRegistering(ctx, all)
	})
	if err != nil {
		return nil, err
	}
	return s.answerRegistered(ctx, all)
}

func (s *Mediations) decodeRegistering(
	requests []*supportv1.CreateMediationRequest, place func(int) string,
) []registering {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]registering, len(requests))
	for i, r := range requests {
		made := resource.Making(s.Clock.Now())
		var d resource.Dates
		m := decodeMediation(r.GetMediation(), &d)
		m.ID, m.Created, m.Updated = made.ID, made.Now, made.Now
		all[i] = registering{
			Mediation: m, place: place(i), broken: d.Broken, kept: m.ID,
			claim: requestid.Claim{
				RequestID: r.GetRequestId(), Hash: hash(r.GetMediation()), ResourceID: m.ID,
				Path: resource.Join(place(i), "request_id"),
			},
		}
	}
	return all
}

// checkRegistering completes mediations, or answers every rule that any of them breaks.
func (s *Mediations) checkRegistering(ctx context.Context, all []registering) ([]registering, error) {
	in := domain.Intake{
		Today: s.today(), Register: s.Areas, Importing: auth.From(ctx).Has(importerRole), Residents: map[string]bool{},
	}
	if v := viewer(ctx); !in.Importing {
		in.Teams = v.Teams
	}
	if err := s.snapshot(ctx, func(st store.Store) error {
		rows, err := st.ResidentsByID(ctx, parties(all))
		for id, row := range rows {
			in.Residents[id] = row.Use() == nil
		}
		return err
	}); err != nil {
		return nil, err
	}
	var broken []fault.Field
	for i := range all {
		a := &all[i]
		for _, f := range append(a.broken, a.Check(in)...) {
			f.Path = resource.Join(a.place, "mediation."+f.Path)
			broken = append(broken, f)
		}
	}
	return all, fault.Violations(broken)
}

// parties answers the residents who are parties of mediations.
func parties(all []registering) map[string]bool {
	ids := map[string]bool{}
	for _, a := range all {
		for _, id := range a.ResidentIDs() {
			ids[id] = true
		}
	}
	return ids
}

// sealRegistering seals what is said in mediations, each with a key that is made for it. A crash after that leaves keys of which
// nothing is sealed.
func (s *Mediations) sealRegistering(ctx context.Context, all []registering) error {
	var said []string
	for _, a := range all {
		if a.Summary != "" {
			said = append(said, a.ID)
		}
	}
	keys := privacy.Keys{}
	if len(said) > 0 {
		made, err := s.vault().MakeKeys(ctx, said...)
		if err != nil {
			return err
		}
		keys = made
	}
	for i := range all {
		a := &all[i]
		a.row = store.Mediation{Mediation: a.Mediation}
		if a.Summary == "" {
			continue
		}
		sealed, err := keys.Seal(a.ID, a.ID, summaryField, []byte(a.Summary))
		if err != nil {
			return err
		}
		a.row.SealedSummary = sealed
	}
	return nil
}

// keepRegistering adds the mediations that were not delivered before, and tells of them. Keys that were made for mediations that
// are not added are destroyed.
func (s *Mediations) keepRegistering(ctx context.Context, all []registering) error {
	err := s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.keepRegisteringIn(ctx, tx, all) })
	var said []registering
	for _, a := range all {
		if len(a.row.SealedSummary) > 0 {
			said = append(said, a)
		}
	}
	return privacy.DiscardUnused(ctx, s.vault(), said, func(a registering) string { return a.ID }, registering.earlier, err)
}

func (s *Mediations) keepRegisteringIn(ctx context.Context, tx *sql.Tx, all []registering) error {
	claims := make([]requestid.Claim, len(all))
	for i, a := range all {
		claims[i] = a.claim
	}
	kept, err := requestid.ClaimAll(ctx, tx, s.now(), "CreateMediation", claims)
	if err != nil {
		return err
	}
	var fresh []registering
	var rows []store.Mediation
	var saved []outbox.Event
	var touched []domain.Mediation
	for i := range all {
		all[i].kept = kept[i]
		if a := all[i]; !a.earlier() {
			fresh, rows = append(fresh, a), append(rows, a.row)
			saved, touched = append(saved, s.tellMediation(a.Mediation)), append(touched, a.Mediation)
		}
	}
	st := store.In(tx)
	if err := lockResidents(ctx, st, parties(fresh)); err != nil {
		return err
	}
	if err := st.InsertMediations(ctx, rows); err != nil {
		return err
	}
	if err := outbox.Append(ctx, tx, s.now(), events.Service, saved...); err != nil {
		return err
	}
	done := s.doneWithMediations(ctx, "", touched...)
	done.audit = nil
	for _, m := range touched {
		done.audit = append(done.audit, auditlog.Done(ctx, "mediation/"+m.ID))
	}
	return s.log(ctx, tx, done)
}

// answerRegistered answers the mediations of a request: those that were added, and those of an earlier delivery as they are now.
func (s *Mediations) answerRegistered(ctx context.Context, all []registering) ([]*supportv1.Mediation, error) {
	before := map[string]bool{}
	for _, a := range all {
		if a.earlier() {
			before[a.kept] = true
		}
	}
	known := map[string]domain.Mediation{}
	if len(before) > 0 {
		list, err := s.registeredBefore(ctx, before)
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			known[m.ID] = m
		}
	}
	answer := make([]*supportv1.Mediation, len(all))
	for i, a := range all {
		m := a.Mediation
		if a.earlier() {
			m = known[a.kept]
		}
		answer[i] = encodeMediation(m, s.today())
	}
	return answer, nil
}

func (s *Mediations) registeredBefore(ctx context.Context, ids map[string]bool) ([]domain.Mediation, error) {
	var rows []store.Mediation
	if err := s.snapshot(ctx, func(st store.Store) (err error) {
		rows, err = st.MediationsByID(ctx, ids)
		return err
	}); err != nil {
		return nil, err
	}
	list, err := s.openSummaries(ctx, rows...)
	if err != nil {
		return nil, err
	}
	return list, s.logApart(ctx, s.doneWithMediations(ctx, "mediations", list...))
}
