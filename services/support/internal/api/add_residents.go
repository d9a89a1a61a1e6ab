package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
	"github.com/deschoor/meedoen/services/support/internal/events"
	"github.com/deschoor/meedoen/services/support/internal/store"
)

// newcomer is one resident on the way in.
type newcomer = person.Newcomer[domain.Resident, store.Resident]

// add adds all residents or none, and answers them as they are.
func (s *Residents) add(
	ctx context.Context, requests []*supportv1.CreateResidentRequest, place func(int) string,
) ([]*supportv1.Resident, error) {
	all, err := s.decodeNewcomers(requests, place)
	if err != nil {
		return nil, err
	}
	finder := s.finder()
	adding := person.Adding[domain.Resident, store.Resident]{
		DB: s.DB, Vault: s.vault(), Scope: "CreateResident", Now: s.now(), Index: store.Lookup(),
		Seal: func(keys privacy.Keys, c domain.Resident) (store.Resident, []string, error) {
			row, err := s.seal(keys, finder, c)
			return row, finder.Doubles(c.Person), err
		},
		Insert: func(ctx context.Context, tx *sql.Tx, rows []store.Resident) error {
			return store.In(tx).InsertResidents(ctx, rows)
		},
		Log: s.logAdded,
	}
	if all, err = adding.Add(ctx, all); err != nil {
		return nil, err
	}
	return s.answerNewcomers(ctx, all)
}

// decodeNewcomers reads the residents, and answers every rule that any of them breaks.
func (s *Residents) decodeNewcomers(
	requests []*supportv1.CreateResidentRequest, place func(int) string,
) ([]newcomer, error) {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]newcomer, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		p, wrong := s.decodeResident(r.GetResident())
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "resident."+f.Path)
			broken = append(broken, f)
		}
		m := resource.Making(s.Clock.Now())
		p.ID, p.State, p.Version, p.Created, p.Updated = m.ID, domain.Present, 1, m.Now, m.Now
		all[i] = newcomer{Value: p, Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: hash(r.GetResident()), ResourceID: p.ID,
			Path: resource.Join(place(i), "request_id"),
		}}
	}
	return all, fault.Violations(broken)
}

// logAdded says who was added. That others may be the same person is said of them too.
func (s *Residents) logAdded(ctx context.Context, tx *sql.Tx, added, doubles []string) error {
	done := entries{processing: []processinglog.Entry{
		s.about(ctx, identity, added...), s.about(ctx, probableDouble, doubles...),
	}}
	for _, id := range added {
		done.audit = append(done.audit, auditlog.Done(ctx, "resident/"+id))
	}
	return s.log(ctx, tx, done)
}

// answerNewcomers answers the residents of a request: those who were added, and those of an earlier delivery as they are now.
func (s *Residents) answerNewcomers(ctx context.Context, all []newcomer) ([]*supportv1.Resident, error) {
	earlier, err := s.readEarlier(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]*supportv1.Resident, len(all))
	for i, n := range all {
		if n.Earlier() {
			list[i] = encodeResident(earlier[n.ID()])
			continue
		}
		list[i] = encodeResident(n.Value)
		if auth.From(ctx).Has(workerRole) { // a system learns of nobody whom it did not send
			list[i].ProbableDoubleIds = n.Doubles
		}
	}
	return list, nil
}

// readEarlier answers those who were added by an earlier delivery, once that is in the processing log. Error: NOT_FOUND
// (RESIDENT_ERASED) where one of them was erased since.
func (s *Residents) readEarlier(ctx context.Context, all []newcomer) (map[string]domain.Resident, error) {
	ids := person.Earlier(all)
	if len(ids) == 0 {
		return nil, nil
	}
	opened, err := s.openAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	known := make(map[string]domain.Resident, len(opened))
	var read []string
	for _, p := range opened {
		known[p.ID], read = p, append(read, p.ID)
	}
	return known, s.logRead(ctx, identity, "residents", read...)
}
