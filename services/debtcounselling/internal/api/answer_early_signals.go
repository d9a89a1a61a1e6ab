package api

import (
	"context"

	"github.com/deschoor/meedoen/platform/auth"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// answerReceived answers signals to who sent them. Where one went is answered to who may see that: already that somebody is
// helped is nobody's business.
func (s *EarlySignals) answerReceived(ctx context.Context, all []received) ([]*debtcounsellingv1.EarlySignal, error) {
	see, err := s.seen(ctx, all)
	if err != nil {
		return nil, err
	}
	list := make([]*debtcounsellingv1.EarlySignal, len(all))
	for i, r := range all {
		// What was received before has the same content, so nothing has to be opened.
		e := r.EarlySignal
		e.ID, e.Created, e.Recorder, e.Placing = r.kept.ID, r.kept.Created, r.kept.Recorder, domain.Placing{}
		if see[r.kept.CaseID] {
			e.CaseID = r.kept.CaseID
		}
		if see[r.kept.TrajectoryID] {
			e.Result, e.TrajectoryID = r.kept.Result, r.kept.TrajectoryID
		}
		list[i] = encodeEarlySignal(e)
	}
	return list, nil
}

// seen answers which cases and trajectories of signals the caller may see.
func (s *EarlySignals) seen(ctx context.Context, all []received) (map[string]bool, error) {
	cases, trajectories := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		add(cases, r.kept.CaseID)
		add(trajectories, r.kept.TrajectoryID)
	}
	delete(cases, "")
	delete(trajectories, "")
	see := map[string]bool{}
	who := auth.From(ctx)
	if !who.Has(counsellorRole) && !supervises(ctx) {
		return see, nil
	}
	err := s.snapshot(ctx, func(st store.Store) error {
		found, err := st.EarlySignalCasesByID(ctx, cases)
		if err != nil {
			return err
		}
		for id, c := range found {
			see[id] = mayOpenEarly(ctx, c)
		}
		for id := range trajectories {
			assigned, err := st.CaseAssignments(ctx, id, "", mostAssigned)
			if err != nil {
				return err
			}
			see[id] = domain.MaySee(who.Subject, supervises(ctx), assigned, s.today())
		}
		return nil
	})
	return see, err
}
