package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"

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

// newcomer is one client on the way in.
type newcomer = person.Newcomer[domain.Client, store.Client]

// add adds all clients or none, and answers them as they are.
func (s *Clients) add(
	ctx context.Context, requests []*debtcounsellingv1.CreateClientRequest, place func(int) string,
) ([]*debtcounsellingv1.Client, error) {
	all, err := s.decodeNewcomers(requests, auth.Subject(ctx), place)
	if err != nil {
		return nil, err
	}
	if all, err = s.adding().Add(ctx, all); err != nil {
		return nil, err
	}
	return s.answerNewcomers(ctx, all)
}

// adding is how clients are added.
func (d Deps) adding() person.Adding[domain.Client, store.Client] {
	finder := d.finder()
	return person.Adding[domain.Client, store.Client]{
		DB: d.DB, Vault: d.vault(), Scope: "CreateClient", Now: d.now(), Index: store.Lookup(),
		Seal: func(keys privacy.Keys, c domain.Client) (store.Client, []string, error) {
			row, err := d.seal(keys, finder, c)
			return row, finder.Doubles(c.Person), err
		},
		Insert: func(ctx context.Context, tx *sql.Tx, rows []store.Client) error {
			return store.In(tx).InsertClients(ctx, rows)
		},
		Log: d.logAdded,
	}
}

// decodeNewcomers reads the clients, and answers every rule that any of them breaks.
func (d Deps) decodeNewcomers(
	requests []*debtcounsellingv1.CreateClientRequest, recorder string, place func(int) string,
) ([]newcomer, error) {
	hash := person.RequestHash(d.Privacy, events.Service)
	all := make([]newcomer, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		var wrong []fault.Field
		all[i], wrong = d.decodeNewcomer(r, hash, recorder, place(i))
		broken = append(broken, wrong...)
	}
	return all, fault.Violations(broken)
}

// decodeNewcomer reads a client at a place of a request, which hash hashes, and answers every rule that the client breaks.
func (d Deps) decodeNewcomer(
	r *debtcounsellingv1.CreateClientRequest, hash func(proto.Message) []byte, recorder, place string,
) (newcomer, []fault.Field) {
	c, broken := d.decodeClient(r.GetClient())
	for i := range broken {
		broken[i].Path = resource.Join(place, "client."+broken[i].Path)
	}
	m := resource.Making(d.Clock.Now())
	c.ID, c.State, c.Version, c.Created, c.Updated = m.ID, domain.Present, 1, m.Now, m.Now
	c.Recorder = recorder
	return newcomer{Value: c, Claim: requestid.Claim{
		RequestID: r.GetRequestId(), Hash: hash(r.GetClient()), ResourceID: c.ID,
		Path: resource.Join(place, "request_id"),
	}}, broken
}

// logAdded says who was added. That others may be the same person is said of them too.
func (d Deps) logAdded(ctx context.Context, tx *sql.Tx, added, doubles []string) error {
	audits := make([]auditlog.Entry, len(added))
	for i, id := range added {
		audits[i] = auditlog.Done(ctx, "client/"+id)
	}
	if err := auditlog.Append(ctx, tx, d.now(), audits...); err != nil {
		return err
	}
	return processinglog.Append(ctx, tx, d.now(),
		d.about(ctx, identity, added...), d.about(ctx, probableDouble, doubles...))
}

// answerNewcomers answers the clients of a request: those who were added, and those of an earlier delivery as they are now.
func (s *Clients) answerNewcomers(ctx context.Context, all []newcomer) ([]*debtcounsellingv1.Client, error) {
	earlier, err := s.readEarlier(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]*debtcounsellingv1.Client, len(all))
	for i, n := range all {
		if n.Earlier() {
			list[i] = encodeClient(earlier[n.ID()])
			continue
		}
		list[i] = encodeClient(n.Value)
		list[i].ProbableDoubleIds = n.Doubles
	}
	return list, nil
}

// readEarlier answers those who were added by an earlier delivery, once that is in the processing log. Error: NOT_FOUND
// (CLIENT_ERASED) where one of them was erased since.
func (s *Clients) readEarlier(ctx context.Context, all []newcomer) (map[string]domain.Client, error) {
	ids := person.Earlier(all)
	if len(ids) == 0 {
		return nil, nil
	}
	opened, err := s.openAll(ctx, ids)
	if err != nil {
		return nil, err
	}
	known := make(map[string]domain.Client, len(opened))
	var read []string
	for _, p := range opened {
		known[p.ID], read = p, append(read, p.ID)
	}
	return known, s.logRead(ctx, identity, "clients", read...)
}
