package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
)

func TestNothingGoesOnTheDayBeforeAndAllThatIsDueOnTheDay(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		id := r.past(t, "2022-03-01", c)
		years := r.rows(t, "trajectory_year")
		r.on(t, "2027-02-28")
		require.Empty(t, removed(r.removeDue(t)))
		r.on(t, "2027-03-01")
		require.Equal(t, fiveYears(), removed(r.removeDue(t)))
		r.on(t, "2029-02-28")
		require.Empty(t, removed(r.removeDue(t)), "what is financial is kept for seven years, and the trajectory with it")
		got, err := r.trajectories.GetTrajectory(r.supervisor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: id})
		require.NoError(t, err)
		require.Equal(t, []string{c}, got.GetClientIds())
		r.on(t, "2029-03-01")
		require.Equal(t, sevenYears(), removed(r.removeDue(t)))
		require.Equal(t, years, r.rows(t, "trajectory_year"), "the figures stay")
		for _, method := range []func() error{
			func() error {
				_, err := r.trajectories.GetTrajectory(r.supervisor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: id})
				return err
			},
			func() error {
				_, err := r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: c})
				return err
			},
		} {
			notYours().require(t, method())
		}
		keys, err := r.deps.Privacy.Vault("debtcounselling").Keys(t.Context(), c)
		require.NoError(t, err)
		_, err = keys.Seal(c, c, "client", []byte("x"))
		require.Error(t, err, "the key is gone")
	})
}

func TestLongestTermOfAClientDecidesWhenTheClientIsErased(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		anna, ben := r.aClient(t).GetId(), r.aClient(t, func(c *debtcounsellingv1.Client) { c.GivenName = "Ben" }).GetId()
		both, later := r.past(t, "2020-05-01", anna, ben), r.past(t, "2023-05-01", anna)
		r.on(t, "2027-05-01")
		run := removed(r.removeDue(t))
		require.EqualValues(t, 1, run[trajectory])
		require.EqualValues(t, 1, run[clientOf], "of two clients the one who was helped once")
		_, err := r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: ben})
		notYours().require(t, err)
		c, err := r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: anna})
		require.NoError(t, err)
		require.Equal(t, "Dieuwertje", c.GetGivenName())
		_, err = r.trajectories.GetTrajectory(r.supervisor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: both})
		notYours().require(t, err)
		_, err = r.trajectories.GetTrajectory(r.supervisor(t), &debtcounsellingv1.GetTrajectoryRequest{Id: later})
		require.NoError(t, err)
		r.on(t, "2030-05-01")
		require.EqualValues(t, 1, removed(r.removeDue(t))[clientOf])
		_, err = r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: anna})
		notYours().require(t, err)
	})
}

func TestClientWhoWasNeverHelpedGoesByTheOwnTerm(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		id := r.aClient(t).GetId()
		helped := r.aClient(t).GetId()
		r.aTrajectory(t, helped)
		r.on(t, "2031-11-25")
		require.Empty(t, removed(r.removeDue(t)))
		r.on(t, "2031-11-26")
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{clientOf: 1}, removed(r.removeDue(t)))
		_, err := r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: id})
		notYours().require(t, err)
		r.on(t, "2060-01-01")
		_, err = r.clients.GetClient(r.supervisor(t), &debtcounsellingv1.GetClientRequest{Id: helped})
		require.NoError(t, err, "who is helped stays")
	})
}

func TestLogAnswersForFiveYearsAfterAnErasure(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		_, err := r.clients.CreateClientErasure(r.supervisor(t), &debtcounsellingv1.CreateClientErasureRequest{ClientId: c})
		require.NoError(t, err)
		other := r.aClient(t).GetId()
		require.Len(t, r.lines(t, ""), 3)
		r.on(t, "2031-11-25")
		require.Empty(t, removed(r.removeDue(t)))
		r.on(t, "2031-11-26")
		_, err = r.trajectories.CreateTrajectory(r.counsellor(t), &debtcounsellingv1.CreateTrajectoryRequest{Trajectory: helpFor(other)})
		require.NoError(t, err)
		run := r.removeDue(t)
		require.Equal(t, map[debtcounsellingv1.RecordType]int32{linesOf: 1}, removed(run))
		for _, count := range run.GetCounts() {
			if count.GetRecordType() == linesOf {
				require.EqualValues(t, 2, count.GetRecords())
			}
		}
		for _, line := range r.lines(t, "") {
			require.Equal(t, r.deps.Privacy.Logged(other), line.GetSubject())
		}
		require.Empty(t, removed(r.removeDue(t)))
	})
}

func TestWhatARunRemovesIsInBothLogs(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c := r.aClient(t).GetId()
		id := r.past(t, "2015-06-01", c)
		run := r.removeDue(t)
		fields := map[string]int{}
		for _, line := range r.lines(t, "CreateRetentionRun") {
			require.Equal(t, "debtcounselling/retention", line.GetActivity())
			require.Equal(t, r.deps.Privacy.Logged(c), line.GetSubject())
			require.Equal(t, "sofie.bakker", line.GetActor())
			fields[line.GetFields()]++
		}
		require.Len(t, fields, len(fiveYears())+len(sevenYears()))
		for of, n := range fields {
			require.Equal(t, 1, n, of)
		}
		for object, want := range map[string]int{
			"retention-run/" + run.GetId(): 1, "retention-run/" + run.GetId() + "/completion": 1, "trajectory/" + id + "/claim": 1,
			"trajectory/" + id + "/trajectory": 1, "client/" + c: 1, "trajectory/" + id + "/processing_log": 0,
		} {
			var n int
			require.NoError(t, r.db.Read().QueryRowContext(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE object = $1
				AND actor = 'sofie.bakker' AND action LIKE '%/CreateRetentionRun'`, object).Scan(&n))
			require.Equal(t, want, n, object)
		}
	})
}

func TestRequestsThatMadeWhatIsRemovedAreForgotten(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		c, err := r.clients.CreateClient(r.counsellor(t), &debtcounsellingv1.CreateClientRequest{
			Client: debtor(), RequestId: "7b0b8f0e-9a52-4c1e-8f0a-0d6f1f3f2a11",
		})
		require.NoError(t, err)
		tr := r.aTrajectory(t, c.GetId())
		_, err = r.measures.CreateMeasure(r.counsellor(t), &debtcounsellingv1.CreateMeasureRequest{
			TrajectoryId: tr.GetId(), RequestId: "7b0b8f0e-9a52-4c1e-8f0a-0d6f1f3f2a12",
			Measure: &debtcounsellingv1.Measure{Kind: coaching, StartDate: proto.String("2026-11-05")},
		})
		require.NoError(t, err)
		require.NoError(t, r.step(t, tr.GetId(), exited, "2026-11-26"))
		require.Equal(t, 2, r.count(t, "request_id"))
		r.on(t, "2034-11-26")
		r.removeDue(t)
		require.Zero(t, r.count(t, "request_id"))
		require.Zero(t, r.count(t, "trajectory"))
	})
}
