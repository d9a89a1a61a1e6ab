package api

import (
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/events"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// newcomer is one person on the way in.
type newcomer = person.Newcomer[domain.Person, store.Person]

// add adds all people or none, and answers them as they are.
func (s *People) add(
	ctx context.Context, requests []*volunteersv1.CreatePersonRequest, place func(int) string,
) ([]*volunteersv1.Person, error) {
	all, err := s.decodeNewcomers(requests, place)
	if err != nil {
		return nil, err
	}
	finder := s.finder()
	adding := person.Adding[domain.Person, store.Person]{
		DB: s.DB, Vault: s.vault(), Scope: "CreatePerson", Now: s.now(), Index: store.Lookup(),
		Seal: func(keys privacy.Keys, p domain.Person) (store.Person, []string, error) {
			row, err := s.seal(keys, finder, p)
			return row, finder.Doubles(p.Person), err
		},
		Insert: func(ctx context.Context, tx *sql.Tx, rows []store.Person) error {
			return store.In(tx).InsertPeople(ctx, rows)
		},
		Log: s.logAdded,
	}
	if all, err = adding.Add(ctx, all); err != nil {
		return nil, err
	}
	return s.answerNewcomers(ctx, all)
}

// decodeNewcomers reads the people, and answers every rule that any of them breaks.
func (s *People) decodeNewcomers(
	requests []*volunteersv1.CreatePersonRequest, place func(int) string,
) ([]newcomer, error) {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]newcomer, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		p, wrong := s.decodePerson(r.GetPerson())
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "person."+f.Path)
			broken = append(broken, f)
		}
		m := resource.Making(s.Clock.Now())
		p.ID, p.State, p.Version, p.Created, p.Updated = m.ID, domain.Present, 1, m.Now, m.Now
		all[i] = newcomer{Value: p, Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: hash(r.GetPerson()), ResourceID: p.ID,
			Path: resource.Join(place(i), "request_id"),
		}}
	}
	return all, fault.Violations(broken)
}

// logAdded says who was added. That others may be the same person is said of them too.
func (s *People) logAdded(ctx context.Context, tx *sql.Tx, added, doubles []string) error {
	return processinglog.Append(ctx, tx, s.now(),
		s.about(ctx, identity, added...), s.about(ctx, probableDouble, doubles...))
}

// answerNewcomers answers the people of a request: those who were added, and those of an earlier delivery as they are now.
func (s *People) answerNewcomers(ctx context.Context, all []newcomer) ([]*volunteersv1.Person, error) {
	earlier, err := s.readEarlier(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]*volunteersv1.Person, len(all))
	for i, n := range all {
		if n.Earlier() {
			list[i] = encodePerson(earlier[n.ID()])
			continue
		}
		list[i] = encodePerson(n.Value)
		list[i].ProbableDoubleIds = n.Doubles
	}
	return list, nil
}

// readEarlier answers those who were added by an earlier delivery, once that is in the processing log. Error: NOT_FOUND
// (PERSON_ERASED) where one of them was erased since.
func (s *People) readEarlier(ctx context.Context, all []newcomer) (map[string]domain.Person, error) {
	ids := person.Earlier(all)
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.peopleByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	opened, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	if len(opened) < len(ids) {
		return nil, store.Person{State: domain.Erased}.Use()
	}
	known := make(map[string]domain.Person, len(opened))
	var read []string
	for _, p := range opened {
		known[p.ID], read = p, append(read, p.ID)
	}
	return known, s.logRead(ctx, identity, read...)
}
