package api

import (
	"context"
	"database/sql"
	"slices"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/person"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/events"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// owed is one claim on its way in.
type owed struct {
	domain.Claim
	row   store.Claim
	claim requestid.Claim
	kept  string // the id of what is there for the request: another than that of the claim where it came before
}

// earlier says whether the request had made a claim before.
func (o owed) earlier() bool { return o.kept != o.ID }

// add adds all claims or none, and answers them as they are.
func (s *Claims) add(
	ctx context.Context, requests []*debtcounsellingv1.CreateClaimRequest, place func(int) string,
) ([]*debtcounsellingv1.Claim, error) {
	cases, err := s.openToRecord(ctx, requests)
	if err != nil {
		return nil, err
	}
	all, err := s.decodeOwed(ctx, requests, place, cases)
	if err != nil {
		return nil, err
	}
	if err := s.sealOwed(ctx, all); err != nil {
		return nil, err
	}
	importing, entries, audits := auth.From(ctx).Has(importerRole), s.aboutCases(ctx, cases), auditOf(ctx, all)
	err = s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := s.keep(ctx, tx, all, importing); err != nil {
			return err
		}
		return s.log(ctx, tx, entries, audits...)
	})
	if err != nil {
		return nil, err
	}
	return s.answerOwed(ctx, all)
}

// openToRecord answers the trajectories of requests, by id: those the caller may see. An importer, who records what was, reads
// nothing with it and is in no case. Error: PERMISSION_DENIED (CASE_NOT_YOURS).
func (s *Claims) openToRecord(
	ctx context.Context, requests []*debtcounsellingv1.CreateClaimRequest,
) (map[string]domain.Trajectory, error) {
	cases := map[string]domain.Trajectory{}
	for _, r := range requests {
		id := r.GetTrajectoryId()
		if _, is := cases[id]; is {
			continue
		}
		t, err := s.openOneToRecord(ctx, id)
		if err != nil {
			return nil, err
		}
		cases[id] = t
	}
	return cases, nil
}

func (s *Claims) openOneToRecord(ctx context.Context, id string) (domain.Trajectory, error) {
	if !auth.From(ctx).Has(importerRole) {
		return s.openCase(ctx, id)
	}
	var t domain.Trajectory
	err := s.snapshot(ctx, func(st store.Store) (err error) {
		t, err = st.Trajectory(ctx, id)
		return err
	})
	if fault.Is(err, "TRAJECTORY_NOT_FOUND") {
		return t, s.refuse(ctx, "trajectory/"+id)
	}
	return t, err
}

// decodeOwed reads the claims, and answers every rule that any of them breaks.
func (s *Claims) decodeOwed(
	ctx context.Context, requests []*debtcounsellingv1.CreateClaimRequest, place func(int) string,
	cases map[string]domain.Trajectory,
) ([]owed, error) {
	named := map[string]bool{}
	for _, r := range requests {
		named[r.GetClaim().GetCreditorId()], named[r.GetClaim().GetCollectionAgencyId()] = true, true
	}
	creditors, err := s.creditors(ctx, named)
	if err != nil {
		return nil, err
	}
	hash := person.RequestHash(s.Privacy, events.Service)
	all := make([]owed, len(requests))
	var broken []fault.Field
	for i, r := range requests {
		c, wrong := decodeClaim(r.GetClaim())
		wrong = append(wrong, c.Check(domain.Owing{
			Today: s.today(), Clients: cases[r.GetTrajectoryId()].ClientIDs, Creditors: creditors,
		})...)
		for _, f := range wrong {
			f.Path = resource.Join(place(i), "claim."+f.Path)
			broken = append(broken, f)
		}
		m := resource.Making(s.Clock.Now())
		c.ID, c.TrajectoryID, c.State, c.Version, c.Created, c.Updated = m.ID, r.GetTrajectoryId(), domain.ClaimOpen, 1, m.Now, m.Now
		all[i] = owed{Claim: c, claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: hash(r), ResourceID: c.ID, Path: resource.Join(place(i), "request_id"),
		}}
	}
	return all, fault.Violations(broken)
}

// creditors answers the creditors with ids, those there are. None is ever taken out of the register.
func (d Deps) creditors(ctx context.Context, ids map[string]bool) (found map[string]domain.Creditor, err error) {
	err = d.snapshot(ctx, func(st store.Store) (err error) {
		found, err = st.CreditorsByID(ctx, ids)
		return err
	})
	return found, err
}

// sealOwed seals what is personal in claims, with one query for the keys.
func (s *Claims) sealOwed(ctx context.Context, all []owed) error {
	clients := make([]string, len(all))
	for i, o := range all {
		clients[i] = o.ClientID
	}
	keys, err := s.vault().Keys(ctx, distinct(clients)...)
	if err != nil {
		return err
	}
	for i, o := range all {
		if all[i].row, err = sealClaim(keys, o.Claim); err != nil {
			return err
		}
	}
	return nil
}

// keep adds the claims whose requests made none before, with the next numbers of their trajectories, which are locked.
func (s *Claims) keep(ctx context.Context, tx *sql.Tx, all []owed, importing bool) error {
	claims := make([]requestid.Claim, len(all))
	for i, o := range all {
		claims[i] = o.claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, s.now(), "CreateClaim", claims)
	if err != nil {
		return err
	}
	var fresh []*owed
	for i := range all {
		if all[i].kept = resources[i]; !all[i].earlier() {
			fresh = append(fresh, &all[i])
		}
	}
	if err := number(ctx, store.In(tx), fresh, importing); err != nil {
		return err
	}
	var rows []store.Claim
	var balances []domain.ClaimBalance
	for _, o := range fresh {
		rows = append(rows, o.row)
		balances = append(balances, domain.ClaimBalance{
			ID: ids.New(), ClaimID: o.ID, Amount: o.Amount, Date: o.Balance, Recorder: auth.Subject(ctx), Created: o.Created,
		})
	}
	return store.In(tx).InsertClaims(ctx, rows, balances)
}

// number gives claims the next numbers of their trajectories. Error: FAILED_PRECONDITION (TRAJECTORY_ENDED), but for who
// records what was.
func number(ctx context.Context, st store.Store, fresh []*owed, importing bool) error {
	var cases []string
	for _, o := range fresh {
		cases = append(cases, o.TrajectoryID)
	}
	slices.Sort(cases) // two callers lock in the same order
	last := map[string]int{}
	for _, id := range slices.Compact(cases) {
		t, err := st.LockTrajectory(ctx, id)
		if err != nil {
			return err
		}
		if !t.State.Runs() && !importing {
			return fault.New(fault.FailedPrecondition, "TRAJECTORY_ENDED", "The trajectory ended on %s.", t.End)
		}
		if last[id], err = st.LastClaimNumber(ctx, id); err != nil {
			return err
		}
	}
	for _, o := range fresh {
		last[o.TrajectoryID]++
		o.Number, o.row.Number = last[o.TrajectoryID], last[o.TrajectoryID]
	}
	return nil
}

// aboutCases answers the entry in the processing log about the clients of trajectories.
func (d Deps) aboutCases(ctx context.Context, cases map[string]domain.Trajectory) processinglog.Entry {
	var clients []string
	for _, t := range cases {
		clients = append(clients, t.ClientIDs...)
	}
	return d.about(ctx, claimFields, clients...)
}

func auditOf(ctx context.Context, all []owed) []auditlog.Entry {
	audits := make([]auditlog.Entry, len(all))
	for i, o := range all {
		audits[i] = auditlog.Done(ctx, "claim/"+o.ID)
	}
	return audits
}

// answerOwed answers the claims of a request: those that were added, and those of an earlier delivery as they are now.
func (s *Claims) answerOwed(ctx context.Context, all []owed) ([]*debtcounsellingv1.Claim, error) {
	before := map[string]bool{}
	for _, o := range all {
		if o.earlier() {
			before[o.kept] = true
		}
	}
	known, err := s.claimsByID(ctx, before)
	if err != nil {
		return nil, err
	}
	list := make([]*debtcounsellingv1.Claim, len(all))
	for i, o := range all {
		if o.earlier() {
			o.Claim = known[o.kept]
		}
		list[i] = encodeClaim(o.Claim)
	}
	return list, nil
}

// claimsByID answers the claims with ids, opened.
func (d Deps) claimsByID(ctx context.Context, ids map[string]bool) (map[string]domain.Claim, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []store.Claim
	err := d.snapshot(ctx, func(st store.Store) error {
		found, err := st.ClaimsByID(ctx, ids)
		for _, row := range found {
			rows = append(rows, row)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	list, err := d.openClaims(ctx, rows...)
	known := make(map[string]domain.Claim, len(list))
	for _, c := range list {
		known[c.ID] = c
	}
	return known, err
}
