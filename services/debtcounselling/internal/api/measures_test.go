package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/fieldmaskpb"

	"github.com/deschoor/meedoen/platform/ids"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

const (
	coaching   = debtcounsellingv1.MeasureKind_MEASURE_KIND_BUDGET_COACHING
	plan       = debtcounsellingv1.MeasureKind_MEASURE_KIND_PLAN_OF_APPROACH
	moratorium = debtcounsellingv1.MeasureKind_MEASURE_KIND_MORATORIUM
)

// measure records a measure, as the counsellor does.
func (r *rig) measure(t testing.TB, trajectoryID string, m *debtcounsellingv1.Measure) (*debtcounsellingv1.Measure, error) {
	t.Helper()
	return r.measures.CreateMeasure(r.counsellor(t), &debtcounsellingv1.CreateMeasureRequest{
		TrajectoryId: trajectoryID, Measure: m,
	})
}

// admitted answers a trajectory that is in stabilisation.
func (r *rig) admitted(t testing.TB, clientID string) string {
	t.Helper()
	id := r.aTrajectory(t, clientID).GetId()
	require.NoError(t, r.step(t, id, appointed, "2026-11-16"))
	require.NoError(t, r.step(t, id, intake, "2026-11-16"))
	require.NoError(t, r.decide(t, id, admission, "2026-11-18"))
	require.NoError(t, r.step(t, id, stabilisation, "2026-11-18"))
	return id
}

func TestGuidanceBeginsEndsAndIsWithdrawnButStays(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		id := r.aTrajectory(t, c.GetId()).GetId()
		requestID := ids.New()
		create := func() *debtcounsellingv1.Measure {
			m, err := r.measures.CreateMeasure(r.counsellor(t), &debtcounsellingv1.CreateMeasureRequest{
				TrajectoryId: id, RequestId: requestID,
				Measure: &debtcounsellingv1.Measure{Kind: coaching, StartDate: proto.String("2026-11-03")},
			})
			require.NoError(t, err)
			return m
		}
		m := create()
		requireProto(t, m, create())
		ended, err := r.measures.UpdateMeasure(r.counsellor(t), &debtcounsellingv1.UpdateMeasureRequest{
			Measure: &debtcounsellingv1.Measure{Id: m.GetId(), EndDate: proto.String("2026-11-20"), Etag: m.GetEtag()},
		})
		require.NoError(t, err)
		require.Equal(t, "2026-11-03", ended.GetStartDate())
		require.Equal(t, "2026-11-20", ended.GetEndDate())
		r.refuses(t, refusal{code: codes.Aborted, reason: "ETAG_MISMATCH"}, func() error {
			_, err := r.measures.UpdateMeasure(r.counsellor(t), &debtcounsellingv1.UpdateMeasureRequest{
				Measure: &debtcounsellingv1.Measure{Id: m.GetId(), EndDate: proto.String("2026-11-21"), Etag: m.GetEtag()},
			})
			return err
		})
		goesOn, err := r.measures.UpdateMeasure(r.counsellor(t), &debtcounsellingv1.UpdateMeasureRequest{
			Measure: &debtcounsellingv1.Measure{Id: m.GetId()}, UpdateMask: &fieldmaskpb.FieldMask{Paths: []string{"end_date"}},
		})
		require.NoError(t, err)
		require.Nil(t, goesOn.EndDate) //nolint:protogetter // absent is not empty
		withdraw := func() error {
			_, err := r.measures.CreateMeasureWithdrawal(r.counsellor(t), &debtcounsellingv1.CreateMeasureWithdrawalRequest{
				MeasureId: m.GetId(),
			})
			return err
		}
		require.NoError(t, withdraw())
		gone := refusal{code: codes.FailedPrecondition, reason: "MEASURE_WITHDRAWN"}
		r.refuses(t, gone, withdraw)
		r.refuses(t, gone, func() error {
			_, err := r.measures.UpdateMeasure(r.counsellor(t), &debtcounsellingv1.UpdateMeasureRequest{
				Measure: &debtcounsellingv1.Measure{Id: m.GetId(), EndDate: proto.String("2026-11-21")},
			})
			return err
		})
		list, err := r.measures.ListMeasures(r.counsellor(t), &debtcounsellingv1.ListMeasuresRequest{TrajectoryId: id})
		require.NoError(t, err)
		require.Len(t, list.GetMeasures(), 1)
		require.True(t, list.GetMeasures()[0].GetWithdrawn())
		require.Equal(t, "4", list.GetMeasures()[0].GetEtag())
		export, err := r.clients.ExportClient(r.counsellor(t), &debtcounsellingv1.ExportClientRequest{ClientId: c.GetId()})
		require.NoError(t, err)
		require.Len(t, export.GetMeasures(), 1)
		require.Empty(t, export.GetMeasures()[0].GetRecorder())
	})
}

func TestMoratoriumIsAskedForGrantedAndLastsSixMonthsAtMost(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t)
		reported := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "ADMISSION_MISSING"}, func() error {
			_, err := r.measure(t, reported, &debtcounsellingv1.Measure{Kind: moratorium, ApplicationDate: proto.String("2026-11-19")})
			return err
		})
		id := r.admitted(t, c.GetId())
		m, err := r.measure(t, id, &debtcounsellingv1.Measure{Kind: moratorium, ApplicationDate: proto.String("2026-11-19")})
		require.NoError(t, err)
		require.NotContains(t, r.due(t, id), "TERM_KIND_MORATORIUM", "nobody has to wait yet")
		change := func(end string) error {
			_, err := r.measures.UpdateMeasure(r.counsellor(t), &debtcounsellingv1.UpdateMeasureRequest{
				Measure: &debtcounsellingv1.Measure{
					Id: m.GetId(), GrantDate: proto.String("2026-11-20"), StartDate: proto.String("2026-11-21"), EndDate: proto.String(end),
				},
			})
			return err
		}
		r.refuses(t, invalid("measure.end_date MORATORIUM_TOO_LONG"), func() error { return change("2027-05-22") })
		require.NoError(t, change("2027-05-21"))
		require.Equal(t, "2027-05-21 TERM_STATE_RUNNING", r.due(t, id)["TERM_KIND_MORATORIUM"])
		require.NoError(t, r.step(t, id, solution, "2026-11-25"))
		require.Equal(t, "2027-05-21 TERM_STATE_MET", r.due(t, id)["TERM_KIND_MORATORIUM"], "there is a solution in time")
	})
}

func TestTermOfAMoratoriumThatIsWithdrawnIsVoid(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.admitted(t, r.aClient(t).GetId())
		m, err := r.measure(t, id, &debtcounsellingv1.Measure{
			Kind: moratorium, ApplicationDate: proto.String("2026-11-18"), GrantDate: proto.String("2026-11-19"),
			StartDate: proto.String("2026-11-19"), EndDate: proto.String("2027-02-19"),
		})
		require.NoError(t, err)
		require.Equal(t, "2027-02-19 TERM_STATE_RUNNING", r.due(t, id)["TERM_KIND_MORATORIUM"])
		request := &debtcounsellingv1.CreateMeasureWithdrawalRequest{MeasureId: m.GetId(), RequestId: ids.New()}
		withdrawn, err := r.measures.CreateMeasureWithdrawal(r.counsellor(t), request)
		require.NoError(t, err)
		again, err := r.measures.CreateMeasureWithdrawal(r.counsellor(t), request)
		require.NoError(t, err, "a second delivery of the request")
		require.True(t, proto.Equal(withdrawn, again))
		require.Equal(t, "2027-02-19 TERM_STATE_VOID", r.due(t, id)["TERM_KIND_MORATORIUM"])
	})
}

func TestTrajectoryHasOnePlanAndAnotherWhereItWasWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		ready := &debtcounsellingv1.Measure{Kind: plan, StartDate: proto.String("2026-11-20")}
		first, err := r.measure(t, id, ready)
		require.NoError(t, err)
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "PLAN_EXISTS"}, func() error {
			_, err := r.measure(t, id, ready)
			return err
		})
		_, err = r.measures.CreateMeasureWithdrawal(r.counsellor(t), &debtcounsellingv1.CreateMeasureWithdrawalRequest{MeasureId: first.GetId()})
		require.NoError(t, err)
		_, err = r.measure(t, id, ready)
		require.NoError(t, err)
	})
}

func TestMeasureOfSomebodyElseIsRefusedAsOneThatIsNotThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aTrajectory(t, r.aClient(t).GetId()).GetId()
		m, err := r.measure(t, id, &debtcounsellingv1.Measure{Kind: coaching, StartDate: proto.String("2026-11-03")})
		require.NoError(t, err)
		other := r.caller(t, "other", "debt.counsellor")
		for _, one := range []string{id, ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.measures.CreateMeasure(other, &debtcounsellingv1.CreateMeasureRequest{
					TrajectoryId: one, Measure: &debtcounsellingv1.Measure{Kind: coaching, StartDate: proto.String("2026-11-03")},
				})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.measures.ListMeasures(other, &debtcounsellingv1.ListMeasuresRequest{TrajectoryId: one})
				return err
			})
		}
		for _, one := range []string{m.GetId(), ids.New()} {
			r.refuses(t, notYours(), func() error {
				_, err := r.measures.UpdateMeasure(other, &debtcounsellingv1.UpdateMeasureRequest{
					Measure: &debtcounsellingv1.Measure{Id: one, EndDate: proto.String("2026-11-20")},
				})
				return err
			})
			r.refuses(t, notYours(), func() error {
				_, err := r.measures.CreateMeasureWithdrawal(other, &debtcounsellingv1.CreateMeasureWithdrawalRequest{MeasureId: one})
				return err
			})
		}
		require.Len(t, r.refusals(t), 8)
	})
}
