package api

import (
	"bytes"
	"context"
	"database/sql"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/privacy"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// received is one signal on its way in.
type received struct {
	domain.EarlySignal
	row       store.EarlySignal
	keys      domain.EarlyKeys
	reference []string // the hashes of the reference of the partner
	claim     requestid.Claim
	kept      store.EarlySignal // what is there for it: another signal where it was received before
}

func receivedID(r received) string { return r.ID }

// earlier says whether the signal had been received before.
func (r received) earlier() bool { return r.kept.ID != r.ID }

// receive receives all signals or none, and answers them as the caller may see them. The keys of all are made before, in one
// transaction of the vault.
func (s *EarlySignals) receive(
	ctx context.Context, requests []*debtcounsellingv1.CreateEarlySignalRequest, place func(int) string,
) ([]*debtcounsellingv1.EarlySignal, error) {
	all, err := s.decodeReceived(ctx, requests, place)
	if err != nil {
		return nil, err
	}
	all, err = privacy.SealEach(ctx, s.vault(), all, receivedID, func(keys privacy.Keys, r received) (received, error) {
		content, reference := r.row.Content, r.reference[0]
		r.row, err = sealEarlySignal(keys, r.EarlySignal)
		r.row.Content, r.row.ReferenceKey, r.row.Hashes = content, reference, r.keys.Kept()
		return r, err
	})
	if err != nil {
		return nil, err
	}
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.keep(ctx, tx, all) })
	if err = privacy.DiscardUnused(ctx, s.vault(), all, receivedID, received.earlier, err); err != nil {
		return nil, err
	}
	return s.answerReceived(ctx, all)
}

// decodeReceived reads the signals, and answers every rule that any of them breaks.
func (s *EarlySignals) decodeReceived(
	ctx context.Context, requests []*debtcounsellingv1.CreateEarlySignalRequest, place func(int) string,
) ([]received, error) {
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]received, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		e, wrong := s.decodeEarlySignal(r.GetEarlySignal())
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "early_signal."+f.Path)
			broken = append(broken, f)
		}
		m, content := resource.Making(s.Clock.Now()), hash(r.GetEarlySignal())
		e.ID, e.Created, e.Recorder = m.ID, m.Now, auth.Subject(ctx)
		all[i] = received{
			EarlySignal: e, row: store.EarlySignal{Content: content}, keys: s.earlyKeys(e), reference: s.earlyReference(e),
			claim: requestid.Claim{
				RequestID: r.GetRequestId(), Hash: content, ResourceID: e.ID, Path: resource.Join(place(i), "request_id"),
			},
		}
	}
	return all, fault.Violations(broken)
}

// keep adds the signals that were not received before, by the partner and its reference, with the cases that begin. The request
// ids only keep one from being used for another: what was received is found by the reference.
func (s *EarlySignals) keep(ctx context.Context, tx *sql.Tx, all []received) error {
	claims := make([]requestid.Claim, len(all))
	for i, r := range all {
		claims[i] = r.claim
	}
	if _, err := requestid.ClaimAll(ctx, tx, s.now(), "CreateEarlySignal", claims); err != nil {
		return err
	}
	st := store.In(tx)
	match, known, err := s.lockFound(ctx, st, all)
	if err != nil {
		return err
	}
	fresh, address, err := place(match, known, all)
	if err != nil {
		return err
	}
	if err := st.InsertEarlySignalCases(ctx, match.Begun, address); err != nil {
		return err
	}
	for c := range match.Changed {
		c.Version, c.Updated = c.Version+1, s.now()
		if err := st.UpdateEarlySignalCase(ctx, *c); err != nil {
			return err
		}
	}
	if err := st.InsertEarlySignals(ctx, fresh); err != nil {
		return err
	}
	var kept []store.EarlySignal
	var audits []auditlog.Entry
	for _, r := range all {
		kept, audits = append(kept, r.kept), append(audits, auditlog.Done(ctx, "early-signal/"+r.kept.ID))
	}
	return s.logEarly(ctx, tx, s.aboutEarly(ctx, refsOf(kept)...), audits...)
}

// lockFound locks what signals are found by, and the cases that are found; it answers those and the clients they are about,
// and the signals that have a reference that one of all has, by its hash.
func (s *EarlySignals) lockFound(
	ctx context.Context, st store.Store, all []received,
) (*domain.EarlyMatch, map[string]store.EarlySignal, error) {
	hashes, people, references := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var lock []string
	for _, r := range all {
		add(hashes, r.keys.All()...)
		add(people, r.keys.Person...)
		add(references, r.reference...)
		lock = append(append(lock, r.keys.All()...), r.reference...)
	}
	if err := st.LockEarlyKeys(ctx, lock); err != nil {
		return nil, nil, err
	}
	known, err := st.EarlySignalsByReference(ctx, references)
	if err != nil {
		return nil, nil, err
	}
	match := &domain.EarlyMatch{Begin: s.beginEarlyCase(ctx), Due: s.earlyDue, Changed: map[*domain.EarlySignalCase]bool{}}
	if match.Cases, err = lockEarlyCases(ctx, st, hashes); err != nil {
		return nil, nil, err
	}
	match.Clients, err = st.EarlyClients(ctx, people)
	return match, known, err
}

// lockEarlyCases answers the cases that have a signal under one of the hashes, locked, by hash.
func lockEarlyCases(
	ctx context.Context, st store.Store, hashes map[string]bool,
) (map[string][]*domain.EarlySignalCase, error) {
	found, err := st.EarlyCaseIDs(ctx, hashes)
	if err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, list := range found {
		add(wanted, list...)
	}
	locked, err := st.LockEarlySignalCases(ctx, wanted)
	if err != nil {
		return nil, err
	}
	one := make(map[string]*domain.EarlySignalCase, len(locked))
	for id, c := range locked {
		one[id] = &c
	}
	cases := map[string][]*domain.EarlySignalCase{}
	for hash, list := range found {
		for _, id := range list {
			cases[hash] = append(cases[hash], one[id])
		}
	}
	return cases, nil
}

// place has every signal go where it belongs, in order, and answers those that were not received before, and the hash of the
// address of each case. Error: ALREADY_EXISTS (SIGNAL_REFERENCE_REUSED) with the place of each whose reference is another's.
func place(
	match *domain.EarlyMatch, known map[string]store.EarlySignal, all []received,
) (fresh []store.EarlySignal, address map[string]string, err error) {
	address = map[string]string{}
	reused := fault.New(fault.AlreadyExists, "SIGNAL_REFERENCE_REUSED",
		"A reference of the partner was used before, with other content.")
	for i := range all {
		r := &all[i]
		if before := r.before(known); before != nil {
			if !bytes.Equal(before.Content, r.row.Content) {
				reused.Fields = append(reused.Fields, fault.Field{
					Path: pathOfReference(r.claim.Path), Reason: reused.Reason, Text: reused.Text,
				})
			}
			r.kept = *before
			continue
		}
		r.row.Placing = match.Place(r.EarlySignal, r.keys)
		r.kept, known[r.reference[0]] = r.row, r.row
		fresh = append(fresh, r.row)
		if _, is := address[r.row.CaseID]; !is {
			address[r.row.CaseID] = r.keys.Address[0]
		}
	}
	if len(reused.Fields) > 0 {
		return nil, nil, reused
	}
	return fresh, address, nil
}

// before answers the signal that was received before under the reference; nil where there is none.
func (r received) before(known map[string]store.EarlySignal) *store.EarlySignal {
	for _, hash := range r.reference {
		if before, is := known[hash]; is {
			return &before
		}
	}
	return nil
}

// pathOfReference answers where the reference stands in the request whose request id stands at a path.
func pathOfReference(path string) string {
	return path[:len(path)-len("request_id")] + "early_signal.partner_reference"
}

// beginEarlyCase answers how a case begins: as that of a counsellor who records a signal, and else of nobody.
func (s *EarlySignals) beginEarlyCase(ctx context.Context) func(domain.EarlySignal) domain.EarlySignalCase {
	counsellor := ""
	if who := auth.From(ctx); who.Has(counsellorRole) && !supervises(ctx) {
		counsellor = who.Subject
	}
	return func(e domain.EarlySignal) domain.EarlySignalCase {
		return domain.EarlySignalCase{
			ID: ids.New(), Start: e.Date, MatchingUntil: s.Early.MatchingUntil(e.Date), Crisis: e.Crisis, Counsellor: counsellor,
			State: domain.EarlyReceived, Due: s.earlyDue(e), Version: 1, Created: e.Created, Updated: e.Created,
		}
	}
}

// earlyDue answers the last date on which the first contact after a signal is in time; none where no rule says.
func (d Deps) earlyDue(e domain.EarlySignal) civil.Date {
	due, _ := d.Terms.Due(domain.SignalContactTerm, e.Crisis, e.Date, d.Days)
	return due
}

// add adds texts to a set.
func add(set map[string]bool, texts ...string) {
	for _, text := range texts {
		set[text] = true
	}
}
