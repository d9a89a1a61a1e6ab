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
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// newcomer is one person on the way in.
type newcomer struct {
	domain.Client
	row     store.Client
	sought  []string // the hashes of those who may be the same person
	doubles []string // their ids
	claim   requestid.Claim
	kept    string // the id of who is there for the request: another than the newcomer where it came before
}

func newcomerID(n newcomer) string { return n.ID }

// earlier says whether the request had made a person before.
func (n newcomer) earlier() bool { return n.kept != n.ID }

// add adds all clients or none, and answers them as they are. The keys of all are made before, in one transaction of the vault.
func (s *Clients) add(
	ctx context.Context, requests []*debtcounsellingv1.CreateClientRequest, place func(int) string,
) ([]*debtcounsellingv1.Client, error) {
	all, err := s.decodeNewcomers(ctx, requests, place)
	if err != nil {
		return nil, err
	}
	if all, err = s.sealNewcomers(ctx, all); err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.keep(ctx, tx, all) })
	if err = privacy.DiscardUnused(ctx, s.vault(), all, newcomerID, newcomer.earlier, err); err != nil {
		return nil, err
	}
	return s.answerNewcomers(ctx, all)
}

// decodeNewcomers reads the clients, and answers every rule that any of them breaks.
func (s *Clients) decodeNewcomers(
	ctx context.Context, requests []*debtcounsellingv1.CreateClientRequest, place func(int) string,
) ([]newcomer, error) {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]newcomer, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		p, wrong := s.decodeClient(r.GetClient())
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "client."+f.Path)
			broken = append(broken, f)
		}
		m := resource.Making(s.Clock.Now())
		p.ID, p.State, p.Version, p.Created, p.Updated = m.ID, domain.Present, 1, m.Now, m.Now
		p.Recorder = auth.Subject(ctx)
		all[i] = newcomer{Client: p, claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: hash(r.GetClient()), ResourceID: p.ID,
			Path: resource.Join(place(i), "request_id"),
		}}
	}
	return all, fault.Violations(broken)
}

func (s *Clients) sealNewcomers(ctx context.Context, all []newcomer) ([]newcomer, error) {
	finder := s.finder()
	return privacy.SealEach(ctx, s.vault(), all, newcomerID, func(keys privacy.Keys, n newcomer) (newcomer, error) {
		var err error
		n.row, err = s.seal(keys, finder, n.Client)
		n.sought = finder.Doubles(n.Person)
		return n, err
	})
}

// keep adds those whose requests made nobody before, and finds who may be the same person as each: that they may be is said
// of them too, so it is in the processing log about them.
func (s *Clients) keep(ctx context.Context, tx *sql.Tx, all []newcomer) error {
	claims := make([]requestid.Claim, len(all))
	for i, n := range all {
		claims[i] = n.claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, s.now(), "CreateClient", claims)
	if err != nil {
		return err
	}
	var rows []store.Client
	var ids []string
	for i := range all {
		all[i].kept = resources[i]
		if !all[i].earlier() {
			rows, ids = append(rows, all[i].row), append(ids, all[i].ID)
		}
	}
	if err := store.In(tx).InsertClients(ctx, rows); err != nil {
		return err
	}
	doubles, err := findDoubles(ctx, tx, all)
	if err != nil {
		return err
	}
	audits := make([]auditlog.Entry, len(ids))
	for i, id := range ids {
		audits[i] = auditlog.Done(ctx, "client/"+id)
	}
	if err := auditlog.Append(ctx, tx, s.now(), audits...); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, s.now(),
		s.about(ctx, identity, ids...), s.about(ctx, probableDouble, doubles...))
}

// findDoubles finds who may be the same person as each newcomer, others of the same request among them, and answers them all.
func findDoubles(ctx context.Context, tx *sql.Tx, all []newcomer) (doubles []string, err error) {
	var sought []string
	for _, n := range all {
		sought = append(sought, n.sought...)
	}
	found, err := store.Lookup().First(ctx, tx, sought)
	if err != nil {
		return nil, err
	}
	for i, n := range all {
		all[i].doubles = nil
		if n.earlier() {
			continue
		}
		all[i].doubles = person.Doubles(n.ID, n.sought, found)
		doubles = append(doubles, all[i].doubles...)
	}
	return doubles, nil
}

// answerNewcomers answers the clients of a request: those who were added, and those of an earlier delivery as they are now.
func (s *Clients) answerNewcomers(ctx context.Context, all []newcomer) ([]*debtcounsellingv1.Client, error) {
	earlier, err := s.readEarlier(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]*debtcounsellingv1.Client, len(all))
	for i, n := range all {
		if n.earlier() {
			list[i] = encodeClient(earlier[n.kept])
			continue
		}
		list[i] = encodeClient(n.Client)
		list[i].ProbableDoubleIds = n.doubles
	}
	return list, nil
}

// readEarlier answers those who were added by an earlier delivery, once that is in the processing log. Error: NOT_FOUND
// (CLIENT_ERASED) where one of them was erased since.
func (s *Clients) readEarlier(ctx context.Context, all []newcomer) (map[string]domain.Client, error) {
	ids := map[string]bool{}
	for _, n := range all {
		if n.earlier() {
			ids[n.kept] = true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.clientsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	opened, err := s.open(ctx, rows...)
	if err != nil {
		return nil, err
	}
	if len(opened) < len(ids) {
		return nil, store.Client{State: domain.Erased}.Use()
	}
	known := make(map[string]domain.Client, len(opened))
	var read []string
	for _, p := range opened {
		known[p.ID], read = p, append(read, p.ID)
	}
	return known, s.logRead(ctx, identity, "clients", read...)
}
