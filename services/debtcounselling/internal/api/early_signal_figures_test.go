package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

// earlyFigures answers the figures of a period.
func (r *rig) earlyFigures(t testing.TB, first, last string) *debtcounsellingv1.EarlySignalFigures {
	t.Helper()
	figures, err := r.figures.GetEarlySignalFigures(r.counsellor(t), &debtcounsellingv1.GetEarlySignalFiguresRequest{
		StartDate: first, EndDate: last,
	})
	require.NoError(t, err)
	return figures
}

// W17: of 1,000 reports 200 are reached and 70 accept help: 35 % of those reached, 7 % of all.
func TestW17FunnelOfEarlySignals(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		requests := make([]*debtcounsellingv1.CreateEarlySignalRequest, 1000)
		for i := range requests {
			requests[i] = &debtcounsellingv1.CreateEarlySignalRequest{EarlySignal: aSignal(fmt.Sprint(i), elsewhere(i), ofPartner(i))}
		}
		_, err := r.signals.BatchCreateEarlySignals(r.importing(t), &debtcounsellingv1.BatchCreateEarlySignalsRequest{Requests: requests})
		require.NoError(t, err)
		cases := r.earlyCases(t)
		require.Len(t, cases, 1000)
		for i, c := range cases[:210] {
			require.NoError(t, r.seeks(t, r.supervisor(t), c.GetId(), telephone, i < 200, "2026-11-24"))
		}
		for _, c := range cases[:70] {
			require.NoError(t, r.ends(t, c.GetId(), financial, "2026-11-26"))
		}
		const partner = debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_RENT
		requireProto(t, &debtcounsellingv1.EarlySignalFigures{
			Signals: 1000, Cases: 1000, TakenUp: 210, Contacts: 210, Reached: 200, Accepted: 70, Timely: 210, ReachedShare: 20_00,
			AcceptedOfReachedShare: 35_00, AcceptedShare: 7_00, ByPartner: []*debtcounsellingv1.EarlySignalPartnerFigure{
				{Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_CARE, Signals: 450, Share: 45_00},
				{Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_ENERGY, Signals: 250, Share: 25_00},
				{Partner: partner, Signals: 300, Share: 30_00},
			},
		}, r.earlyFigures(t, "2026-11-20", "2026-11-20"))
		requireProto(t, &debtcounsellingv1.EarlySignalFigures{}, r.earlyFigures(t, "2026-11-21", "2026-12-31"))
	})
}

// ofPartner divides signals over partners: 45 % care, 25 % energy, 30 % rent.
func ofPartner(i int) func(*debtcounsellingv1.EarlySignal) {
	return func(e *debtcounsellingv1.EarlySignal) {
		switch {
		case i%20 < 9:
			e.Partner = debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_CARE
		case i%20 < 14:
			e.Partner = debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_ENERGY
		}
	}
}

func TestFiguresTellSignalsWithoutACaseAndWhatWasLate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		r.aTrajectory(t, r.aClient(t).GetId())
		r.receives(t, "1")
		r.receives(t, "2", elsewhere(1), func(e *debtcounsellingv1.EarlySignal) { e.Crisis, e.SignalDate = true, "2026-11-18" })
		require.NoError(t, r.seeks(t, r.supervisor(t), r.earlyCases(t)[0].GetId(), telephone, false, "2026-11-25"))
		requireProto(t, &debtcounsellingv1.EarlySignalFigures{
			Signals: 2, WithoutCase: 1, Cases: 1, TakenUp: 1, Contacts: 1, ByPartner: []*debtcounsellingv1.EarlySignalPartnerFigure{
				{Partner: debtcounsellingv1.EarlySignalPartner_EARLY_SIGNAL_PARTNER_RENT, Signals: 2, Share: 100_00},
			},
		}, r.earlyFigures(t, "2026-11-18", "2026-11-20"))
		_, err := r.figures.GetEarlySignalFigures(r.supervisor(t), &debtcounsellingv1.GetEarlySignalFiguresRequest{
			StartDate: "2026-11-18", EndDate: "2026-11-17",
		})
		invalid("end_date LAST_BEFORE_FIRST").require(t, err)
		_, err = r.figures.GetEarlySignalFigures(r.supervisor(t), &debtcounsellingv1.GetEarlySignalFiguresRequest{
			StartDate: "2026-11-31", EndDate: "2026-11-17",
		})
		invalid("start_date DATE_INVALID").require(t, err)
	})
}
