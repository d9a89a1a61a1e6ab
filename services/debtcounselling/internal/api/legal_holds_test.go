package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const courtCase = debtcounsellingv1.LegalHoldReason_LEGAL_HOLD_REASON_COURT_CASE

// hold has something kept since a date, as the supervisor does.
func (r *rig) hold(t testing.TB, h *debtcounsellingv1.LegalHold) *debtcounsellingv1.LegalHold {
	t.Helper()
	kept, err := r.tryHold(t, h)
	require.NoError(t, err)
	return kept
}

func (r *rig) tryHold(t testing.TB, h *debtcounsellingv1.LegalHold) (*debtcounsellingv1.LegalHold, error) {
	t.Helper()
	h.Reason = courtCase
	if h.GetStartDate() == "" {
		h.StartDate = "2026-11-26"
	}
	return r.holds.CreateLegalHold(r.supervisor(t), &debtcounsellingv1.CreateLegalHoldRequest{LegalHold: h})
}

func (r *rig) endHold(t testing.TB, id string) error {
	t.Helper()
	_, err := r.holds.CreateLegalHoldEnding(r.supervisor(t), &debtcounsellingv1.CreateLegalHoldEndingRequest{LegalHoldId: id})
	return err
}

func (r *rig) erase(t testing.TB, clientID string) error {
	t.Helper()
	_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: clientID})
	return err
}

func TestNeitherATermNorAnErasureRemovesWhatIsHeld(t *testing.T) {
	held := refusal{code: codes.FailedPrecondition, reason: "LEGAL_HOLD"}
	onBoth(t, func(t *testing.T, r *rig) {
		for name, of := range map[string]func(trajectory, client, partner string) *debtcounsellingv1.LegalHold{
			"a trajectory": func(id, _, _ string) *debtcounsellingv1.LegalHold {
				return &debtcounsellingv1.LegalHold{TrajectoryId: id}
			},
			"a client":    func(_, id, _ string) *debtcounsellingv1.LegalHold { return &debtcounsellingv1.LegalHold{ClientId: id} },
			"the partner": func(_, _, id string) *debtcounsellingv1.LegalHold { return &debtcounsellingv1.LegalHold{ClientId: id} },
		} {
			t.Run(name, func(t *testing.T) {
				r.clock.Set(now())
				client, partner := r.aClient(t).GetId(), r.aClient(t).GetId()
				id := r.past(t, "2016-01-01", client, partner)
				h := r.hold(t, of(id, client, partner))
				for _, one := range []string{client, partner} {
					r.refuses(t, held, func() error { return r.erase(t, one) })
				}
				require.Empty(t, removed(r.removeDue(t)))
				require.NoError(t, r.endHold(t, h.GetId()))
				r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "LEGAL_HOLD_ENDED"}, func() error {
					return r.endHold(t, h.GetId())
				})
				require.EqualValues(t, 2, removed(r.removeDue(t))[clientOf], "what was held goes with the next run")
				require.Zero(t, r.count(t, "trajectory"))
				require.Zero(t, r.count(t, "legal_hold"))
			})
		}
	})
}

func TestErasureIsPossibleOnceNoHoldRuns(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		first := r.hold(t, &debtcounsellingv1.LegalHold{ClientId: c, Reference: "zaak van Xanten"})
		second := r.hold(t, &debtcounsellingv1.LegalHold{ClientId: c})
		require.NoError(t, r.endHold(t, first.GetId()))
		refusal{code: codes.FailedPrecondition, reason: "LEGAL_HOLD"}.require(t, r.erase(t, c))
		require.NoError(t, r.endHold(t, second.GetId()))
		require.NoError(t, r.erase(t, c))
		require.Zero(t, r.count(t, "legal_hold"))
	})
}

func TestHoldAndWhatRemovesAtTheSameMomentDoNotMissEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		for i := range 8 {
			client, partner := r.aClient(t).GetId(), r.aClient(t).GetId()
			id := r.past(t, "2016-01-01", client, partner)
			h := &debtcounsellingv1.LegalHold{TrajectoryId: id}
			if i%2 == 1 {
				h = &debtcounsellingv1.LegalHold{ClientId: partner}
			}
			begun, err := r.runs.CreateRetentionRun(r.supervisor(t), &debtcounsellingv1.CreateRetentionRunRequest{Date: "2026-11-26"})
			require.NoError(t, err)
			held, erased := make(chan error, 1), make(chan error, 1)
			go func() {
				_, err := r.tryHold(t, h)
				held <- err
			}()
			go func() { erased <- r.erase(t, client) }()
			r.finish(t, begun.GetId())
			// What a hold was late for is gone whole, and what it was in time for stays.
			refused, gone := <-held, r.count(t, "trajectory WHERE id = '"+id+"'") == 0
			require.Equal(t, refused != nil, gone, "%v", refused)
			if refused != nil {
				notYours().require(t, refused)
			}
			if err := <-erased; err == nil {
				require.NotZero(t, r.count(t, "client_erasure WHERE client_id = '"+client+"'"))
			}
		}
	})
}

func TestHoldIsKeptWithItsReferenceSealed(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		client, partner := r.aClient(t).GetId(), r.aClient(t).GetId()
		id := r.past(t, "2016-01-01", client, partner)
		h := r.hold(t, &debtcounsellingv1.LegalHold{TrajectoryId: id, Reference: "C/16/1234 van Xanten", StartDate: "2026-11-01"})
		requireProto(t, &debtcounsellingv1.LegalHold{
			Id: h.GetId(), TrajectoryId: id, Reason: courtCase, Reference: "C/16/1234 van Xanten", StartDate: "2026-11-01",
			Recorder: "sofie.bakker", CreateTime: h.GetCreateTime(),
		}, h)
		other := r.hold(t, &debtcounsellingv1.LegalHold{ClientId: partner})
		list, err := r.holds.ListLegalHolds(r.supervisor(t), &debtcounsellingv1.ListLegalHoldsRequest{Running: true})
		require.NoError(t, err)
		require.Len(t, list.GetLegalHolds(), 2)
		requireProto(t, h, list.GetLegalHolds()[0])
		require.NoError(t, r.endHold(t, other.GetId()))
		list, err = r.holds.ListLegalHolds(r.supervisor(t), &debtcounsellingv1.ListLegalHoldsRequest{ClientId: partner})
		require.NoError(t, err)
		require.Equal(t, proto.String("2026-11-26"), list.GetLegalHolds()[0].EndDate)
		list, err = r.holds.ListLegalHolds(r.supervisor(t), &debtcounsellingv1.ListLegalHoldsRequest{ClientId: partner, Running: true})
		require.NoError(t, err)
		require.Empty(t, list.GetLegalHolds())
		export, err := r.clients.ExportClient(r.supervisor(t), &debtcounsellingv1.ExportClientRequest{ClientId: client})
		require.NoError(t, err)
		require.Len(t, export.GetLegalHolds(), 2, "that of the trajectory, beside an old one")
		require.Equal(t, "C/16/1234 van Xanten", export.GetLegalHolds()[1].GetReference())
		require.Empty(t, export.GetLegalHolds()[1].GetRecorder())
		export, err = r.clients.ExportClient(r.supervisor(t), &debtcounsellingv1.ExportClientRequest{ClientId: partner})
		require.NoError(t, err)
		for _, one := range export.GetLegalHolds() {
			require.Empty(t, one.GetReference(), "it is sealed for the other client")
		}
	})
}

func TestEveryRuleThatAHoldBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		r.refuses(t, invalid("legal_hold.trajectory_id HOLD_OF_NOTHING", "legal_hold.start_date DATE_IN_FUTURE"), func() error {
			_, err := r.tryHold(t, &debtcounsellingv1.LegalHold{StartDate: "2026-11-27"})
			return err
		})
		r.refuses(t, invalid("legal_hold.client_id HOLD_OF_BOTH", "legal_hold.start_date DATE_INVALID"), func() error {
			_, err := r.tryHold(t, &debtcounsellingv1.LegalHold{TrajectoryId: ids.New(), ClientId: c, StartDate: "2026-02-30"})
			return err
		})
		for _, absent := range []*debtcounsellingv1.LegalHold{{TrajectoryId: ids.New()}, {ClientId: ids.New()}} {
			r.refuses(t, notYours(), func() error {
				_, err := r.tryHold(t, absent)
				return err
			})
		}
		r.refuses(t, refusal{code: codes.NotFound, reason: "LEGAL_HOLD_NOT_FOUND"}, func() error { return r.endHold(t, ids.New()) })
	})
}

func TestHoldOfATrajectoryWhoseClientsWereErased(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		id := r.past(t, "2026-01-01", c)
		require.NoError(t, r.erase(t, c))
		r.refuses(t, refusal{code: codes.NotFound, reason: "CLIENT_ERASED"}, func() error {
			_, err := r.tryHold(t, &debtcounsellingv1.LegalHold{TrajectoryId: id, Reference: "C/16/1234"})
			return err
		})
		r.hold(t, &debtcounsellingv1.LegalHold{TrajectoryId: id})
		r.on(t, "2040-01-01")
		require.Empty(t, removed(r.removeDue(t)), "the lines about who was erased stay as well")
	})
}

func TestWhatAHoldIsKnownByIsInNoFileOrLog(t *testing.T) {
	r := newRig(t, testkit.SQLite())
	c := r.aClient(t).GetId()
	r.hold(t, &debtcounsellingv1.LegalHold{ClientId: c, Reference: "Dieuwertje van Xanten, Kantelaarpad"})
	r.hold(t, &debtcounsellingv1.LegalHold{TrajectoryId: r.past(t, "2016-01-01", c), Reference: "Dieuwertje van Xanten"})
	r.requireNoCanaryInFiles(t)
}
