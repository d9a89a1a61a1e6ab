package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// removeEarly leaves shells of the signals of cases that ended long ago, which count and are of nobody: also the trajectory and
// the clients that they led to are forgotten.
func (r removal) removeEarly(ctx context.Context, due []string) error {
	if err := r.lockEarly(ctx, due); err != nil {
		return err
	}
	free, err := r.stillDue(ctx, domain.EarlySignalRecords, due)
	if err != nil || len(free) == 0 {
		return err
	}
	st := store.In(r.tx)
	signals, err := st.SignalsOfEarlyCases(ctx, set(free))
	if err != nil {
		return err
	}
	count := domain.RetentionRunCount{Type: domain.EarlySignalRecords, Removed: int64(len(free))}
	var refs []store.EarlyRef
	var audits []auditlog.Entry
	for _, id := range free {
		erased, err := r.emptyEarly(ctx, id)
		if err != nil {
			return err
		}
		count.Records += erased
		refs, audits = append(refs, signals[id]...), append(audits, auditlog.DoneAs(ctx, removes, earlyCaseObject(id)))
	}
	if err := st.AddToRetentionRun(ctx, r.run.ID, count); err != nil {
		return err
	}
	return r.logEarly(ctx, r.tx, r.aboutEarly(ctx, refs...), audits...)
}

// lockEarly locks what cases became, the clients whom their signals are about, and the cases: in the order of a hold and of the
// erasure of a client.
func (r removal) lockEarly(ctx context.Context, due []string) error {
	st, trajectoryIDs, clientIDs := store.In(r.tx), map[string]bool{}, map[string]bool{}
	cases, err := st.EarlySignalCasesByID(ctx, set(due))
	if err != nil {
		return err
	}
	for _, c := range cases {
		if c.TrajectoryID != "" {
			trajectoryIDs[c.TrajectoryID] = true
		}
	}
	trajectories, err := st.LockTrajectories(ctx, trajectoryIDs)
	if err != nil {
		return err
	}
	for _, t := range trajectories {
		add(clientIDs, t.ClientIDs...)
	}
	signals, err := st.SignalsOfEarlyCases(ctx, set(due))
	if err != nil {
		return err
	}
	for _, refs := range signals {
		for _, ref := range refs {
			if ref.ClientID != "" {
				clientIDs[ref.ClientID] = true
			}
		}
	}
	if _, err := st.LockClientsByID(ctx, clientIDs); err != nil {
		return err
	}
	_, err = st.LockEarlySignalCases(ctx, set(due))
	return err
}

// emptyEarly leaves shells of the signals of a case, and answers how many were not yet.
func (r removal) emptyEarly(ctx context.Context, caseID string) (erased int64, err error) {
	st := store.In(r.tx)
	rows, err := st.EarlySignals(ctx, "", store.EarlySignalFilter{CaseID: caseID}, mostSignals)
	if err != nil {
		return 0, err
	}
	var ids []string
	for _, row := range rows {
		if !row.Erased() {
			ids = append(ids, row.ID)
		}
	}
	if err := eraseEarlySignals(ctx, r.tx, "", r.now(), rows...); err != nil {
		return 0, err
	}
	if err := st.UnlinkEarlySignalCase(ctx, caseID, r.now()); err != nil {
		return 0, err
	}
	return int64(len(ids)), r.destroyLater(ctx, ids...)
}
